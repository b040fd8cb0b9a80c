// `postern up`: everything on one machine, until it is told to end.
#pragma once

#include "config/load.h"

namespace postern::operators {

// Database (the given one, or a private cluster), migrations, programs, nginx. Says where it is; stays; gives 0 when it
// was told to end by SIGTERM, SIGINT or SIGHUP.
int UpCommand(const config::Loaded& loaded);

}  // namespace postern::operators
