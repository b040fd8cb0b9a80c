// Lengths of time as options and answers write them: Go's form, 1h30m, with days and weeks taken too.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace postern::config {

// Takes an optional sign and one or more of <number><unit>, which add up: 168h, 1.5h, .5h, 1h30m, 7d. Units: ns, us
// (also with either micro sign), ms, s, m, h, d (24 h), w (7 d). Zero alone needs no unit. What does not fit 64 bits of
// nanoseconds, about 292 years either way, is an error. Errors never repeat the text.
absl::StatusOr<std::chrono::nanoseconds> ParseDuration(std::string_view text);

// Gives hours, minutes and seconds from the first that is not zero: 168h0m0s, 1m0s, 1.5s; below a second one of ms, us
// (with a micro sign) and ns: 500ms; zero is 0s.
std::string FormatDuration(std::chrono::nanoseconds duration);

}  // namespace postern::config
