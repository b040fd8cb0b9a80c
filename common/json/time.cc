#include "json/time.h"

#include <chrono>

#include "absl/strings/str_format.h"

namespace postern::json {

std::string FormatTime(Time time) {
  using std::chrono::floor;
  const std::chrono::sys_time<std::chrono::microseconds> instant{std::chrono::microseconds(time.micros)};
  const auto day = floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<std::chrono::microseconds> clock(instant - day);
  std::string text =
      absl::StrFormat("%04d-%02d-%02dT%02d:%02d:%02d", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                      clock.minutes().count(), clock.seconds().count());
  if (clock.subseconds().count() != 0) {
    text += absl::StrFormat(".%06d", clock.subseconds().count());
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + 'Z';
}

}  // namespace postern::json
