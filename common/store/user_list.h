// Lists of users, page by page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "pg/pool.h"
#include "store/users.h"

namespace postern::store {

// One page of the living users that are no system users, by lower-cased name.
struct UserPage {
  std::vector<User> users;
  std::int64_t count = 0;  // Of all pages; 0 where this page is empty.
};
struct UserListOptions {
  std::optional<std::string> only_id = {};  // Whoever may read nobody else sees at most this one.
  std::int32_t limit = 0;                   // 0: all.
  std::int32_t offset = 0;
};
absl::StatusOr<UserPage> ListUsers(pg::Pool& pool, const UserListOptions& options);

}  // namespace postern::store
