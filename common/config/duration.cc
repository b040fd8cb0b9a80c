#include "config/duration.h"

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace postern::config {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t nanoseconds;
};

// Longer names stand before those they begin with, for the first match is taken.
constexpr std::array<Unit, 10> kUnits = {{
    {"ns", 1},
    {"us", 1'000},
    {"\u00b5s", 1'000},
    {"\u03bcs", 1'000},
    {"ms", 1'000'000},
    {"s", 1'000'000'000},
    {"m", 60'000'000'000},
    {"h", 3'600'000'000'000},
    {"d", 86'400'000'000'000},
    {"w", 604'800'000'000'000},
}};

// One more than the largest positive value: the magnitude of the most negative.
constexpr std::uint64_t kLimit = std::uint64_t{1} << 63;

absl::Status TooLong() {
  return absl::InvalidArgumentError("is longer than about 292 years");
}
absl::Status NotADuration() {
  return absl::InvalidArgumentError("is not a duration: numbers with units are wanted, such as 168h, 1h30m or 7d");
}

// Cuts the leading digits off.
std::string_view TakeDigits(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[length]))) ++length;
  const std::string_view digits = text.substr(0, length);
  text.remove_prefix(length);
  return digits;
}

std::optional<Unit> TakeUnit(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && text[length] != '.' &&
         !absl::ascii_isdigit(static_cast<unsigned char>(text[length]))) {
    ++length;
  }
  const std::string_view name = text.substr(0, length);
  for (const Unit& unit : kUnits) {
    if (unit.name != name) continue;
    text.remove_prefix(length);
    return unit;
  }
  return std::nullopt;
}

// Nanoseconds of whole.fraction units, or nothing where that is beyond kLimit. Decimals below a nanosecond are dropped.
std::optional<std::uint64_t> Scale(std::string_view whole, std::string_view fraction, std::uint64_t unit) {
  absl::uint128 total = 0;
  for (const char digit : whole) {
    total = total * 10 + static_cast<std::uint64_t>(digit - '0');
    if (total > kLimit) return std::nullopt;
  }
  total *= unit;
  absl::uint128 numerator = 0;
  absl::uint128 denominator = 1;
  for (const char digit : fraction.substr(0, 18)) {  // The largest unit has 15 digits: further decimals change nothing.
    numerator = numerator * 10 + static_cast<std::uint64_t>(digit - '0');
    denominator *= 10;
  }
  total += numerator * unit / denominator;
  if (total > kLimit) return std::nullopt;
  return static_cast<std::uint64_t>(total);
}

absl::StatusOr<std::uint64_t> TakeMagnitude(std::string_view text) {
  std::uint64_t total = 0;
  while (!text.empty()) {
    const std::string_view whole = TakeDigits(text);
    std::string_view fraction;
    if (!text.empty() && text.front() == '.') {
      text.remove_prefix(1);
      fraction = TakeDigits(text);
    }
    if (whole.empty() && fraction.empty()) return NotADuration();
    const std::optional<Unit> unit = TakeUnit(text);
    if (!unit) return NotADuration();
    const std::optional<std::uint64_t> part = Scale(whole, fraction, unit->nanoseconds);
    if (!part || *part > kLimit - total) return TooLong();
    total += *part;
  }
  return total;
}

// "12.5": a count of `unit` out of `value`, with the decimals that are not zero.
std::string WithDecimals(std::uint64_t value, std::uint64_t unit) {
  std::string text = absl::StrCat(value / unit);
  std::uint64_t rest = value % unit;
  if (rest == 0) return text;
  text += '.';
  while (rest != 0) {
    rest *= 10;
    absl::StrAppend(&text, rest / unit);
    rest %= unit;
  }
  return text;
}

}  // namespace

absl::StatusOr<std::chrono::nanoseconds> ParseDuration(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
  if (text == "0") return std::chrono::nanoseconds(0);
  if (text.empty()) return NotADuration();

  const absl::StatusOr<std::uint64_t> magnitude = TakeMagnitude(text);
  if (!magnitude.ok()) return magnitude.status();
  if (*magnitude == kLimit) {
    if (!negative) return TooLong();
    return std::chrono::nanoseconds(std::numeric_limits<std::int64_t>::min());
  }
  const auto count = static_cast<std::int64_t>(*magnitude);
  return std::chrono::nanoseconds(negative ? -count : count);
}

std::string FormatDuration(std::chrono::nanoseconds duration) {
  const std::int64_t count = duration.count();
  if (count == 0) return "0s";
  const std::uint64_t magnitude = count < 0 ? 0 - static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
  std::string text = count < 0 ? "-" : "";
  if (magnitude < 1'000) return absl::StrCat(text, magnitude, "ns");
  if (magnitude < 1'000'000) return absl::StrCat(text, WithDecimals(magnitude, 1'000), "\u00b5s");
  if (magnitude < 1'000'000'000) return absl::StrCat(text, WithDecimals(magnitude, 1'000'000), "ms");

  const std::uint64_t minutes = magnitude / 60'000'000'000;
  if (minutes >= 60) absl::StrAppend(&text, minutes / 60, "h");
  if (minutes > 0) absl::StrAppend(&text, minutes % 60, "m");
  return absl::StrCat(text, WithDecimals(magnitude % 60'000'000'000, 1'000'000'000), "s");
}

}  // namespace postern::config
