#include "json/time.h"

#include <algorithm>
#include <chrono>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace postern::json {
namespace {

bool IsDigit(char c) {
  return absl::ascii_isdigit(static_cast<unsigned char>(c));
}

// Whether `text` is `form` with any digits for its zeros.
bool HasForm(std::string_view text, std::string_view form) {
  return std::equal(text.begin(), text.end(), form.begin(), form.end(),
                    [](char c, char expected) { return expected == '0' ? IsDigit(c) : c == expected; });
}

// Abseil also reads blanks, signs, single digits and other zones.
bool IsRfc3339(std::string_view text) {
  constexpr std::string_view kSeconds = "0000-00-00T00:00:00";
  if (!HasForm(text.substr(0, kSeconds.size()), kSeconds)) return false;
  text.remove_prefix(kSeconds.size());
  if (text.starts_with('.')) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
    if (end == 1) return false;
    text.remove_prefix(end);
  }
  return text == "Z" || HasForm(text, "+00:00") || HasForm(text, "-00:00");
}

}  // namespace

std::string FormatTime(Time time) {
  using std::chrono::floor;
  const std::chrono::sys_time<std::chrono::microseconds> instant{std::chrono::microseconds(time.micros)};
  const auto day = floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<std::chrono::microseconds> clock(instant - day);
  const auto two_digits = [](auto number) { return absl::Dec(number, absl::kZeroPad2); };
  std::string text = absl::StrCat(absl::Dec(static_cast<int>(date.year()), absl::kZeroPad4), "-",
                                  two_digits(static_cast<unsigned>(date.month())), "-",
                                  two_digits(static_cast<unsigned>(date.day())), "T", two_digits(clock.hours().count()),
                                  ":", two_digits(clock.minutes().count()), ":", two_digits(clock.seconds().count()));
  if (clock.subseconds().count() != 0) {
    absl::StrAppend(&text, ".", absl::Dec(clock.subseconds().count(), absl::kZeroPad6));
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + 'Z';
}

std::optional<Time> ParseTime(std::string_view text) {
  const std::string upper = absl::AsciiStrToUpper({text.data(), text.size()});
  absl::Time time;
  if (!IsRfc3339(upper) || !absl::ParseTime(absl::RFC3339_full, upper, &time, nullptr)) return std::nullopt;
  return Time{absl::ToUnixMicros(time)};
}

}  // namespace postern::json
