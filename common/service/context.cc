#include "service/context.h"

namespace postern::service {

std::string_view Context::path(std::string_view name) const {
  for (const auto& [key, value] : path_) {
    if (key == name) return value;
  }
  return {};
}

store::AuditLog Context::Audit(std::string_view action, std::string_view resource_type) const {
  return AuditBy(caller_->user_id(), action, resource_type);
}

store::AuditLog Context::AuditBy(std::string_view actor, std::string_view action,
                                 std::string_view resource_type) const {
  store::AuditLog log;
  log.user_id = actor;
  log.ip = std::string(request_.client_address());
  log.user_agent = std::string(request_.Parameter("HTTP_USER_AGENT"));
  log.resource_type = resource_type;
  log.action = action;
  log.request_id = request_.id();
  return log;
}

}  // namespace postern::service
