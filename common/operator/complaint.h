// How a command of `postern` ends that does not end well: a line on stderr, and an exit status.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace postern::operators {

inline constexpr int kExitSuccess = 0;
inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 2;  // The command line or an option is wrong.

// "postern: <text>" on stderr; gives `exit_status`.
int Complain(std::string_view text, int exit_status);

// The same of an error: kExitUsage for kInvalidArgument, unless the database said so; kExitFailure for all others.
int Complain(const absl::Status& error);

}  // namespace postern::operators
