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
// By which ways people can sign in here.
http::Response GetAuthMethods(const service::Context& context);
// Whether a password could be chosen; nothing is kept.
http::Response ValidatePassword(const service::Context& context);
http::Response Login(const service::Context& context);
http::Response Logout(const service::Context& context);

// Makes a one-time passcode, at most one in five minutes for an account. 204 for every address, known or not.
http::Response RequestPasscode(const service::Context& context);
// A new password for whoever has the passcode; ends every session.
http::Response ChangePasswordWithPasscode(const service::Context& context);

// q, after_id, limit, offset. Whoever may not read users sees themselves.
http::Response ListUsers(const service::Context& context);
http::Response CreateUser(const service::Context& context);
http::Response GetUser(const service::Context& context);
http::Response DeleteUser(const service::Context& context);
// Replaces user name and name; 409 for a user name that is taken.
http::Response SetProfile(const service::Context& context);
// For oneself alone.
http::Response GetLoginType(const service::Context& context);
// How pages look to a user: theme and terminal font.
http::Response GetAppearance(const service::Context& context);
http::Response SetAppearance(const service::Context& context);
http::Response ChangePassword(const service::Context& context);
http::Response SuspendUser(const service::Context& context);
http::Response ActivateUser(const service::Context& context);

// The roles that can be given, and what each may do.
http::Response ListRoles(const service::Context& context);
http::Response GetUserRoles(const service::Context& context);
// Replaces all site roles.
http::Response SetUserRoles(const service::Context& context);

// Organizations that the caller may read: all of them; one by id, name or `default`; those of a user; one by name
// alone.
http::Response ListOrganizations(const service::Context& context);
http::Response GetOrganization(const service::Context& context);
http::Response ListUserOrganizations(const service::Context& context);
http::Response GetUserOrganization(const service::Context& context);

// What the caller may do: a yes or no for each question in the body.
http::Response CheckAuthorization(const service::Context& context);

// q, limit (at most 1000), offset: what was done, newest first, as far as the caller may read it; 403 for whoever may
// read none of it.
http::Response ListAuditLogs(const service::Context& context);

}  // namespace postern::users
