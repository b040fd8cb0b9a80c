// Refusals that several endpoints of this program give.
#pragma once

#include "http/response.h"

namespace postern::users {

// 403: --disable-password-auth.
http::Response PasswordsOff();
// 400: whoever holds the role owner keeps their access until the role is taken away.
http::Response OwnersStayActive();

}  // namespace postern::users
