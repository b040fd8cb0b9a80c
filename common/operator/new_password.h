// A new password, from whoever runs the program: never from words, flags or variables, which others can see.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace postern::operators {

// From a terminal: asked twice, not shown. From anything else: the first line. From here on the process leaves no core
// dump. Errors say in one line what is wrong with it, without showing it: empty, longer than a line may be, no UTF-8
// text, easy to guess, too long, or not the same the second time. The descriptor stays open.
absl::StatusOr<std::string> ReadNewPassword(int input);

// A line for whoever has just set one under --disable-password-auth.
inline constexpr char kPasswordsAreOff[] =
    "But --disable-password-auth is set: with it, nobody signs in with a password.";

}  // namespace postern::operators
