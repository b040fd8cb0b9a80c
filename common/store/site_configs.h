// The table site_configs: what a deployment knows about itself.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "pg/pool.h"

namespace postern::store {

// The UUID that names this deployment, made when the schema was. kNotFound in a database without one.
absl::StatusOr<std::string> DeploymentId(pg::Pool& pool);

}  // namespace postern::store
