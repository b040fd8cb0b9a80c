#include "store/user_list.h"

#include "store/user_row.h"

namespace postern::store {
namespace {

// Who is listed, on whatever page.
// The cursor is a bound of the index, also in a plan for any parameters. A pair, so that an empty name, which databases
// of old may hold, is not cut off where there is no cursor.
// The filters stand in one CASE: they are gone from the plan for a list without, and where the planner knows no
// parameters it takes half of the rows to pass. From a row of ORs it would guess that hardly any does, and sort those.
// The roles are folded in a subquery, once: the planner would do it again for each row.
// LIKE has no escape character here: nothing but % and _ means anything else than itself.
#define LISTED_USERS \
  "FROM users u WHERE NOT u.deleted AND NOT u.is_system "                                                            \
  "AND (lower(u.username), true) > (CASE WHEN $1::uuid IS NULL THEN '' "                                             \
  "ELSE (SELECT lower(c.username) FROM users c WHERE c.id = $1::uuid) END, $1::uuid IS NOT NULL) "                   \
  "AND CASE WHEN num_nonnulls($2::uuid, $3::text, $4::user_status[], $5::text[], $6::login_type[], $7::bigint, "     \
  "$8::bigint, $9::bigint, $10::bigint, $11::bigint) = 0 THEN true ELSE "                                            \
  "($2::uuid IS NULL OR u.id = $2::uuid) "                                                                           \
  "AND ($3::text IS NULL OR u.email ILIKE '%' || $3::text || '%' ESCAPE '' "                                         \
  "OR u.username ILIKE '%' || $3::text || '%' ESCAPE '') "                                                           \
  "AND ($4::user_status[] IS NULL OR u.status = ANY ($4::user_status[])) "                                           \
  "AND ($5::text[] IS NULL OR u.rbac_roles && (SELECT lower($5::text[]::text)::text[])) "                                     \
  "AND ($6::login_type[] IS NULL OR u.login_type = ANY ($6::login_type[])) "                                         \
  "AND ($7::bigint IS NULL OR u.last_seen_at <= " POSTERN_INSTANT("$7") " AT TIME ZONE 'UTC') "                      \
  "AND ($8::bigint IS NULL OR u.last_seen_at >= " POSTERN_INSTANT("$8") " AT TIME ZONE 'UTC') "                      \
  "AND ($9::bigint IS NULL OR u.created_at <= " POSTERN_INSTANT("$9") ") "                                           \
  "AND ($10::bigint IS NULL OR u.created_at >= " POSTERN_INSTANT("$10") ") "                                         \
  "AND ($11::bigint IS NULL OR u.github_com_user_id = $11::bigint) END "

// The count is worked out for the first row that is shown, and so not for an empty page.
constexpr pg::Statement kList = {"users_list",
                                 "SELECT " POSTERN_SHOWN_USER_COLUMNS ", (SELECT count(*) " LISTED_USERS
                                 ") " LISTED_USERS
                                 "ORDER BY lower(u.username) LIMIT nullif($12::int, 0) OFFSET $13::int",
                                 true};

// The same for one user: a condition outside of the CASE, by which the row is found and not all read.
constexpr pg::Statement kListOne = {
    "users_list_one",
    "SELECT " POSTERN_SHOWN_USER_COLUMNS ", (SELECT count(*) " LISTED_USERS "AND u.id = $2::uuid) " LISTED_USERS
    "AND u.id = $2::uuid ORDER BY lower(u.username) LIMIT nullif($12::int, 0) OFFSET $13::int",
    true};

pg::Param AnyOf(const std::vector<std::string>& items) {
  return items.empty() ? pg::Param(std::nullopt) : pg::Param::TextArray(items);
}

}  // namespace

absl::StatusOr<UserPage> ListUsers(pg::Pool& pool, const UserListOptions& options) {
  const UserFilter& filter = options.filter;
  const pg::Param github_user_id = filter.github_user_id ? pg::Param(*filter.github_user_id) : pg::Param(std::nullopt);
  const absl::StatusOr<pg::Result> rows = pool.Run(
      filter.only_id ? kListOne : kList,
      {options.after_id, filter.only_id, filter.search, AnyOf(filter.statuses), AnyOf(filter.roles),
       AnyOf(filter.login_types), MicrosOf(filter.last_seen_before), MicrosOf(filter.last_seen_after),
       MicrosOf(filter.created_before), MicrosOf(filter.created_after), github_user_id, options.limit, options.offset});
  if (!rows.ok()) return rows.status();
  UserPage page;
  for (int i = 0; i < rows->size(); ++i) page.users.push_back(UserFrom((*rows)[i]));
  if (!rows->empty()) page.count = (*rows)[0].Int(kUserColumns);
  return page;
}

}  // namespace postern::store
