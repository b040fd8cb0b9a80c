// `postern stop`: ends what `postern up` or `postern start` runs.
#pragma once

#include "config/load.h"

namespace postern::operators {

// postern stop
int StopCommand(const config::Loaded& loaded);

}  // namespace postern::operators
