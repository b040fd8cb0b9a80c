// The table organizations.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "json/time.h"
#include "pg/pool.h"

namespace postern::store {

struct Organization {
  std::string id;
  std::string name;
  std::string display_name;
  std::string icon;
  std::string description;
  json::Time created_at;
  json::Time updated_at;
  bool is_default = false;
};

// kNotFound where there is none. By id deleted organizations are found, too; by name, in any case, living ones alone.
absl::StatusOr<Organization> FindDefaultOrganization(pg::Pool& pool);
absl::StatusOr<Organization> FindOrganizationById(pg::Pool& pool, std::string_view id);
absl::StatusOr<Organization> FindOrganizationByName(pg::Pool& pool, std::string_view name);

// Living organizations, by name: of these ids, or all.
absl::StatusOr<std::vector<Organization>> ListOrganizations(pg::Pool& pool,
                                                            const std::optional<std::vector<std::string>>& ids);
// Those that a user belongs to.
absl::StatusOr<std::vector<Organization>> ListOrganizationsOf(pg::Pool& pool, std::string_view user_id);

// The id of the organization that everybody belongs to unless told otherwise. kNotFound in a database without one.
absl::StatusOr<std::string> DefaultOrganizationId(pg::Pool& pool);

// True if there is an organization with this id that is not deleted.
absl::StatusOr<bool> OrganizationExists(pg::Pool& pool, std::string_view id);

}  // namespace postern::store
