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

absl::StatusOr<Migrated> ApplyMigrations(const config::Options& options, const std::string& url,
                                         const std::string& role) {
  pg::ConnectOptions connect;
  connect.url = url;
  connect.application_name = "postern-migrate";
  connect.connect_timeout = duration_cast<milliseconds>(options.pg_connect_timeout);
  connect.lock_timeout = duration_cast<milliseconds>(options.pg_lock_timeout);
  connect.statement_timeout = kMigrationTimeout;
  connect.prepared_statements = options.pg_prepared_statements;
  const absl::StatusOr<std::unique_ptr<pg::Connection>> connection = pg::Connection::Open(connect);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<int> applied = schema::Migrator(**connection).Apply();
  if (!applied.ok()) return applied.status();
  const absl::StatusOr<int> version = schema::CheckReady(**connection);
  if (!version.ok()) return version.status();
  // What newer tables may be used for, the newer version says.
  if (!role.empty() && *version == schema::KnownVersion()) {
    if (const absl::Status granted = schema::GrantTo(**connection, role); !granted.ok()) return granted;
  }
  return Migrated{.applied = *applied, .version = *version};
}

int MigrateCommand(const config::Loaded& loaded) {
  const std::string role = loaded.words.size() > 1 ? loaded.words[1] : "";
  if (const absl::Status named = CheckDatabaseIsNamed(loaded.options); !named.ok()) return Complain(named);
  const absl::StatusOr<Migrated> done = ApplyMigrations(loaded.options, loaded.options.pg_connection_url, role);
  if (!done.ok()) return Complain(done.status());
  const int known = schema::KnownVersion();
  if (done->version > known) {
    std::printf("The schema has version %d, this program knows %d; it serves this program: nothing was changed.\n",
                done->version, known);
  } else if (done->applied == 0) {
    std::puts("The schema was up to date.");
  } else {
    std::printf("Applied %d migration%s.\n", done->applied, done->applied == 1 ? "" : "s");
  }
  return kExitSuccess;
}

}  // namespace postern::operators
