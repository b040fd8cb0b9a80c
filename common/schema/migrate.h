// Bringing a database to the schema that this program knows.
//
// Tables that Coder has too stand in the PostgreSQL schema `public`, all others in `postern`; so does the record of
// what was applied, postern.schema_migrations (version, name, checksum, applied_at, serves_from). Only `postern
// migrate`, `postern up` and tests apply anything.
//
// Programs of the version before run on beside a migrated schema. A migration that they cannot work with says so by a
// line of its own, `-- serves programs from: 16`: the schema version that a program must know at least.
#pragma once

#include <chrono>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "pg/connection.h"

namespace postern::schema {

struct Migration {
  int version;  // From 1, without a gap.
  std::string_view name;
  std::string_view checksum;  // SHA-256 of the text, in hex.
  const char* text;           // SQL, may hold several statements; no BEGIN or COMMIT.
  int serves_from = 0;        // Programs that know no schema from this version on cannot work once it is applied.
};

// The migrations of this program, in order.
std::span<const Migration> Migrations();

class Migrator {
 public:
  // `connection` outlives the migrator, is in no transaction, and belongs to a role that may create schemas in the
  // database. Its statement_timeout bounds each migration as a whole.
  explicit Migrator(pg::Connection& connection, std::span<const Migration> migrations = Migrations())
      : connection_(connection), migrations_(migrations) {}

  // Applies what is missing, each in a transaction of its own, and says how many that were; then sees that the site
  // has its deployment id. Several at once, in any number of processes, take turns: one applies, the others find it
  // done. A migration that fails leaves nothing of itself behind, and those before it in place. Where the schema is
  // newer than this program and serves it nothing is missing.
  // kFailedPrecondition: the database is newer and does not serve this program, belongs to another product, or a
  // migration was changed after it was applied. kDeadlineExceeded: another one is still at it after `lock_wait`.
  absl::StatusOr<int> Apply(std::chrono::milliseconds lock_wait = std::chrono::seconds(60));

 private:
  absl::StatusOr<bool> ApplyNext(std::chrono::steady_clock::time_point deadline);
  absl::StatusOr<bool> ApplyNextLocked();
  absl::StatusOr<int> AppliedVersion();
  absl::Status Lock(std::chrono::steady_clock::time_point deadline);
  absl::Status Record(const Migration& migration);
  absl::Status EnsureDeploymentId();

  pg::Connection& connection_;
  std::span<const Migration> migrations_;
};

}  // namespace postern::schema
