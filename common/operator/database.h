// The database that a command works on.
#pragma once

#include "absl/status/status.h"
#include "config/options.h"

namespace postern::operators {

// kInvalidArgument, saying how to name one, where no option names a database.
absl::Status CheckDatabaseIsNamed(const config::Options& options);

}  // namespace postern::operators
