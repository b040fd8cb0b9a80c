#include <algorithm>

#include "handlers/users/endpoints.h"
#include "handlers/users/refusals.h"
#include "handlers/users/user_json.h"
#include "service/target_user.h"
#include "store/user_audit.h"

namespace postern::users {
namespace {

bool IsOwner(const store::User& user) {
  return std::count(user.roles.begin(), user.roles.end(), "owner") > 0;
}

http::Response Change(const service::Context& context, const std::string& id, std::string_view status) {
  if (!context.caller().May("update", service::UserObject(id))) return http::Forbidden();
  bool became_owner = false;
  const absl::Status changed = context.app().pool.Transaction([&](pg::Connection& connection) {
    const absl::StatusOr<store::User> user = store::LockUser(connection, id);
    if (!user.ok()) return user.status();
    // Looked at again under the lock: a role may have been given meanwhile.
    became_owner = status == "suspended" && IsOwner(*user);
    if (became_owner) return absl::CancelledError("is an owner");
    if (absl::Status set = store::SetUserStatus(connection, id, status); !set.ok()) return set;
    store::AuditLog audit = store::About(context.Audit("write", "user"), *user);
    if (user->status != status) audit.diff.Add("status", user->status, status);
    return store::InsertAuditLog(connection, audit);
  });
  if (became_owner) return OwnersStayActive();
  if (!changed.ok()) return http::FromStatus(changed);
  const absl::StatusOr<store::User> user = store::FindUserById(context.app().pool, id);
  return user.ok() ? http::Json(http::kOk, ToJson(*user)) : http::FromStatus(user.status());
}

}  // namespace

http::Response SuspendUser(const service::Context& context) {
  auto resolved = service::ResolveUser(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  const auto& user = std::get<store::User>(resolved);
  if (user.id == context.caller().user_id()) {
    return http::Envelope(http::kBadRequest, "You cannot suspend yourself.");
  }
  if (IsOwner(user)) {
    return OwnersStayActive();
  }
  return Change(context, user.id, "suspended");
}

http::Response ActivateUser(const service::Context& context) {
  auto resolved = service::ResolveTarget(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  return Change(context, std::get<service::Target>(resolved).id, "active");
}

}  // namespace postern::users
