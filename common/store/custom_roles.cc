#include "store/custom_roles.h"

namespace postern::store {
namespace {

constexpr pg::Statement kExists = {
    "custom_roles_site_exists", "SELECT EXISTS (SELECT FROM custom_roles WHERE name = $1 AND organization_id IS NULL)",
    true};
constexpr pg::Statement kList = {"custom_roles_list_site",
                                 "SELECT name, display_name, site_permissions, user_permissions FROM custom_roles "
                                 "WHERE organization_id IS NULL ORDER BY name",
                                 true};
constexpr pg::Statement kMemberships = {
    "organization_members_of_user",
    "SELECT organization_id, roles FROM organization_members WHERE user_id = $1 ORDER BY organization_id", true};

}  // namespace

absl::StatusOr<bool> SiteRoleExists(pg::Pool& pool, std::string_view name) {
  const absl::StatusOr<pg::Result> rows = pool.Run(kExists, {name});
  if (!rows.ok()) return rows.status();
  return (*rows)[0].Bool(0);
}

absl::StatusOr<std::vector<SiteRole>> ListSiteRoles(pg::Pool& pool) {
  const absl::StatusOr<pg::Result> rows = pool.Run(kList, {});
  if (!rows.ok()) return rows.status();
  std::vector<SiteRole> roles;
  for (int i = 0; i < rows->size(); ++i) {
    const pg::Row row = (*rows)[i];
    roles.push_back(
        {std::string(row.Text(0)), std::string(row.Text(1)), std::string(row.Text(2)), std::string(row.Text(3))});
  }
  return roles;
}

absl::StatusOr<std::vector<Membership>> MembershipsOf(pg::Pool& pool, std::string_view user_id) {
  const absl::StatusOr<pg::Result> rows = pool.Run(kMemberships, {user_id});
  if (!rows.ok()) return rows.status();
  std::vector<Membership> memberships;
  for (int i = 0; i < rows->size(); ++i) {
    memberships.push_back({std::string((*rows)[i].Text(0)), (*rows)[i].TextArray(1)});
  }
  return memberships;
}

}  // namespace postern::store
