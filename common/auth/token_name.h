// Names for tokens that were given none: `<adjective>_<surname><8 digits>`, such as quiet_noether40281593.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace postern::auth {

// How many names there are: 64 adjectives, 64 surnames, 10^8 numbers, each equally likely. Among 300 names drawn for
// one user two are the same once in some nine million times, and then the unique index refuses the second: the caller
// draws again, so that a made-up name never fails a request.
inline constexpr std::uint64_t kTokenNames = 64ULL * 64 * 100'000'000;

// Draws a name from the system's randomness; kInternal where that fails.
absl::StatusOr<std::string> MakeTokenName();

// The name with this number, below kTokenNames; different numbers give different names.
std::string TokenNameOf(std::uint64_t number);

}  // namespace postern::auth
