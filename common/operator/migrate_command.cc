#include "operator/migrate_command.h"

#include <chrono>
#include <cstdio>
#include <memory>

#include "operator/complaint.h"
#include "operator/database.h"
#include "pg/connection.h"
#include "schema/migrate.h"
#include "schema/ready.h"

namespace postern::operators {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

// A migration may rewrite tables; no request waits for it.
constexpr std::chrono::minutes kMigrationTimeout{30};

}  // namespace

absl::StatusOr<int> ApplyMigrations(const config::Options& options, const std::string& url, const std::string& role) {
  pg::ConnectOptions connect;
  connect.url = url;
  connect.application_name = "postern-migrate";
  connect.connect_timeout = duration_cast<milliseconds>(options.pg_connect_timeout);
  connect.lock_timeout = duration_cast<milliseconds>(options.pg_lock_timeout);
  connect.statement_timeout = kMigrationTimeout;
  connect.prepared_statements = options.pg_prepared_statements;
  const absl::StatusOr<std::unique_ptr<pg::Connection>> connection = pg::Connection::Open(connect);
  if (!connection.ok()) return connection.status();
  absl::StatusOr<int> applied = schema::Migrator(**connection).Apply();
  if (!applied.ok() || role.empty()) return applied;
  const absl::Status granted = schema::GrantTo(**connection, role);
  return granted.ok() ? applied : granted;
}

int MigrateCommand(const config::Loaded& loaded) {
  const std::string role = loaded.words.size() > 1 ? loaded.words[1] : "";
  if (const absl::Status named = CheckDatabaseIsNamed(loaded.options); !named.ok()) return Complain(named);
  const absl::StatusOr<int> applied = ApplyMigrations(loaded.options, loaded.options.pg_connection_url, role);
  if (!applied.ok()) return Complain(applied.status());
  if (*applied == 0) std::puts("The schema was up to date.");
  if (*applied > 0) std::printf("Applied %d migration%s.\n", *applied, *applied == 1 ? "" : "s");
  return kExitSuccess;
}

}  // namespace postern::operators
