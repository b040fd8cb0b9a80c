#include "auth/limits.h"
#include "handlers/tokens/endpoints.h"
#include "service/target_user.h"

namespace postern::tokens {

http::Response GetTokenConfig(const service::Context& context) {
  auto resolved = service::ResolveTarget(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  const auto& target = std::get<service::Target>(resolved);
  return http::Json(http::kOk, {{"max_token_lifetime", auth::Cap(context.app().lifetimes, target.roles).count()}});
}

}  // namespace postern::tokens
