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

// By way of JSON, since older schemas lack the column: they serve whoever knows them.
constexpr pg::Statement kVersion = {
    "schema_version",
    "SELECT coalesce(max(version), 0), coalesce(max((to_jsonb(migration)->>'serves_from')::integer), 0) "
    "FROM postern.schema_migrations AS migration",
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

absl::StatusOr<int> CheckServes(pg::Connection& connection, int known) {
  const absl::StatusOr<pg::Result> found = connection.Run(kVersion, {});
  if (!found.ok()) {
    const std::string state = pg::SqlState(found.status());
    if (state != kUndefinedTable && state != kUndefinedSchema) return found.status();
    return absl::FailedPreconditionError("the database has no schema yet: run postern migrate");
  }
  const std::int64_t version = (*found)[0].Int(0);
  const std::int64_t serves_from = (*found)[0].Int(1);
  if (version >= known && serves_from <= known) return static_cast<int>(version);
  const std::string has = absl::StrCat("the database has schema version ", version, ", this program ");
  return absl::FailedPreconditionError(version < known ? absl::StrCat(has, "needs ", known, ": run postern migrate")
                                                       : absl::StrCat(has, "knows no more than ", known,
                                                                      ", and only programs that know ", serves_from,
                                                                      " can work with it: run newer ones"));
}

absl::StatusOr<int> CheckReady(pg::Connection& connection) {
  return CheckServes(connection, KnownVersion());
}

int KnownVersion() {
  return static_cast<int>(Migrations().size());
}

absl::Status GrantTo(pg::Connection& connection, std::string_view role) {
  if (absl::Status begun = connection.Execute("BEGIN"); !begun.ok()) return begun;
  const absl::Status granted = GrantInTransaction(connection, role);
  if (granted.ok()) return connection.Execute("COMMIT");
  if (connection.in_transaction()) connection.Execute("ROLLBACK").IgnoreError();
  return granted;
}

}  // namespace postern::schema
