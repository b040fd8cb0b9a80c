// The text of --help.
#pragma once

#include <string>
#include <string_view>

#include "config/options.h"

namespace postern::config {

// Every option that is not hidden, by group: its flag, variable, default and what it does. `program` is the name to
// show.
std::string Help(std::string_view program);

// What follows the flag of an option: "=NUMBER", "=lax|none"; "" for a switch.
std::string Placeholder(const OptionRow& row);

}  // namespace postern::config
