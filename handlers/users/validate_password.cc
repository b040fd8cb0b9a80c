#include "auth/names.h"
#include "auth/password_strength.h"
#include "handlers/users/endpoints.h"
#include "http/validation.h"
#include "json/decode.h"

namespace postern::users {

http::Response ValidatePassword(const service::Context& context) {
  std::string password;
  const absl::Status read = json::Decode(context.request().body(), {{"password", &password}});
  if (!read.ok()) return http::InvalidBody(read);
  http::Validation validation;
  if (!validation.Check("password", password, "required", auth::IsPresent(password)).ok()) return validation.Failure();
  const std::optional<std::string> flaw = auth::PasswordFlaw(password);
  return http::Json(http::kOk, {{"valid", !flaw.has_value()}, {"details", flaw.value_or("")}});
}

}  // namespace postern::users
