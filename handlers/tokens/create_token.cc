#include "handlers/tokens/endpoints.h"
#include "json/decode.h"
#include "service/minting.h"
#include "service/target_user.h"

namespace postern::tokens {

http::Response CreateToken(const service::Context& context) {
  auto resolved = service::ResolveTarget(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  const auto& target = std::get<service::Target>(resolved);

  std::int64_t lifetime = 0;
  std::string scope, name;
  const absl::Status body =
      json::Decode(context.request().body(), {{"lifetime", &lifetime}, {"scope", &scope}, {"token_name", &name}});
  if (!body.ok()) return http::InvalidBody(body);
  const auth::Lifetimes& lifetimes = context.app().lifetimes;
  const auto grant = [&](const std::vector<std::string>& roles) {
    return auth::GrantLifetime(lifetimes, roles, std::chrono::nanoseconds(lifetime));
  };
  // Clients hear of the lifetime first. What counts is asked again when the user is held.
  if (const auth::LifetimeGrant now = grant(target.roles); !now.granted()) return service::LifetimeRefused(now);
  const std::optional<auth::Scope> known_scope = auth::ScopeFrom(scope);
  if (!known_scope) {
    return http::Envelope(http::kBadRequest, "The scope asked for is not known.",
                          "scope is all or application_connect");
  }
  if (!context.caller().May("create", KeyObject(target.id))) return http::Forbidden();

  auto minted =
      service::MintKey(context, {.user_id = target.id,
                                 .login_type = "token",
                                 .scope = std::string(auth::ScopeName(*known_scope)),
                                 .token_name = name,
                                 .ip_address = "0.0.0.0",  // Not bound to where it was made: it is used elsewhere.
                                 .lifetime = [&](const store::User& user) { return grant(user.roles); },
                                 .audit = context.Audit("create", "api_key")});
  if (auto* refused = std::get_if<http::Response>(&minted)) return std::move(*refused);
  return http::Json(http::kCreated, {{"key", std::get<std::string>(minted)}});
}

}  // namespace postern::tokens
