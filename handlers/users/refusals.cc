#include "handlers/users/refusals.h"

namespace postern::users {

http::Response PasswordsOff() {
  return http::Envelope(http::kForbidden, "Password authentication is disabled on this deployment.");
}

http::Response OwnersStayActive() {
  return http::Envelope(http::kBadRequest, "An owner cannot be suspended. Take the role away first.");
}

}  // namespace postern::users
