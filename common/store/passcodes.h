// One-time passcodes: the columns of users that let somebody in who forgot their password.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "pg/pool.h"

namespace postern::store {

// The hash of the passcode of a living user that has not expired by the database's clock; "" where there is none.
absl::StatusOr<std::string> FindPasscode(pg::Pool& pool, std::string_view user_id);

// Replaces the passcode of a user. `valid_for` counts from now.
absl::Status SetPasscode(pg::Connection& connection, std::string_view user_id, std::string_view hash,
                         std::chrono::seconds valid_for);

// Takes the passcode away if it still is this one and has not expired: of two who use it at once one does. Gives
// whether it was.
absl::StatusOr<bool> SpendPasscode(pg::Connection& connection, std::string_view user_id, std::string_view hash);

}  // namespace postern::store
