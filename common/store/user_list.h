// Lists of users, page by page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "json/time.h"
#include "pg/pool.h"
#include "store/users.h"

namespace postern::store {

// What users must have to be listed: all of it. Absent and empty fields ask for nothing. Letters count in any case.
struct UserFilter {
  std::optional<std::string> only_id = {};  // Whoever may read nobody else sees at most this one.
  std::optional<std::string> search = {};   // A part of address or name; `%` and `_` stand for any text and any letter.
  std::vector<std::string> statuses = {};   // One of them; they must exist.
  std::vector<std::string> roles = {};      // One of them, as stored.
  std::vector<std::string> login_types = {};  // One of them; they must exist.
  // Inclusive.
  std::optional<json::Time> last_seen_before = {};
  std::optional<json::Time> last_seen_after = {};
  std::optional<json::Time> created_before = {};
  std::optional<json::Time> created_after = {};
  std::optional<std::int64_t> github_user_id = {};
};

struct UserListOptions {
  UserFilter filter = {};
  // Those behind this user, who may be deleted and need not fit the filter; behind somebody unknown there is nobody.
  std::optional<std::string> after_id = {};
  std::int32_t limit = 0;  // 0: all.
  std::int32_t offset = 0;
};

// One page of the living users that are no system users, by lower-cased name.
struct UserPage {
  std::vector<User> users;
  std::int64_t count = 0;  // Of all pages behind the cursor; 0 where this page is empty.
};

// One statement, and so one moment.
absl::StatusOr<UserPage> ListUsers(pg::Pool& pool, const UserListOptions& options);

}  // namespace postern::store
