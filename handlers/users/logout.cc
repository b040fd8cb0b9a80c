#include "handlers/users/endpoints.h"
#include "http/cookie.h"
#include "http/session_names.h"
#include "store/api_keys.h"

namespace postern::users {
namespace {

http::Response End(const service::Context& context) {
  const auth::Caller& caller = context.caller();
  if (!caller.May("delete", {.type = "api_key", .owner_id = caller.user_id()})) return http::Forbidden();
  const absl::Status status = context.app().pool.Transaction([&](pg::Connection& connection) {
    const absl::StatusOr<store::ApiKey> key = store::DeleteApiKey(connection, caller.key_id);
    // Of two logouts at once the second finds the session gone, which is what it wanted.
    if (absl::IsNotFound(key.status())) return absl::OkStatus();
    if (!key.ok()) return key.status();
    if (absl::Status deleted = store::DeleteApplicationKeysOf(connection, caller.user_id()); !deleted.ok()) {
      return deleted;
    }
    store::AuditLog audit = context.Audit("logout", "api_key");
    audit.resource_id = caller.user_id();
    audit.resource_target = key->token_name;
    return store::InsertAuditLog(connection, audit);
  });
  if (!status.ok()) return http::FromStatus(status);
  return http::Envelope(http::kOk, "You are signed out.");
}

}  // namespace

// Whatever becomes of the key, the browser forgets it.
http::Response Logout(const service::Context& context) {
  return End(context).Add("Set-Cookie", http::ClearCookie(http::kSessionCookie));
}

}  // namespace postern::users
