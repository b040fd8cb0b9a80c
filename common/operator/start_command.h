// `postern start`: `postern up` in the background.
#pragma once

#include "config/load.h"

namespace postern::operators {

// postern start
int StartCommand(const config::Loaded& loaded);

}  // namespace postern::operators
