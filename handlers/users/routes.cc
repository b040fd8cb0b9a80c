#include "handlers/users/routes.h"

#include "handlers/users/endpoints.h"

namespace postern::users {

service::Contract Routes(service::App&) {
  using service::kOpen;
  using service::kSession;
  return {.routes =
              {
                  {"GET", "/api/v2/users/first", kOpen, HasFirstUser},
                  {"POST", "/api/v2/users/first", kOpen, CreateFirstUser},
                  {"POST", "/api/v2/users/login", kOpen, Login},
                  {"POST", "/api/v2/users/logout", kSession, Logout},
                  {"GET", "/api/v2/users/", kSession, ListUsers},
                  {"POST", "/api/v2/users/", kSession, CreateUser},
                  {"GET", "/api/v2/users/roles", service::Permission("read", "assign_role"), ListRoles},
                  {"GET", "/api/v2/users/{user}/", kSession, GetUser},
                  {"DELETE", "/api/v2/users/{user}/", kSession, DeleteUser},
                  {"PUT", "/api/v2/users/{user}/password", kSession, ChangePassword},
                  {"PUT", "/api/v2/users/{user}/status/suspend", kSession, SuspendUser},
                  {"PUT", "/api/v2/users/{user}/status/activate", kSession, ActivateUser},
                  {"GET", "/api/v2/users/{user}/roles", kSession, GetUserRoles},
                  {"PUT", "/api/v2/users/{user}/roles", kSession, SetUserRoles},
              },
          .closed_trees = {"/api/v2/users/{user}"}};
}

}  // namespace postern::users
