#include "pg/session_error.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "pg/error.h"

namespace postern::pg {
namespace {

absl::string_view Abseil(std::string_view text) {
  return {text.data(), text.size()};
}

absl::Status Error(absl::StatusCode code, std::string_view what, std::string_view why) {
  return absl::Status(code, absl::StrCat(Abseil(what), ": ", Abseil(why)));
}

std::string Field(const PGresult* result, int field) {
  const char* text = PQresultErrorField(result, field);
  return text == nullptr ? std::string() : std::string(text);
}

absl::StatusCode CodeFor(std::string_view sql_state) {
  if (EndsSession(sql_state) || sql_state.starts_with("53")) return absl::StatusCode::kUnavailable;
  if (sql_state == "57014" || sql_state == "55P03") return absl::StatusCode::kDeadlineExceeded;
  if (sql_state == "40001" || sql_state == "40P01") return absl::StatusCode::kAborted;
  if (sql_state == "42501") return absl::StatusCode::kPermissionDenied;
  if (sql_state == kUniqueViolation) return absl::StatusCode::kAlreadyExists;
  if (sql_state == kForeignKeyViolation || sql_state == kRaiseException) return absl::StatusCode::kFailedPrecondition;
  if (sql_state.starts_with("22") || sql_state.starts_with("23")) return absl::StatusCode::kInvalidArgument;
  return absl::StatusCode::kInternal;
}

}  // namespace

bool EndsSession(std::string_view sql_state) {
  return sql_state.starts_with("08") || sql_state == "57P01" || sql_state == "57P02" || sql_state == "57P03" ||
         sql_state == "57P05" || sql_state == "25P03" || sql_state == kReadOnlyTransaction;
}

absl::Status ServerError(const PGresult* result, std::string_view what) {
  const std::string sql_state = Field(result, PG_DIAG_SQLSTATE);
  // libpq's own complaints carry no SQLSTATE: the server never answered.
  if (sql_state.empty()) return LostError(what, OneLine(PQresultErrorMessage(result)));
  absl::Status status = Error(CodeFor(sql_state), what, OneLine(Field(result, PG_DIAG_MESSAGE_PRIMARY)));
  status.SetPayload(kSqlStatePayload, absl::Cord(sql_state));
  const std::string constraint = Field(result, PG_DIAG_CONSTRAINT_NAME);
  if (!constraint.empty()) status.SetPayload(kConstraintPayload, absl::Cord(constraint));
  return status;
}

absl::Status NotSentError(std::string_view what, std::string_view why) {
  return WithSession(Error(absl::StatusCode::kUnavailable, what, why), kNotSent);
}

absl::Status LostError(std::string_view what, std::string_view why) {
  return WithSession(Error(absl::StatusCode::kUnavailable, what, why.empty() ? "connection lost" : why), kLost);
}

absl::Status SilentServerError(std::string_view what) {
  return WithSession(Error(absl::StatusCode::kDeadlineExceeded, what, "no answer from the database in time"), kLost);
}

absl::Status WithSession(absl::Status status, std::string_view session) {
  status.SetPayload(kSessionPayload, absl::Cord(Abseil(session)));
  return status;
}

std::string OneLine(std::string_view message) {
  std::string line(message);
  for (char& c : line) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) c = ' ';
  }
  absl::RemoveExtraAsciiWhitespace(&line);
  return line;
}

}  // namespace postern::pg
