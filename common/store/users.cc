#include "store/users.h"

#include "pg/error.h"
#include "store/user_row.h"

namespace postern::store {
namespace {

absl::StatusOr<User> OneUser(const absl::StatusOr<pg::Result>& rows) {
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return absl::NotFoundError("no such user");
  return UserFrom((*rows)[0]);
}

constexpr pg::Statement kFindById = {"users_find_by_id", "SELECT " POSTERN_USER_COLUMNS " FROM users u WHERE u.id = $1",
                                     true};
constexpr pg::Statement kFindByName = {
    "users_find_by_name",
    "SELECT " POSTERN_USER_COLUMNS " FROM users u WHERE lower(u.username) = lower($1) AND NOT u.deleted LIMIT 1", true};
constexpr pg::Statement kFindByEmail = {
    "users_find_by_email",
    "SELECT " POSTERN_USER_COLUMNS " FROM users u WHERE lower(u.email) = lower($1) AND NOT u.deleted LIMIT 1", true};
constexpr pg::Statement kFindByNameOrEmail = {
    "users_find_by_name_or_email",
    "SELECT " POSTERN_USER_COLUMNS
    " FROM users u "
    "WHERE (lower(u.username) = lower($1) OR lower(u.email) = lower($2)) AND NOT u.deleted LIMIT 1",
    true};
constexpr pg::Statement kAny = {"users_any", "SELECT EXISTS (SELECT FROM users WHERE NOT deleted AND NOT is_system)",
                                true};
// The two-integer form is a key space of its own, apart from every lock that a Coder server takes.
constexpr pg::Statement kLockFirst = {"users_lock_first", "SELECT pg_advisory_xact_lock(80085, 1)"};
constexpr pg::Statement kLock = {"users_lock",
                                 "SELECT " POSTERN_USER_COLUMNS " FROM users u WHERE u.id = $1 FOR NO KEY UPDATE OF u"};
constexpr pg::Statement kInsert = {
    "users_insert",
    "WITH u AS (INSERT INTO users (id, email, username, name, hashed_password, created_at, updated_at, status, "
    "login_type, rbac_roles) "
    "VALUES (gen_random_uuid(), $1, $2, $3, convert_to($4, 'UTF8'), now(), now(), $5::user_status, $6::login_type, "
    "$7::text[]) RETURNING id), "
    "keys AS (INSERT INTO gitsshkeys (user_id, created_at, updated_at, private_key, public_key) "
    "SELECT id, now(), now(), $9, $10 FROM u), "
    "members AS (INSERT INTO organization_members (user_id, organization_id, created_at, updated_at, roles) "
    "SELECT u.id, o, now(), now(), $11::text[] FROM u, unnest($8::uuid[]) o) "
    "SELECT id FROM u"};
constexpr pg::Statement kSetStatus = {"users_set_status",
                                      "UPDATE users SET status = $2::user_status, updated_at = now() WHERE id = $1"};
constexpr pg::Statement kSetRoles = {"users_set_roles", "UPDATE users SET rbac_roles = $2::text[] WHERE id = $1"};
constexpr pg::Statement kSetProfile = {
    "users_set_profile",
    "UPDATE users u SET username = $2, name = $3, updated_at = now() WHERE u.id = $1 RETURNING " POSTERN_USER_COLUMNS};
constexpr pg::Statement kSetPassword = {
    "users_set_password",
    "UPDATE users SET hashed_password = convert_to($2, 'UTF8'), hashed_one_time_passcode = NULL, "
    "one_time_passcode_expires_at = NULL WHERE id = $1"};
constexpr pg::Statement kDelete = {"users_delete", "UPDATE users SET deleted = true WHERE id = $1"};
constexpr pg::Statement kOrganizationsOfWorkspaces = {
    "users_organizations_of_workspaces",
    "SELECT DISTINCT organization_id FROM workspaces WHERE owner_id = $1 AND NOT deleted", true};
absl::Status Done(const absl::StatusOr<pg::Result>& result) {
  return result.status();
}

}  // namespace

absl::StatusOr<User> FindUserById(pg::Pool& pool, std::string_view id) {
  return OneUser(pool.Run(kFindById, {id}));
}

absl::StatusOr<User> FindUserByName(pg::Pool& pool, std::string_view username) {
  return OneUser(pool.Run(kFindByName, {username}));
}

absl::StatusOr<User> FindUserByEmail(pg::Pool& pool, std::string_view email) {
  return OneUser(pool.Run(kFindByEmail, {email}));
}

absl::StatusOr<User> FindUserByNameOrEmail(pg::Pool& pool, std::string_view username, std::string_view email) {
  return OneUser(pool.Run(kFindByNameOrEmail, {username, email}));
}

absl::StatusOr<bool> AnyUser(pg::Pool& pool) {
  const absl::StatusOr<pg::Result> rows = pool.Run(kAny, {});
  if (!rows.ok()) return rows.status();
  return (*rows)[0].Bool(0);
}

absl::StatusOr<bool> AnyUserLocked(pg::Connection& connection) {
  if (const absl::StatusOr<pg::Result> locked = connection.Run(kLockFirst, {}); !locked.ok()) return locked.status();
  const absl::StatusOr<pg::Result> rows = connection.Run(kAny, {});
  if (!rows.ok()) return rows.status();
  return (*rows)[0].Bool(0);
}

absl::StatusOr<User> LockUser(pg::Connection& connection, std::string_view id) {
  return OneUser(connection.Run(kLock, {id}));
}

absl::StatusOr<User> InsertUser(pg::Connection& connection, const NewUser& user) {
  const absl::StatusOr<pg::Result> inserted = connection.Run(
      kInsert, {user.email, user.username, user.name, user.hashed_password, user.status, user.login_type,
                pg::Param::TextArray(user.roles), pg::Param::TextArray(user.organization_ids), user.ssh_private_key,
                user.ssh_public_key, pg::Param::TextArray(user.organization_roles)});
  if (!inserted.ok()) return inserted.status();
  return OneUser(connection.Run(kFindById, {(*inserted)[0].Text(0)}));
}

bool IsTaken(const absl::Status& status) {
  for (const std::string_view index :
       {"idx_users_email", "users_email_lower_idx", "idx_users_username", "users_username_lower_idx"}) {
    if (pg::IsUniqueViolation(status, index)) return true;
  }
  return false;
}

absl::Status SetUserStatus(pg::Connection& connection, std::string_view id, std::string_view status) {
  return Done(connection.Run(kSetStatus, {id, status}));
}

absl::Status SetUserRoles(pg::Connection& connection, std::string_view id, const std::vector<std::string>& roles) {
  return Done(connection.Run(kSetRoles, {id, pg::Param::TextArray(roles)}));
}

absl::StatusOr<User> SetUserProfile(pg::Connection& connection, std::string_view id, std::string_view username,
                                    std::string_view name) {
  return OneUser(connection.Run(kSetProfile, {id, username, name}));
}

absl::Status SetUserPassword(pg::Connection& connection, std::string_view id, std::string_view hashed_password) {
  return Done(connection.Run(kSetPassword, {id, hashed_password}));
}

absl::Status DeleteUser(pg::Connection& connection, std::string_view id) {
  return Done(connection.Run(kDelete, {id}));
}

absl::StatusOr<std::vector<std::string>> OrganizationsOfWorkspaces(pg::Connection& connection,
                                                                   std::string_view owner_id) {
  const absl::StatusOr<pg::Result> rows = connection.Run(kOrganizationsOfWorkspaces, {owner_id});
  if (!rows.ok()) return rows.status();
  std::vector<std::string> ids;
  for (int i = 0; i < rows->size(); ++i) ids.emplace_back((*rows)[i].Text(0));
  return ids;
}

}  // namespace postern::store
