#include "json/time.h"

#include <chrono>

#include "absl/strings/str_cat.h"

namespace postern::json {

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

}  // namespace postern::json
