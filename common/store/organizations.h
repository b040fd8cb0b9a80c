// The table organizations, as far as people belong to them.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "pg/pool.h"

namespace postern::store {

// The id of the organization that everybody belongs to unless told otherwise. kNotFound in a database without one.
absl::StatusOr<std::string> DefaultOrganizationId(pg::Pool& pool);

// True if there is an organization with this id that is not deleted.
absl::StatusOr<bool> OrganizationExists(pg::Pool& pool, std::string_view id);

}  // namespace postern::store
