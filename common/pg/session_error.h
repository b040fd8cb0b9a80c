// How the errors of pg/error.h are made. For this folder alone.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "libpq-fe.h"

namespace postern::pg {

inline constexpr char kSqlStatePayload[] = "postern.pg/sqlstate";
inline constexpr char kConstraintPayload[] = "postern.pg/constraint";
inline constexpr char kSessionPayload[] = "postern.pg/session";  // kNotSent or kLost; absent while the session lives.

inline constexpr std::string_view kNotSent = "not sent";
inline constexpr std::string_view kLost = "lost";

inline constexpr std::string_view kReadOnlyTransaction = "25006";

// True for SQLSTATEs after which a session is of no more use.
bool EndsSession(std::string_view sql_state);

// What the server answered to `what` (a statement's name). `result` is an error result or null.
absl::Status ServerError(const PGresult* result, std::string_view what);

// A connection that could not be made, or was found dead before `what` was sent. kUnavailable.
absl::Status NotSentError(std::string_view what, std::string_view why);

// A connection that broke after sending: the outcome is unknown. kUnavailable.
absl::Status LostError(std::string_view what, std::string_view why);

// A server that did not answer in time: the outcome is unknown, the session given up. kDeadlineExceeded.
absl::Status SilentServerError(std::string_view what);

// Marks an error as one that ended the session; the rest of it stays.
absl::Status WithSession(absl::Status status, std::string_view session);

// libpq's message in one line.
std::string OneLine(std::string_view message);

}  // namespace postern::pg
