// What programs that serve requests need of the schema: that it is there, and that they may use it.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "pg/connection.h"

namespace postern::schema {

// OK if the database has exactly the schema version that this program knows. kFailedPrecondition with one line of
// reason otherwise (not migrated, older, newer); other errors are the connection's own. One round trip.
absl::Status CheckReady(pg::Connection& connection);

// Lets `role`, which exists, read and write rows of all tables, and change no schema: USAGE on the schemas and
// sequences; SELECT, INSERT, UPDATE, DELETE on tables, but only SELECT on postern.schema_migrations. Run by the role
// that migrates, after each migration, as often as wanted. kFailedPrecondition where the role could change the schema
// even so, as a superuser could.
absl::Status GrantTo(pg::Connection& connection, std::string_view role);

}  // namespace postern::schema
