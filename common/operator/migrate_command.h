// `postern migrate`, and the same as a step of `postern up`.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "config/load.h"

namespace postern::operators {

// Applies what is missing to the database at `url`, then lets `role` use the tables, if it is not empty. Gives the
// number of migrations that were applied.
absl::StatusOr<int> ApplyMigrations(const config::Options& options, const std::string& url, const std::string& role);

// postern migrate [<role>]
int MigrateCommand(const config::Loaded& loaded);

}  // namespace postern::operators
