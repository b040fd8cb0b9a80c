// What the two ways of changing a password share.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "http/response.h"
#include "pg/connection.h"
#include "store/audit_logs.h"

namespace postern::users {

// 400 for a new password that is the old one.
http::Response SamePassword();

// Replaces the password and ends every session and token of the user. `audit` is of the action write on the user;
// status and diff are filled in.
absl::Status StoreNewPassword(pg::Connection& connection, std::string_view user_id, std::string_view hash,
                              store::AuditLog audit);

}  // namespace postern::users
