#include "auth/names.h"
#include "handlers/users/endpoints.h"
#include "handlers/users/new_user.h"
#include "handlers/users/user_json.h"
#include "json/decode.h"
#include "service/target_user.h"
#include "store/user_audit.h"

namespace postern::users {
namespace {

struct Body {
  std::string username, name;
};

http::Validation Check(const Body& body) {
  http::Validation validation;
  validation.Check("username", body.username, "required", auth::IsPresent(body.username))
      .Check("username", body.username, "username", auth::IsUsername(body.username))
      .Check("name", body.name, "user_real_name", auth::IsRealName(body.name));
  return validation;
}

http::Response NameTaken() {
  return http::Envelope(http::kConflict, "This username is taken.", {}, {{"username", "Another user has it."}});
}

// A name that is taken is told to whoever may change this user, who would find out anyhow, and to whoever may see who
// has it; for all others the permission fails first.
std::optional<http::Response> CheckFree(const service::Context& context, const std::string& id,
                                        const std::string& username, bool may_update) {
  const absl::StatusOr<store::User> holder = store::FindUserByName(context.app().pool, username);
  if (absl::IsNotFound(holder.status()) || (holder.ok() && holder->id == id)) return std::nullopt;
  if (!holder.ok()) return http::FromStatus(holder.status());
  const bool may_know = may_update || context.caller().May("read", service::UserObject(holder->id));
  return may_know ? NameTaken() : http::Forbidden();
}

store::AuditLog Change(const service::Context& context, const store::User& before, const store::User& after) {
  store::AuditLog audit = store::About(context.Audit("write", "user"), after);
  if (before.username != after.username) audit.diff.Add("username", before.username, after.username);
  if (before.name != after.name) audit.diff.Add("name", before.name, after.name);
  return audit;
}

http::Response Store(const service::Context& context, const std::string& id, const Body& body) {
  store::User changed;
  const absl::Status status = context.app().pool.Transaction([&](pg::Connection& connection) {
    const absl::StatusOr<store::User> before = store::LockUser(connection, id);
    if (!before.ok()) return before.status();
    absl::StatusOr<store::User> after = store::SetUserProfile(connection, id, body.username, body.name);
    if (!after.ok()) return after.status();
    changed = *std::move(after);
    return store::InsertAuditLog(connection, Change(context, *before, changed));
  });
  // Somebody else may have taken the name since it was looked up.
  if (store::IsTaken(status)) return NameTaken();
  return status.ok() ? http::Json(http::kOk, ToJson(changed)) : http::FromStatus(status);
}

}  // namespace

http::Response SetProfile(const service::Context& context) {
  auto resolved = service::ResolveTarget(context);
  if (auto* refused = std::get_if<http::Response>(&resolved)) return std::move(*refused);
  const std::string id = std::get<service::Target>(resolved).id;
  Body body;
  const absl::Status read =
      json::Decode(context.request().body(), {{"username", &body.username}, {"name", &body.name}});
  if (!read.ok()) return http::InvalidBody(read);
  if (const http::Validation validation = Check(body); !validation.ok()) return validation.Failure();
  const bool may_update = context.caller().May("update_personal", service::UserObject(id));
  if (auto refused = CheckFree(context, id, body.username, may_update)) return *std::move(refused);
  return may_update ? Store(context, id, body) : http::Forbidden();
}

}  // namespace postern::users
