// The text of --help.
#pragma once

#include <string>
#include <string_view>

#include "config/options.h"

namespace postern::config {

// Every option that is not hidden: first what the program acts on, then the rest, which it takes so that all programs
// can be given the same; each by group, with flag, variable, default and what it does. `program` is the name to show,
// which begins with that of the executable.
std::string Help(std::string_view program);

// What follows the flag of an option: "=NUMBER", "=lax|none"; "" for a switch.
std::string Placeholder(const OptionRow& row);

}  // namespace postern::config
