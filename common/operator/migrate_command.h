// `postern migrate`, and the same as a step of `postern up`.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "config/load.h"

namespace postern::operators {

struct Migrated {
  int applied = 0;  // Migrations, just now.
  int version = 0;  // Of the schema: more than schema::KnownVersion() where a newer program brought it there.
};

// Applies what is missing to the database at `url`, then lets `role` use the tables, if it is not empty. A newer schema
// that serves this program is left as it is, and so are the rights of the role.
absl::StatusOr<Migrated> ApplyMigrations(const config::Options& options, const std::string& url,
                                         const std::string& role);

// postern migrate [<role>]
int MigrateCommand(const config::Loaded& loaded);

}  // namespace postern::operators
