#include "handlers/users/new_password.h"

#include "store/api_keys.h"
#include "store/users.h"

namespace postern::users {

http::Response SamePassword() {
  return http::Envelope(http::kBadRequest, "New password cannot match old password.");
}

absl::Status StoreNewPassword(pg::Connection& connection, std::string_view user_id, std::string_view hash,
                              store::AuditLog audit) {
  if (absl::Status set = store::SetUserPassword(connection, user_id, hash); !set.ok()) return set;
  if (absl::Status ended = store::DeleteApiKeysOf(connection, user_id).status(); !ended.ok()) return ended;
  audit.status_code = http::kNoContent;
  audit.diff.AddSecret("hashed_password");
  return store::InsertAuditLog(connection, audit);
}

}  // namespace postern::users
