#include "store/organizations.h"

#include "store/columns.h"

namespace postern::store {
namespace {

// What OrganizationFrom reads, of a row that the statement calls `o`.
#define POSTERN_ORGANIZATION_COLUMNS                                                                          \
  "o.id, o.name, o.display_name, o.icon, o.description, " POSTERN_MICROS("o.created_at") ", " POSTERN_MICROS( \
      "o.updated_at") ", o.is_default"

constexpr pg::Statement kFindDefault = {
    "organizations_find_default", "SELECT " POSTERN_ORGANIZATION_COLUMNS " FROM organizations o WHERE o.is_default",
    true};
constexpr pg::Statement kFindById = {
    "organizations_find_by_id", "SELECT " POSTERN_ORGANIZATION_COLUMNS " FROM organizations o WHERE o.id = $1", true};
constexpr pg::Statement kFindByName = {"organizations_find_by_name",
                                       "SELECT " POSTERN_ORGANIZATION_COLUMNS
                                       " FROM organizations o WHERE lower(o.name) = lower($1) AND NOT o.deleted",
                                       true};
constexpr pg::Statement kListAll = {
    "organizations_list",
    "SELECT " POSTERN_ORGANIZATION_COLUMNS " FROM organizations o WHERE NOT o.deleted ORDER BY lower(o.name)", true};
constexpr pg::Statement kListSome = {"organizations_list_some",
                                     "SELECT " POSTERN_ORGANIZATION_COLUMNS
                                     " FROM organizations o WHERE o.id = ANY ($1::uuid[]) AND NOT o.deleted "
                                     "ORDER BY lower(o.name)",
                                     true};
constexpr pg::Statement kListOfUser = {"organizations_list_of_user",
                                       "SELECT " POSTERN_ORGANIZATION_COLUMNS
                                       " FROM organizations o JOIN organization_members m ON m.organization_id = o.id "
                                       "WHERE m.user_id = $1 AND NOT o.deleted ORDER BY lower(o.name)",
                                       true};

constexpr pg::Statement kDefault = {"organizations_default", "SELECT id FROM organizations WHERE is_default", true};
constexpr pg::Statement kExists = {"organizations_exists",
                                   "SELECT EXISTS (SELECT FROM organizations WHERE id = $1 AND NOT deleted)", true};

Organization OrganizationFrom(const pg::Row& row) {
  return {.id = std::string(row.Text(0)),
          .name = std::string(row.Text(1)),
          .display_name = std::string(row.Text(2)),
          .icon = std::string(row.Text(3)),
          .description = std::string(row.Text(4)),
          .created_at = TimeAt(row, 5),
          .updated_at = TimeAt(row, 6),
          .is_default = row.Bool(7)};
}

absl::StatusOr<Organization> Find(pg::Pool& pool, const pg::Statement& statement, pg::Params params) {
  const absl::StatusOr<pg::Result> rows = pool.Run(statement, params);
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return absl::NotFoundError("no such organization");
  return OrganizationFrom((*rows)[0]);
}

absl::StatusOr<std::vector<Organization>> List(pg::Pool& pool, const pg::Statement& statement, pg::Params params) {
  const absl::StatusOr<pg::Result> rows = pool.Run(statement, params);
  if (!rows.ok()) return rows.status();
  std::vector<Organization> organizations;
  for (int i = 0; i < rows->size(); ++i) organizations.push_back(OrganizationFrom((*rows)[i]));
  return organizations;
}

}  // namespace

absl::StatusOr<Organization> FindDefaultOrganization(pg::Pool& pool) {
  return Find(pool, kFindDefault, {});
}

absl::StatusOr<Organization> FindOrganizationById(pg::Pool& pool, std::string_view id) {
  return Find(pool, kFindById, {id});
}

absl::StatusOr<Organization> FindOrganizationByName(pg::Pool& pool, std::string_view name) {
  return Find(pool, kFindByName, {name});
}

absl::StatusOr<std::vector<Organization>> ListOrganizations(pg::Pool& pool,
                                                            const std::optional<std::vector<std::string>>& ids) {
  if (!ids) return List(pool, kListAll, {});
  return List(pool, kListSome, {pg::Param::TextArray(*ids)});
}

absl::StatusOr<std::vector<Organization>> ListOrganizationsOf(pg::Pool& pool, std::string_view user_id) {
  return List(pool, kListOfUser, {user_id});
}

absl::StatusOr<std::string> DefaultOrganizationId(pg::Pool& pool) {
  const absl::StatusOr<pg::Result> rows = pool.Run(kDefault, {});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return absl::NotFoundError("there is no default organization");
  return std::string((*rows)[0].Text(0));
}

absl::StatusOr<bool> OrganizationExists(pg::Pool& pool, std::string_view id) {
  const absl::StatusOr<pg::Result> rows = pool.Run(kExists, {id});
  if (!rows.ok()) return rows.status();
  return (*rows)[0].Bool(0);
}

}  // namespace postern::store
