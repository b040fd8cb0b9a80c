// Refusals that several endpoints of this program give.
#pragma once

#include <string_view>
#include <vector>

#include "http/response.h"

namespace postern::users {

// 400 in words of its own, with the fields that it is about.
http::Response Refused(std::string_view message, const std::vector<http::Violation>& violations = {});

// 403: --disable-password-auth.
http::Response PasswordsOff();
// 400: whoever holds the role owner keeps their access until the role is taken away.
http::Response OwnersStayActive();

}  // namespace postern::users
