// Instants as they travel: microseconds since 1970 in UTC, the resolution of PostgreSQL, and RFC 3339 as Go prints it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postern::json {

// An instant. Years 1 to 9999 have a text.
struct Time {
  std::int64_t micros = 0;  // Since 1970-01-01T00:00:00Z, without leap seconds.
  friend auto operator<=>(const Time&, const Time&) = default;
};

// "Never" in the contract: 0001-01-01T00:00:00Z.
inline constexpr Time kZeroTime{-62'135'596'800'000'000};

// RFC 3339 in UTC with up to six fractional digits, trailing zeros trimmed: 2024-02-03T04:05:06.1Z.
std::string FormatTime(Time time);

// The instant of a text of RFC 3339, with any zone and fraction, T and Z in either case. What is finer than a
// microsecond is cut. Nothing for any other text, a day that no calendar has included.
std::optional<Time> ParseTime(std::string_view text);

}  // namespace postern::json
