// Texts that go into nginx's files.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace postern::operators {

// Visible ASCII, not empty, without what nginx reads as more than itself, quoted or not.
bool IsPlain(std::string_view text);

// The same, but blanks may stand in it: for a path between double quotes.
bool IsQuotablePath(std::string_view text);

// kInvalidArgument: "--option: why".
absl::Status Refused(std::string_view option, std::string_view why);

// A variable of the http block, $postern_<name>, that always has this value. Takes a value that was checked.
std::string Constant(std::string_view name, std::string_view value);

}  // namespace postern::operators
