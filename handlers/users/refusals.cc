#include "handlers/users/refusals.h"

namespace postern::users {

http::Response Refused(std::string_view message, const std::vector<http::Violation>& violations) {
  return http::Envelope(http::kBadRequest, message, {}, violations);
}

http::Response PasswordsOff() {
  return http::Envelope(http::kForbidden, "Password authentication is disabled on this deployment.");
}

http::Response OwnersStayActive() {
  return http::Envelope(http::kBadRequest, "An owner cannot be suspended. Take the role away first.");
}

}  // namespace postern::users
