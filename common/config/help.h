// The text of --help.
#pragma once

#include <string>
#include <string_view>

namespace postern::config {

// Every option that is not hidden, by group: its flag, variable, default and what it does. `program` is the name to
// show.
std::string Help(std::string_view program);

}  // namespace postern::config
