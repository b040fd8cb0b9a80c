#include <algorithm>

#include "handlers/users/endpoints.h"
#include "service/target_user.h"
#include "store/user_audit.h"

namespace postern::users {
namespace {

store::AuditLog Deletion(const service::Context& context, const store::User& user) {
  store::AuditLog audit = store::About(context.Audit("delete", "user"), user);
  if (!user.deleted) audit.diff.Add("deleted", false, true);
  return audit;
}

http::Response OwnsWorkspaces() {
  return http::Envelope(http::kExpectationFailed, "The user owns workspaces. Delete those first.");
}

// Whoever may not see the user's workspaces is not told that there are any.
absl::StatusOr<bool> SeesWorkspaceOf(const service::Context& context, pg::Connection& connection,
                                     const std::string& user_id) {
  const absl::StatusOr<std::vector<std::string>> organizations = store::OrganizationsOfWorkspaces(connection, user_id);
  if (!organizations.ok()) return organizations.status();
  return std::any_of(organizations->begin(), organizations->end(), [&](const std::string& organization) {
    return context.caller().May("read", {.type = "workspace", .owner_id = user_id, .org_id = organization});
  });
}

}  // namespace

http::Response DeleteUser(const service::Context& context) {
  auto resolved = service::ResolveUser(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  const std::string id = std::get<store::User>(resolved).id;
  const auth::Caller& caller = context.caller();
  if (id == caller.user_id()) {
    return http::Envelope(http::kForbidden, "You cannot delete yourself.", "Another administrator can.");
  }
  const bool may_delete = caller.May("delete", service::UserObject(id));
  bool owns = false;
  const absl::Status status = context.app().pool.Transaction([&](pg::Connection& connection) {
    const absl::StatusOr<store::User> user = store::LockUser(connection, id);
    if (!user.ok()) return user.status();
    const absl::StatusOr<bool> sees_workspace = SeesWorkspaceOf(context, connection, id);
    if (!sees_workspace.ok()) return sees_workspace.status();
    owns = *sees_workspace;
    if (owns) return absl::CancelledError("owns workspaces");
    if (!may_delete) return absl::PermissionDeniedError("may not delete users");
    if (absl::Status deleted = store::DeleteUser(connection, id); !deleted.ok()) return deleted;
    return store::InsertAuditLog(connection, Deletion(context, *user));
  });
  if (owns) return OwnsWorkspaces();
  if (absl::IsPermissionDenied(status)) return http::Forbidden();
  return status.ok() ? http::Envelope(http::kOk, "User has been deleted!") : http::FromStatus(status);
}

}  // namespace postern::users
