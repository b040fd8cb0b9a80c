#include "pg/error.h"

#include "pg/session_error.h"

namespace postern::pg {
namespace {

std::string Payload(const absl::Status& status, const char* type) {
  const auto payload = status.GetPayload(type);
  return payload.has_value() ? std::string(*payload) : std::string();
}

}  // namespace

std::string SqlState(const absl::Status& status) {
  return Payload(status, kSqlStatePayload);
}

std::string Constraint(const absl::Status& status) {
  return Payload(status, kConstraintPayload);
}

bool IsUniqueViolation(const absl::Status& status, std::string_view constraint) {
  return SqlState(status) == kUniqueViolation && Constraint(status) == constraint;
}

bool IsLostSession(const absl::Status& status) {
  if (status.ok()) return false;
  return status.GetPayload(kSessionPayload).has_value() || EndsSession(SqlState(status));
}

bool IsKnownNotExecuted(const absl::Status& status) {
  if (status.ok()) return false;
  // A server that turned read-only refused the statement in so many words.
  return Payload(status, kSessionPayload) == kNotSent || SqlState(status) == kReadOnlyTransaction;
}

bool IsUnavailable(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

}  // namespace postern::pg
