// The endpoints of this program: people, and how they come in and go.
#pragma once

#include "http/response.h"
#include "service/context.h"
#include "store/users.h"

namespace postern::users {

// 200 if there is any user, else 404: clients then show their set-up page.
http::Response HasFirstUser(const service::Context& context);
// The first user, an owner; 409 once there is one. Of two at once one wins.
http::Response CreateFirstUser(const service::Context& context);
http::Response Login(const service::Context& context);
http::Response Logout(const service::Context& context);

// limit, offset. Whoever may not read users sees themselves.
http::Response ListUsers(const service::Context& context);
http::Response CreateUser(const service::Context& context);
http::Response GetUser(const service::Context& context);
http::Response DeleteUser(const service::Context& context);
http::Response ChangePassword(const service::Context& context);
http::Response SuspendUser(const service::Context& context);
http::Response ActivateUser(const service::Context& context);

// The roles that can be given, and what each may do.
http::Response ListRoles(const service::Context& context);
http::Response GetUserRoles(const service::Context& context);
// Replaces all site roles.
http::Response SetUserRoles(const service::Context& context);

}  // namespace postern::users
