// A handler program: options from flags, environment and file, then serving until told to stop.
#pragma once

#include <functional>
#include <string_view>

#include "service/route.h"

namespace postern::service {

// The `main` of a handler program. Gives the exit status: 0 after a clean end, 2 where the options or the socket are no
// good, with one line on stderr for each thing that is wrong.
int RunProgram(std::string_view name, int argc, char** argv, const std::function<Contract(App&)>& contract);

}  // namespace postern::service
