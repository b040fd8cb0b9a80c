#include "store/user_audit.h"

namespace postern::store {

AuditLog About(AuditLog audit, const User& user) {
  audit.resource_id = user.id;
  audit.resource_target = user.username;
  return audit;
}

AuditDiff CreationDiff(const User& user) {
  AuditDiff diff;
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

}  // namespace postern::store
