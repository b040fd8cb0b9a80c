#include "handlers/users/endpoints.h"
#include "service/target_user.h"

namespace postern::users {

http::Response GetLoginType(const service::Context& context) {
  auto resolved = service::ResolveUser(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  const auto& user = std::get<store::User>(resolved);
  if (user.id != context.caller().user_id()) return http::Forbidden();
  return http::Json(http::kOk, {{"login_type", user.login_type}});
}

}  // namespace postern::users
