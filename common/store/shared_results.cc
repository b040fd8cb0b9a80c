#include "store/shared_results.h"

#include "boost/json/parse.hpp"
#include "boost/json/serialize.hpp"
#include "store/columns.h"

namespace postern::store {
namespace {

#define AFTER(parameter) parameter "::bigint * interval '1 microsecond'"
// Whoever runs with a shorter interval than the last collector does not wait for the longer one. A clock that was ahead
// holds up nobody: what was collected after now is stale, and no claim and no pause is as long as six hours. Of a row
// that was written after this transaction began, that is not true yet by now().
#define STALE(interval) \
  "(r.value IS NULL OR r.next_update_at <= now() OR r.collected_at + " AFTER(interval) " <= now()" \
  " OR r.collected_at > clock_timestamp())"
#define FREE                                                 \
  "(r.claimed_until IS NULL OR r.claimed_until <= now() OR " \
  "r.claimed_until > clock_timestamp() + interval '6 hours')"
#define RESULT "r.value::text, " POSTERN_MICROS("r.collected_at") ", " POSTERN_MICROS("r.next_update_at")

constexpr pg::Statement kFind = {"shared_results_find",
                                 "SELECT " RESULT ", " STALE("$2") " AND " FREE ", r.claim IS NOT NULL AND NOT " FREE
                                                                   ", " FREE
                                                                   " FROM postern.shared_results r WHERE r.name = $1",
                                 true};

// The class of locks is ours: Coder takes none with two keys, and the migrator has the number before this one.
constexpr pg::Statement kLock = {"shared_results_lock", "SELECT pg_try_advisory_xact_lock(1886352495, hashtext($1))"};

constexpr pg::Statement kWrite = {
    "shared_results_write",
    "INSERT INTO postern.shared_results AS r (name, value, collected_at, next_update_at) "
    "SELECT $1, $2::jsonb, clock.now, clock.now + " AFTER("$3")
    " FROM (SELECT clock_timestamp() AS now) clock ON CONFLICT (name) DO UPDATE SET value = excluded.value, "
    "collected_at = excluded.collected_at, next_update_at = excluded.next_update_at, claim = NULL, "
    "claimed_until = NULL RETURNING " RESULT};

constexpr pg::Statement kClaim = {
    "shared_results_claim",
    "INSERT INTO postern.shared_results AS r (name, claim, claimed_until) "
    "VALUES ($1, gen_random_uuid(), now() + " AFTER("$3") ") ON CONFLICT (name) DO UPDATE SET claim = excluded.claim, "
    "claimed_until = excluded.claimed_until WHERE " STALE("$2") " AND " FREE " RETURNING r.claim"};

constexpr pg::Statement kWriteClaimed = {
    "shared_results_write_claimed",
    "UPDATE postern.shared_results SET value = $3::jsonb, collected_at = now(), next_update_at = now() + " AFTER(
        "$4") ", claim = NULL, claimed_until = NULL WHERE name = $1 AND claim = $2::uuid"};

constexpr pg::Statement kPostpone = {
    "shared_results_postpone",
    "INSERT INTO postern.shared_results AS r (name, claimed_until) VALUES ($1, now() + " AFTER(
        "$2") ") ON CONFLICT (name) DO UPDATE SET claim = NULL, claimed_until = excluded.claimed_until"};

constexpr pg::Statement kPostponeClaimed = {
    "shared_results_postpone_claimed", "UPDATE postern.shared_results SET claim = NULL, claimed_until = now() + " AFTER(
                                           "$3") " WHERE name = $1 AND claim = $2::uuid"};

// The names of fetched results change with what is asked, a provider's key for one. Nobody is waited for.
constexpr pg::Statement kForget = {
    "shared_results_forget",
    "DELETE FROM postern.shared_results WHERE ctid = ANY (ARRAY(SELECT ctid FROM postern.shared_results WHERE "
    "greatest(collected_at, claimed_until) <= now() - " AFTER("$1") " FOR UPDATE SKIP LOCKED))"};

std::int64_t Micros(std::chrono::nanoseconds duration) {
  return std::chrono::ceil<std::chrono::microseconds>(duration).count();
}

// Nothing that reads what was stored shall throw, whoever wrote it.
absl::StatusOr<SharedResult> ResultAt(const pg::Row& row) {
  const std::string_view text = row.Text(0);
  boost::json::error_code error;
  boost::json::value value = boost::json::parse({text.data(), text.size()}, error);
  if (error) return absl::InternalError("a shared result cannot be read: " + error.message());
  return SharedResult{.value = std::move(value), .collected_at = TimeAt(row, 1), .next_update_at = TimeAt(row, 2)};
}

absl::StatusOr<StoredResult> StoredIn(const absl::StatusOr<pg::Result>& rows) {
  if (!rows.ok()) return rows.status();
  StoredResult stored;
  if (rows->empty()) return stored;
  const pg::Row row = (*rows)[0];
  stored.due = row.Bool(3);
  stored.fetching = row.Bool(4);
  stored.free = row.Bool(5);
  if (row.IsNull(0)) return stored;
  absl::StatusOr<SharedResult> result = ResultAt(row);
  if (result.ok()) {
    stored.result = *std::move(result);
  } else {
    stored.Forget();
  }
  return stored;
}

}  // namespace

void StoredResult::Forget() {
  result.reset();
  due = free;
}

absl::StatusOr<StoredResult> FindSharedResult(pg::Pool& pool, std::string_view name,
                                              std::chrono::nanoseconds interval) {
  return StoredIn(pool.Run(kFind, {name, Micros(interval)}));
}

absl::StatusOr<StoredResult> FindSharedResult(pg::Connection& connection, std::string_view name,
                                              std::chrono::nanoseconds interval) {
  return StoredIn(connection.Run(kFind, {name, Micros(interval)}));
}

absl::StatusOr<bool> LockSharedResult(pg::Connection& connection, std::string_view name) {
  const absl::StatusOr<pg::Result> locked = connection.Run(kLock, {name});
  if (!locked.ok()) return locked.status();
  return (*locked)[0].Bool(0);
}

absl::StatusOr<SharedResult> WriteSharedResult(pg::Connection& connection, std::string_view name,
                                               const boost::json::value& value, std::chrono::nanoseconds interval) {
  const absl::StatusOr<pg::Result> rows =
      connection.Run(kWrite, {name, boost::json::serialize(value), Micros(interval)});
  if (!rows.ok()) return rows.status();
  return ResultAt((*rows)[0]);
}

absl::StatusOr<std::optional<std::string>> ClaimSharedResult(pg::Pool& pool, std::string_view name,
                                                             std::chrono::nanoseconds interval,
                                                             std::chrono::nanoseconds lapse) {
  const absl::StatusOr<pg::Result> rows = pool.Run(kClaim, {name, Micros(interval), Micros(lapse)});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return std::string((*rows)[0].Text(0));
}

absl::Status WriteClaimedResult(pg::Pool& pool, std::string_view name, std::string_view claim,
                                const boost::json::value& value, std::chrono::nanoseconds interval) {
  const absl::Status written =
      pool.Run(kWriteClaimed, {name, claim, boost::json::serialize(value), Micros(interval)}).status();
  if (!written.ok()) return written;
  return pool.Run(kForget, {Micros(kSharedResultForgottenAfter)}).status();
}

absl::Status PostponeSharedResult(pg::Pool& pool, std::string_view name, const std::optional<std::string>& claim,
                                  std::chrono::nanoseconds retry) {
  if (!claim) return pool.Run(kPostpone, {name, Micros(retry)}).status();
  return pool.Run(kPostponeClaimed, {name, *claim, Micros(retry)}).status();
}

}  // namespace postern::store
