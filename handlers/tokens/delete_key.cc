#include "auth/token.h"
#include "handlers/tokens/endpoints.h"
#include "service/target_user.h"

namespace postern::tokens {
namespace {

store::AuditLog Deletion(const service::Context& context, const store::ApiKey& key) {
  store::AuditLog audit = context.Audit("delete", "api_key");
  audit.resource_id = key.user_id;
  audit.resource_target = key.token_name;
  audit.status_code = http::kNoContent;
  const std::string never = json::FormatTime(json::kZeroTime);
  audit.diff.Add("user_id", key.user_id, "")
      .Add("created_at", json::FormatTime(key.created_at), never)
      .Add("expires_at", json::FormatTime(key.expires_at), never);
  if (key.last_used != json::kZeroTime) audit.diff.Add("last_used", json::FormatTime(key.last_used), never);
  return audit;
}

}  // namespace

http::Response DeleteKey(const service::Context& context) {
  auto resolved = service::ResolveTarget(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  const std::string_view id = context.path("keyid");
  if (!auth::IsTokenId(id)) return http::ResourceNotFound();
  const absl::Status status = context.app().pool.Transaction([&](pg::Connection& connection) {
    const absl::StatusOr<store::ApiKey> key = store::DeleteApiKey(connection, id);
    if (!key.ok()) return key.status();
    // Rolled back, as if it had never been found.
    if (!context.caller().May("delete", KeyObject(key->user_id))) return absl::NotFoundError("not the caller's");
    return store::InsertAuditLog(connection, Deletion(context, *key));
  });
  if (absl::IsNotFound(status)) return http::ResourceNotFound();
  return status.ok() ? http::NoContent() : http::FromStatus(status);
}

}  // namespace postern::tokens
