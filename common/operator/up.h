// `postern up`: everything on one machine, until it is told to end.
#pragma once

#include "absl/status/status.h"
#include "config/load.h"

namespace postern::operators {

// Database (the given one, or a private cluster), migrations, programs, nginx. Says where it is; stays; gives 0 when it
// was told to end by SIGTERM, SIGINT or SIGHUP.
int UpCommand(const config::Loaded& loaded);

// Whether that could begin: the options say all that is needed, and nginx and the programs are there. Touches nothing.
absl::Status CheckUp(const config::Loaded& loaded);

}  // namespace postern::operators
