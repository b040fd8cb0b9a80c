// Options from the environment.
#pragma once

#include "config/given.h"

namespace postern::config {

// Takes a list of NAME=text that ends with a null pointer, or null for none. Names count in any case, the last of the
// same name wins, and a variable that is empty is as good as unset. Where a name is not there at all, it is looked for
// with HOMEBREW_ before it.
Reading ReadEnvironment(const char* const* environment);

}  // namespace postern::config
