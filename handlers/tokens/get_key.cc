#include "auth/token.h"
#include "handlers/tokens/endpoints.h"
#include "json/text.h"
#include "service/target_user.h"

namespace postern::tokens {
namespace {

// A key that is missing and one that may not be read look the same.
http::Response Show(const service::Context& context, const absl::StatusOr<store::ApiKey>& key) {
  if (absl::IsNotFound(key.status())) return http::ResourceNotFound();
  if (!key.ok()) return http::FromStatus(key.status());
  if (!context.caller().May("read", KeyObject(key->user_id))) return http::ResourceNotFound();
  return http::Json(http::kOk, ToJson(*key));
}

}  // namespace

http::Response GetKey(const service::Context& context) {
  auto resolved = service::ResolveTarget(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  const std::string_view id = context.path("keyid");
  if (!auth::IsTokenId(id)) return http::ResourceNotFound();
  return Show(context, store::FindApiKeyById(context.app().pool, id));
}

http::Response GetKeyByName(const service::Context& context) {
  auto resolved = service::ResolveTarget(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  const std::string_view name = context.path("keyname");
  if (!json::IsStorable(name)) return http::ResourceNotFound();
  const auto& target = std::get<service::Target>(resolved);
  return Show(context, store::FindApiKeyByName(context.app().pool, target.id, name));
}

}  // namespace postern::tokens
