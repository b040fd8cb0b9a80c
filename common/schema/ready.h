// What programs that serve requests need of the schema: that it is there, and that they may use it.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "pg/connection.h"

namespace postern::schema {

// Gives the schema version of the database if programs that know the versions up to `known` can work with it: that one,
// or a newer one that serves them (Migration::serves_from). kFailedPrecondition with one line of reason otherwise (not
// migrated, older, or newer and not serving them); other errors are the connection's own. One round trip.
absl::StatusOr<int> CheckServes(pg::Connection& connection, int known);

// The same for this program.
absl::StatusOr<int> CheckReady(pg::Connection& connection);

// The newest schema version that this program knows.
int KnownVersion();

// Lets `role`, which exists, read and write rows of all tables, and change no schema: USAGE on the schemas and
// sequences; SELECT, INSERT, UPDATE, DELETE on tables, but only SELECT on postern.schema_migrations. Run by the role
// that migrates, after each migration, as often as wanted. kFailedPrecondition where the role could change the schema
// even so, as a superuser could.
absl::Status GrantTo(pg::Connection& connection, std::string_view role);

}  // namespace postern::schema
