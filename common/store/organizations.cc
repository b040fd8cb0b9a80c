#include "store/organizations.h"

namespace postern::store {
namespace {

constexpr pg::Statement kDefault = {"organizations_default", "SELECT id FROM organizations WHERE is_default", true};
constexpr pg::Statement kExists = {"organizations_exists",
                                   "SELECT EXISTS (SELECT FROM organizations WHERE id = $1 AND NOT deleted)", true};

}  // namespace

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
