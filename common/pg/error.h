// What went wrong with the database, carried by absl::Status.
//
// Every error of this folder is an absl::Status with up to two payloads: the SQLSTATE (five characters; absent where
// the server never answered) and the name of the violated constraint. Message texts are for the log alone: they may
// hold values, so nothing above may send them to a client.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace postern::pg {

// SQLSTATEs that something above decides by. The names are those of PostgreSQL's appendix A.
inline constexpr std::string_view kUniqueViolation = "23505";
inline constexpr std::string_view kForeignKeyViolation = "23503";
inline constexpr std::string_view kCheckViolation = "23514";
inline constexpr std::string_view kSerializationFailure = "40001";
inline constexpr std::string_view kDeadlockDetected = "40P01";
inline constexpr std::string_view kInvalidSchemaName = "3F000";
inline constexpr std::string_view kUndefinedTable = "42P01";
inline constexpr std::string_view kProgramLimitExceeded = "54000";
inline constexpr std::string_view kRaiseException = "P0001";

// The SQLSTATE of an error, or "" where there is none.
std::string SqlState(const absl::Status& status);

// The constraint that an error names (23xxx), or "".
std::string Constraint(const absl::Status& status);

// True if the error is a unique violation of `constraint`.
bool IsUniqueViolation(const absl::Status& status, std::string_view constraint);

// True if the session that gave this error is of no more use: connection lost (class 08, 57P01 to 57P03, no SQLSTATE
// after sending) or a server that turned read-only (25006).
bool IsLostSession(const absl::Status& status);

// True if the statement certainly did not take effect: the connection could not be made or was found dead before
// anything was sent. Writes are repeated only where this holds; reads wherever IsLostSession holds.
bool IsKnownNotExecuted(const absl::Status& status);

// An overloaded or unreachable database, or no free connection in time: what is answered with 503 and Retry-After.
// These errors have the code kUnavailable (or kDeadlineExceeded for statement and lock timeouts).
bool IsUnavailable(const absl::Status& status);

}  // namespace postern::pg
