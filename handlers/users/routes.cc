#include "handlers/users/routes.h"

#include "handlers/users/endpoints.h"
#include "handlers/users/refused_change.h"

namespace postern::users {

service::Contract Routes(service::App&) {
  using service::kOpen;
  using service::kSession;
  return {.routes =
              {
                  {"GET", "/api/v2/users/first", kOpen, HasFirstUser},
                  {"POST", "/api/v2/users/first", kOpen, CreateFirstUser},
                  {"GET", "/api/v2/users/authmethods", kOpen, GetAuthMethods},
                  {"POST", "/api/v2/users/validate-password", kOpen, ValidatePassword},
                  {"POST", "/api/v2/users/login", kOpen, Login},
                  {"POST", "/api/v2/users/logout", kSession, Logout},
                  {"POST", "/api/v2/users/otp/request", kOpen, RequestPasscode},
                  {"POST", "/api/v2/users/otp/change-password", kOpen, ChangePasswordWithPasscode},
                  {"GET", "/api/v2/users/", kSession, ListUsers},
                  {"POST", "/api/v2/users/", kSession, CreateUser},
                  {"GET", "/api/v2/users/roles/", service::Permission("read", "assign_role"), ListRoles},
                  {"GET", "/api/v2/users/{user}/", kSession, GetUser},
                  {"DELETE", "/api/v2/users/{user}/", kSession, Accounted("delete", DeleteUser)},
                  {"PUT", "/api/v2/users/{user}/profile", kSession, Accounted("write", SetProfile)},
                  {"GET", "/api/v2/users/{user}/login-type", kSession, GetLoginType},
                  {"GET", "/api/v2/users/{user}/appearance", kSession, GetAppearance},
                  {"PUT", "/api/v2/users/{user}/appearance", kSession, SetAppearance},
                  {"PUT", "/api/v2/users/{user}/password", kSession, Accounted("write", ChangePassword)},
                  {"PUT", "/api/v2/users/{user}/status/suspend", kSession, Accounted("write", SuspendUser)},
                  {"PUT", "/api/v2/users/{user}/status/activate", kSession, Accounted("write", ActivateUser)},
                  {"GET", "/api/v2/users/{user}/roles", kSession, GetUserRoles},
                  {"PUT", "/api/v2/users/{user}/roles", kSession, Accounted("write", SetUserRoles)},
                  {"GET", "/api/v2/users/{user}/organizations", kSession, ListUserOrganizations},
                  {"GET", "/api/v2/users/{user}/organizations/{organization}", kSession, GetUserOrganization},
                  {"GET", "/api/v2/organizations/", kSession, ListOrganizations},
                  {"GET", "/api/v2/organizations/{organization}/", kSession, GetOrganization},
                  {"POST", "/api/v2/authcheck/", kSession, CheckAuthorization},
                  {"GET", "/api/v2/audit/", kSession, ListAuditLogs},
              },
          .closed_trees = {"/api/v2/users/{user}", "/api/v2/organizations", "/api/v2/authcheck", "/api/v2/audit"}};
}

}  // namespace postern::users
