#include "store/user_list.h"

#include "store/user_row.h"

namespace postern::store {
namespace {

constexpr pg::Statement kList = {"users_list",
                                 "SELECT " POSTERN_USER_COLUMNS
                                 ", count(*) OVER () FROM users u "
                                 "WHERE NOT u.deleted AND NOT u.is_system AND ($1::uuid IS NULL OR u.id = $1::uuid) "
                                 "ORDER BY lower(u.username) LIMIT nullif($2::int, 0) OFFSET $3::int",
                                 true};

}  // namespace

absl::StatusOr<UserPage> ListUsers(pg::Pool& pool, const UserListOptions& options) {
  const absl::StatusOr<pg::Result> rows = pool.Run(kList, {options.only_id, options.limit, options.offset});
  if (!rows.ok()) return rows.status();
  UserPage page;
  for (int i = 0; i < rows->size(); ++i) page.users.push_back(UserFrom((*rows)[i]));
  if (!rows->empty()) page.count = (*rows)[0].Int(kUserColumns);
  return page;
}

}  // namespace postern::store
