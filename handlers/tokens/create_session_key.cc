#include "handlers/tokens/endpoints.h"
#include "service/minting.h"
#include "service/target_user.h"

namespace postern::tokens {

http::Response CreateSessionKey(const service::Context& context) {
  auto resolved = service::ResolveTarget(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  const auto& target = std::get<service::Target>(resolved);
  if (!context.caller().May("create", KeyObject(target.id))) return http::Forbidden();

  const auth::Lifetimes& lifetimes = context.app().lifetimes;
  auto minted = service::MintKey(
      context,
      {.user_id = target.id,
       .login_type = "password",  // Whatever the user's own: a session is a session.
       .ip_address = std::string(context.request().client_address()),
       .lifetime =
           [&](const store::User& user) { return service::Granted(auth::SessionKeyLifetime(lifetimes, user.roles)); },
       .audit = context.Audit("create", "api_key")});
  if (auto* refused = std::get_if<http::Response>(&minted)) return std::move(*refused);
  return http::Json(http::kCreated, {{"key", std::get<std::string>(minted)}});
}

}  // namespace postern::tokens
