#include "handlers/users/user_audit.h"

namespace postern::users {

store::AuditLog About(store::AuditLog audit, const store::User& user) {
  audit.resource_id = user.id;
  audit.resource_target = user.username;
  return audit;
}

store::AuditDiff CreationDiff(const store::User& user) {
  store::AuditDiff diff;
  diff.Add("id", "", user.id)
      .Add("email", "", user.email)
      .Add("username", "", user.username)
      .Add("status", "", user.status)
      .Add("login_type", "", user.login_type)
      .Add("rbac_roles", nullptr, user.roles);
  if (!user.name.empty()) diff.Add("name", "", user.name);
  if (!user.hashed_password.empty()) diff.AddSecret("hashed_password");
  return diff;
}

}  // namespace postern::users
