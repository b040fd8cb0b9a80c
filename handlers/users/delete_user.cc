#include "handlers/users/endpoints.h"
#include "service/target_user.h"
#include "store/user_audit.h"

namespace postern::users {
namespace {

store::AuditLog Deletion(const service::Context& context, const store::User& user) {
  store::AuditLog audit = store::About(context.Audit("delete", "user"), user);
  audit.diff.Add("deleted", user.deleted, true);
  return audit;
}

http::Response OwnsWorkspaces() {
  return http::Envelope(http::kExpectationFailed, "The user owns workspaces. Delete those first.");
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
  // Whoever may not see the user's workspaces is not told that there are any.
  const bool sees_workspaces = caller.May("read", {.type = "workspace", .owner_id = id});
  const bool may_delete = caller.May("delete", service::UserObject(id));
  bool owns = false;
  const absl::Status status = context.app().pool.Transaction([&](pg::Connection& connection) {
    const absl::StatusOr<store::User> user = store::LockUser(connection, id);
    if (!user.ok()) return user.status();
    if (sees_workspaces) {
      const absl::StatusOr<std::int64_t> workspaces = store::CountWorkspaces(connection, id);
      if (!workspaces.ok()) return workspaces.status();
      owns = *workspaces > 0;
      if (owns) return absl::CancelledError("owns workspaces");
    }
    if (!may_delete) return absl::PermissionDeniedError("may not delete users");
    if (absl::Status deleted = store::DeleteUser(connection, id); !deleted.ok()) return deleted;
    return store::InsertAuditLog(connection, Deletion(context, *user));
  });
  if (owns) return OwnsWorkspaces();
  if (absl::IsPermissionDenied(status)) return http::Forbidden();
  return status.ok() ? http::Envelope(http::kOk, "User has been deleted!") : http::FromStatus(status);
}

}  // namespace postern::users
