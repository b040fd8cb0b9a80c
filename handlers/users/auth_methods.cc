#include "handlers/users/endpoints.h"

namespace postern::users {

// No provider is configured here, and none comes with the program.
http::Response GetAuthMethods(const service::Context& context) {
  const config::Options& options = context.app().options;
  const boost::json::object password = {{"enabled", !options.disable_password_auth}};
  const boost::json::object github = {{"enabled", false}, {"default_provider_configured", false}};
  const boost::json::object oidc = {{"enabled", false}, {"signInText", ""}, {"iconUrl", ""}};
  boost::json::object methods = {{"password", password}, {"github", github}, {"oidc", oidc}};
  if (!options.terms_of_service_url.empty()) methods["terms_of_service_url"] = options.terms_of_service_url;
  return http::Json(http::kOk, std::move(methods));
}

}  // namespace postern::users
