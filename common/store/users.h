// The table users, and what comes into being and goes with a user: gitsshkeys, organization_members.
// Functions that take a Connection are steps of a transaction; those that take the Pool stand alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "json/time.h"
#include "pg/pool.h"

namespace postern::store {

// The words of the two enums.
inline constexpr std::string_view kUserStatuses[] = {"active", "dormant", "suspended"};
inline constexpr std::string_view kLoginTypes[] = {"password", "github", "oidc",
                                                   "token",    "none",   "oauth2_provider_app"};

struct User {
  std::string id;
  std::string username;
  std::string name;
  std::string email;
  std::string avatar_url;
  json::Time created_at;
  json::Time updated_at;
  json::Time last_seen_at;
  std::string status;                         // Of kUserStatuses.
  std::string login_type;                     // Of kLoginTypes.
  std::vector<std::string> roles;             // Site roles as stored, without the implied member.
  std::vector<std::string> organization_ids;  // Of its memberships.
  bool deleted = false;
  bool is_system = false;       // Belongs to the server itself: nobody signs in as it.
  std::string hashed_password;  // "" where it has none, and in lists. Never leaves the process.
};

// Deleted and system users are found, too. kNotFound where there is none.
absl::StatusOr<User> FindUserById(pg::Pool& pool, std::string_view id);
// In any case, not deleted. kNotFound where there is none.
absl::StatusOr<User> FindUserByName(pg::Pool& pool, std::string_view username);
absl::StatusOr<User> FindUserByEmail(pg::Pool& pool, std::string_view email);
// A user, living, whose name or address is taken: one of the two in any case. kNotFound where both are free.
absl::StatusOr<User> FindUserByNameOrEmail(pg::Pool& pool, std::string_view username, std::string_view email);

// True if any user but system users lives.
absl::StatusOr<bool> AnyUser(pg::Pool& pool);
// The same inside a transaction, behind a lock that admits one transaction at a time: of two first users one wins.
absl::StatusOr<bool> AnyUserLocked(pg::Connection& connection);

// Reads a user and locks the row against every other change, so that roles, status and deletion hold still until the
// transaction ends. The same lock that the trigger of api_keys takes: taken here first, it is never waited for twice.
absl::StatusOr<User> LockUser(pg::Connection& connection, std::string_view id);

struct NewUser {
  std::string email;
  std::string username;
  std::string name;
  std::string hashed_password = {};
  std::string status;
  std::string login_type;
  std::vector<std::string> roles;
  std::vector<std::string> organization_ids;         // No duplicates: a second membership is a unique violation.
  std::vector<std::string> organization_roles = {};  // The same in each of them, beside the implied membership.
  std::string ssh_private_key = {};
  std::string ssh_public_key = {};
};

// The user, its ssh key and its memberships. Unique violations name idx_users_email, users_email_lower_idx,
// idx_users_username or users_username_lower_idx.
absl::StatusOr<User> InsertUser(pg::Connection& connection, const NewUser& user);
// True if the error is one of these: a living user has the name or the address already.
bool IsTaken(const absl::Status& status);

absl::Status SetUserStatus(pg::Connection& connection, std::string_view id, std::string_view status);
absl::Status SetUserRoles(pg::Connection& connection, std::string_view id, const std::vector<std::string>& roles);
// Gives the user as changed; updated_at moves. Unique violations name the indices of the user name, as with InsertUser.
absl::StatusOr<User> SetUserProfile(pg::Connection& connection, std::string_view id, std::string_view username,
                                    std::string_view name);
// Also forgets a one-time passcode.
absl::Status SetUserPassword(pg::Connection& connection, std::string_view id, std::string_view hashed_password);
// Marks the user deleted; triggers remove its keys and links. updated_at stays.
absl::Status DeleteUser(pg::Connection& connection, std::string_view id);
// The organizations in which the user owns a living workspace, each once.
absl::StatusOr<std::vector<std::string>> OrganizationsOfWorkspaces(pg::Connection& connection,
                                                                   std::string_view owner_id);

}  // namespace postern::store
