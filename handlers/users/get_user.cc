#include "handlers/users/endpoints.h"
#include "handlers/users/user_json.h"
#include "service/target_user.h"

namespace postern::users {

http::Response GetUser(const service::Context& context) {
  auto resolved = service::ResolveUser(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  return http::Json(http::kOk, ToJson(std::get<store::User>(resolved)));
}

}  // namespace postern::users
