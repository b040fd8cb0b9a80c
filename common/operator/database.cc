#include "operator/database.h"

namespace postern::operators {

absl::Status CheckDatabaseIsNamed(const config::Options& options) {
  if (!options.pg_connection_url.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError("name the database with --postgres-url or CODER_PG_CONNECTION_URL");
}

}  // namespace postern::operators
