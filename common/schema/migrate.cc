#include "schema/migrate.h"

#include <thread>

#include "absl/strings/str_cat.h"
#include "schema/ready.h"

namespace postern::schema {
namespace {

using Clock = std::chrono::steady_clock;

// The two-integer form has a key space of its own, apart from the locks that Coder takes.
constexpr pg::Statement kTryLock = {"schema_try_lock", "SELECT pg_try_advisory_xact_lock(1886352494, 1)"};

// Coder's own lock for setting up a deployment; taken lest two servers make two ids.
constexpr pg::Statement kLockDeployment = {"schema_lock_deployment", "SELECT pg_advisory_xact_lock(1)"};
constexpr pg::Statement kInsertDeploymentId = {
    "schema_insert_deployment_id",
    "INSERT INTO public.site_configs (key, value) SELECT 'deployment_id', gen_random_uuid()::text "
    "WHERE NOT EXISTS (SELECT FROM public.site_configs WHERE key = 'deployment_id')"};

constexpr pg::Statement kLookAround = {
    "schema_look_around",
    "SELECT to_regclass('postern.schema_migrations') IS NOT NULL, "
    "to_regclass('public.schema_migrations') IS NOT NULL AND to_regclass('public.users') IS NOT NULL AND "
    "to_regclass('public.api_keys') IS NOT NULL AND to_regclass('public.organizations') IS NOT NULL AND "
    "to_regclass('public.site_configs') IS NOT NULL, "
    "to_regclass('public.users') IS NOT NULL OR to_regclass('public.migration_cursor') IS NOT NULL"};

constexpr pg::Statement kListApplied = {"schema_list_applied",
                                        "SELECT version, checksum FROM postern.schema_migrations ORDER BY version"};

constexpr pg::Statement kRecord = {
    "schema_record", "INSERT INTO postern.schema_migrations (version, name, checksum) VALUES ($1, $2, $3)"};

// Apart from the above, which comes before the column does.
constexpr pg::Statement kRecordServesFrom = {
    "schema_record_serves_from", "UPDATE postern.schema_migrations SET serves_from = $2 WHERE version = $1"};

constexpr char kCreateRecord[] =
    "CREATE SCHEMA IF NOT EXISTS postern;"
    "CREATE TABLE postern.schema_migrations ("
    "    version integer NOT NULL PRIMARY KEY,"
    "    name text NOT NULL,"
    "    checksum text NOT NULL,"
    "    applied_at timestamptz NOT NULL DEFAULT now())";

absl::string_view Abseil(std::string_view text) {
  return {text.data(), text.size()};
}

// Ends the transaction in the way that `outcome` asks for.
absl::Status Finish(pg::Connection& connection, const absl::Status& outcome) {
  if (outcome.ok()) return connection.Execute("COMMIT");
  if (connection.in_transaction()) connection.Execute("ROLLBACK").IgnoreError();
  return outcome;
}

// What may not be touched: other people's databases. `row` is that of kLookAround.
absl::Status RefuseForeign(const pg::Row& row) {
  if (row.Bool(1)) {
    return absl::FailedPreconditionError(
        "this database was made by Coder: migrate changes only databases of its own, give it an empty one");
  }
  if (row.Bool(2)) {
    return absl::FailedPreconditionError(
        "this database holds tables of something else (public.users or public.migration_cursor): give an empty one");
  }
  return absl::OkStatus();
}

// What later programs applied is theirs to judge.
absl::Status CompareApplied(const pg::Result& applied, std::span<const Migration> known) {
  for (int i = 0; i < applied.size() && i < static_cast<int>(known.size()); ++i) {
    const std::int64_t version = applied[i].Int(0);
    if (version != i + 1) {
      return absl::FailedPreconditionError(absl::StrCat("the record of migrations lacks version ", i + 1));
    }
    const Migration& migration = known[static_cast<std::size_t>(i)];
    if (applied[i].Text(1) != migration.checksum) {
      return absl::FailedPreconditionError(
          absl::StrCat("migration ", version, " (", Abseil(migration.name), ") was changed after it had been applied"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Migrator::Lock(Clock::time_point deadline) {
  while (true) {
    const absl::StatusOr<pg::Result> locked = connection_.Run(kTryLock, {});
    if (!locked.ok()) return locked.status();
    if ((*locked)[0].Bool(0)) return absl::OkStatus();
    if (Clock::now() >= deadline) return absl::DeadlineExceededError("another migration is still running");
    // Asked again and again: waiting in the server would end at our own lock_timeout.
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

absl::StatusOr<int> Migrator::AppliedVersion() {
  const absl::StatusOr<pg::Result> around = connection_.Run(kLookAround, {});
  if (!around.ok()) return around.status();
  if (!(*around)[0].Bool(0)) {
    if (absl::Status ours = RefuseForeign((*around)[0]); !ours.ok()) return ours;
    if (absl::Status created = connection_.Execute(kCreateRecord); !created.ok()) return created;
  }
  const absl::StatusOr<pg::Result> applied = connection_.Run(kListApplied, {});
  if (!applied.ok()) return applied.status();
  if (absl::Status same = CompareApplied(*applied, migrations_); !same.ok()) return same;
  if (applied->size() <= static_cast<int>(migrations_.size())) return applied->size();
  return CheckServes(connection_, static_cast<int>(migrations_.size()));
}

absl::Status Migrator::Record(const Migration& migration) {
  const absl::Status recorded =
      connection_.Run(kRecord, {migration.version, migration.name, migration.checksum}).status();
  if (!recorded.ok() || migration.serves_from == 0) return recorded;
  return connection_.Run(kRecordServesFrom, {migration.version, migration.serves_from}).status();
}

absl::StatusOr<bool> Migrator::ApplyNextLocked() {
  const absl::StatusOr<int> version = AppliedVersion();
  if (!version.ok()) return version.status();
  const std::size_t next = static_cast<std::size_t>(*version);
  if (next >= migrations_.size()) return false;
  const Migration& migration = migrations_[next];
  if (absl::Status applied = connection_.Execute(migration.text); !applied.ok()) {
    return absl::Status(applied.code(), absl::StrCat("migration ", migration.version, " (", Abseil(migration.name),
                                                     "): ", applied.message()));
  }
  if (absl::Status recorded = Record(migration); !recorded.ok()) return recorded;
  return true;
}

// True if one was applied, false if none is missing.
absl::StatusOr<bool> Migrator::ApplyNext(Clock::time_point deadline) {
  if (absl::Status begun = connection_.Execute("BEGIN"); !begun.ok()) return begun;
  absl::StatusOr<bool> applied = false;
  if (absl::Status locked = Lock(deadline); !locked.ok()) {
    applied = locked;
  } else {
    applied = ApplyNextLocked();
  }
  if (absl::Status finished = Finish(connection_, applied.status()); !finished.ok()) return finished;
  return applied;
}

absl::Status Migrator::EnsureDeploymentId() {
  if (absl::Status begun = connection_.Execute("BEGIN"); !begun.ok()) return begun;
  absl::Status done = connection_.Run(kLockDeployment, {}).status();
  if (done.ok()) done = connection_.Run(kInsertDeploymentId, {}).status();
  return Finish(connection_, done);
}

absl::StatusOr<int> Migrator::Apply(std::chrono::milliseconds lock_wait) {
  int count = 0;
  while (true) {
    const absl::StatusOr<bool> applied = ApplyNext(Clock::now() + lock_wait);
    if (!applied.ok()) return applied.status();
    if (!*applied) break;
    ++count;
  }
  if (absl::Status ensured = EnsureDeploymentId(); !ensured.ok()) return ensured;
  return count;
}

}  // namespace postern::schema
