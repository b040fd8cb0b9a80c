#include "schema/ready.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "pg/error.h"
#include "schema/migrate.h"

namespace postern::schema {
namespace {

constexpr char kUndefinedTable[] = "42P01";
constexpr char kUndefinedSchema[] = "3F000";

constexpr pg::Statement kVersion = {"schema_version", "SELECT coalesce(max(version), 0) FROM postern.schema_migrations",
                                    /*read_only=*/true};

constexpr pg::Statement kMayCreate = {
    "schema_may_create",
    "SELECT has_schema_privilege($1, 'public', 'CREATE') OR has_schema_privilege($1, 'postern', 'CREATE')",
    /*read_only=*/true};

std::string Quoted(std::string_view name) {
  return absl::StrCat("\"", absl::StrReplaceAll(absl::string_view(name.data(), name.size()), {{"\"", "\"\""}}), "\"");
}

absl::Status GrantInTransaction(pg::Connection& connection, std::string_view role) {
  // PostgreSQL before 15 lets everybody create tables in public.
  const std::string grants = absl::StrReplaceAll(
      "REVOKE CREATE ON SCHEMA public FROM PUBLIC;"
      "GRANT USAGE ON SCHEMA public, postern TO $role;"
      "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, postern TO $role;"
      "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public, postern TO $role;"
      "REVOKE INSERT, UPDATE, DELETE ON postern.schema_migrations FROM $role;",
      {{"$role", Quoted(role)}});
  if (absl::Status granted = connection.Execute(grants.c_str()); !granted.ok()) return granted;
  const absl::StatusOr<pg::Result> may_create = connection.Run(kMayCreate, {role});
  if (!may_create.ok()) return may_create.status();
  if (!(*may_create)[0].Bool(0)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("role ", absl::string_view(role.data(), role.size()), " can change the schema by other rights"));
}

}  // namespace

absl::Status CheckReady(pg::Connection& connection) {
  const absl::StatusOr<pg::Result> found = connection.Run(kVersion, {});
  if (!found.ok()) {
    const std::string state = pg::SqlState(found.status());
    if (state != kUndefinedTable && state != kUndefinedSchema) return found.status();
    return absl::FailedPreconditionError("the database has no schema yet: run postern migrate");
  }
  const std::int64_t version = (*found)[0].Int(0);
  const std::int64_t known = static_cast<std::int64_t>(Migrations().size());
  if (version == known) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("the database has schema version ", version,
                                                    ", this program needs ", known,
                                                    version < known ? ": run postern migrate" : ""));
}

absl::Status GrantTo(pg::Connection& connection, std::string_view role) {
  if (absl::Status begun = connection.Execute("BEGIN"); !begun.ok()) return begun;
  const absl::Status granted = GrantInTransaction(connection, role);
  if (granted.ok()) return connection.Execute("COMMIT");
  if (connection.in_transaction()) connection.Execute("ROLLBACK").IgnoreError();
  return granted;
}

}  // namespace postern::schema
