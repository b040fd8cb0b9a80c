// The table custom_roles, and which roles of an organization its members hold.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "pg/pool.h"

namespace postern::store {

// True if there is a custom role of the site with exactly this name.
absl::StatusOr<bool> SiteRoleExists(pg::Pool& pool, std::string_view name);

// A custom role of the site. The permissions are JSON arrays of {negate, resource_type, action}.
struct SiteRole {
  std::string name;
  std::string display_name;
  std::string site_permissions;
  std::string user_permissions;
};
// By name.
absl::StatusOr<std::vector<SiteRole>> ListSiteRoles(pg::Pool& pool);

struct Membership {
  std::string organization_id;
  std::vector<std::string> roles;  // As stored, without the implied organization-member.
};
absl::StatusOr<std::vector<Membership>> MembershipsOf(pg::Pool& pool, std::string_view user_id);

}  // namespace postern::store
