// `postern purge`: deletes keys that expired long ago.
#pragma once

#include "config/load.h"

namespace postern::operators {

// postern purge <age>. A signal ends it after the batch that is under way; the exit status is then 128 and the signal.
int PurgeCommand(const config::Loaded& loaded);

}  // namespace postern::operators
