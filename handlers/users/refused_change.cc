#include "handlers/users/refused_change.h"

#include "obs/log.h"
#include "service/target_user.h"
#include "store/user_audit.h"

namespace postern::users {
namespace {

bool IsRefusal(const http::Response& answer) {
  return answer.status() >= http::kBadRequest && answer.status() < http::kInternalServerError;
}

void WriteDown(const service::Context& context, std::string_view action, int status) {
  const auto resolved = service::ResolveUser(context);
  const auto* user = std::get_if<store::User>(&resolved);
  if (user == nullptr) return;
  store::AuditLog audit = store::About(context.Audit(action, "user"), *user);
  audit.status_code = status;
  const absl::Status written = context.app().pool.Transaction(
      [&](pg::Connection& connection) { return store::InsertRefused(connection, audit); });
  if (!written.ok()) {
    obs::Log(obs::Level::kError, "A refused attempt was not written down.",
             {{"request_id", context.request().id()}, {"error", written.ToString()}});
  }
}

}  // namespace

service::Endpoint Accounted(std::string_view action, service::Endpoint change) {
  return [action, change = std::move(change)](const service::Context& context) {
    http::Response answer = change(context);
    if (IsRefusal(answer)) WriteDown(context, action, answer.status());
    return answer;
  };
}

}  // namespace postern::users
