#include "store/account_throttles.h"

#include <algorithm>

namespace postern::store {
namespace {

using std::chrono::seconds;

// The clock is read where the row is locked: now() stands still while a transaction waits for another one's row. A
// closing that ends later than any that is made was made before the clock was set back: it is none.
#define CLOCK "clock_timestamp()"
#define SECONDS(parameter) parameter "::int * interval '1 second'"
#define IS_CLOSED(longest) "(t.retry_at > " CLOCK " AND t.retry_at <= " CLOCK " + " SECONDS(longest) ")"
#define SECONDS_LEFT(longest) \
  "CASE WHEN " IS_CLOSED(longest) " THEN ceil(extract(epoch FROM t.retry_at - " CLOCK "))::int ELSE 0 END"
#define ACCOUNT_OF(email) "sha256(convert_to(lower(" email "), 'UTF8'))"
#define SECRET_OF(device) "sha256(convert_to(" device ", 'UTF8'))"

// The key, how long it is closed, and whether the device is known.
constexpr pg::Statement kFind = {
    "account_throttles_find",
    "WITH device AS MATERIALIZED (SELECT EXISTS (SELECT FROM postern.known_devices WHERE account = " ACCOUNT_OF("$2")
    " AND secret = " SECRET_OF("$3") " AND seen_at > now() - " SECONDS("$4") ") AS known), "
    "key AS MATERIALIZED (SELECT known, sha256(convert_to($1 || ' ' || lower($2) || CASE WHEN known THEN ' ' || "
    "encode(" SECRET_OF("$3") ", 'hex') ELSE '' END, 'UTF8')) AS account FROM device) "
    "SELECT encode(key.account, 'hex'), " SECONDS_LEFT("$5") ", key.known "
    "FROM key LEFT JOIN postern.account_throttles t ON t.account = key.account",
    true};
constexpr pg::Statement kRemember = {
    "known_devices_remember",
    "INSERT INTO postern.known_devices AS d (account, secret, seen_at) VALUES (" ACCOUNT_OF("$1") ", " SECRET_OF(
        "$2") ", now()) ON CONFLICT (account, secret) DO UPDATE SET seen_at = now()"};
constexpr pg::Statement kForgetDevices = {
    "known_devices_forget",
    "DELETE FROM postern.known_devices WHERE account = " ACCOUNT_OF("$1") " AND (seen_at <= now() - " SECONDS("$2")
    " OR secret IN (SELECT secret FROM postern.known_devices WHERE account = " ACCOUNT_OF("$1")
    " ORDER BY seen_at DESC OFFSET $3::int))"};

// No row comes back where the account is closed. $2: failures that are free, $3: the longest closing, $4: when they
// are forgotten.
constexpr pg::Statement kCount = {
    "account_throttles_count",
    "INSERT INTO postern.account_throttles AS t (account, failures, failed_at, retry_at) "
    "VALUES (decode($1, 'hex'), 1, " CLOCK ", '-infinity') "
    "ON CONFLICT (account) DO UPDATE SET failed_at = " CLOCK ", (failures, retry_at) = "
    "(SELECT n, CASE WHEN n < $2::int THEN '-infinity' "
    "ELSE " CLOCK " + least(power(2, least(n - $2::int, 30)), $3::int) * interval '1 second' END "
    "FROM (SELECT CASE WHEN t.failed_at < " CLOCK " - " SECONDS("$4") " THEN 1 ELSE t.failures + 1 END AS n) c) "
    "WHERE NOT " IS_CLOSED("$3") " RETURNING xmax = 0"};
constexpr pg::Statement kCountRequest = {
    "account_throttles_count_request",
    "INSERT INTO postern.account_throttles AS t (account, failures, failed_at, retry_at) "
    "VALUES (decode($1, 'hex'), 1, " CLOCK ", " CLOCK " + " SECONDS("$2") ") "
    "ON CONFLICT (account) DO UPDATE SET failures = 1, failed_at = " CLOCK ", "
    "retry_at = " CLOCK " + " SECONDS("$2") " WHERE NOT " IS_CLOSED("$2") " RETURNING xmax = 0"};
constexpr pg::Statement kLockLeft = {
    "account_throttles_lock",
    "SELECT " SECONDS_LEFT("$2") " FROM postern.account_throttles t WHERE t.account = decode($1, 'hex') FOR UPDATE"};
constexpr pg::Statement kForget = {"account_throttles_forget",
                                   "DELETE FROM postern.account_throttles WHERE account = decode($1, 'hex')"};

// Each new account makes room for itself: a few of those that are forgotten or too many go, and nobody is waited for.
constexpr pg::Statement kPrune = {
    "account_throttles_prune",
    "DELETE FROM postern.account_throttles WHERE account IN (SELECT account FROM postern.account_throttles "
    "WHERE failed_at < greatest(now() - " SECONDS("$1") ", (SELECT failed_at FROM postern.account_throttles "
    "ORDER BY failed_at DESC OFFSET $2::int - 1 LIMIT 1)) ORDER BY failed_at LIMIT 4 FOR UPDATE SKIP LOCKED)"};

std::string_view NameOf(Guess guess) {
  if (guess == Guess::kPassword) return "password";
  return guess == Guess::kPasscode ? "passcode" : "passcode request";
}

int CountOf(seconds duration) {
  return static_cast<int>(duration.count());
}

// Zero where there is no row.
absl::StatusOr<seconds> Left(pg::Connection& connection, std::string_view account, seconds longest) {
  const absl::StatusOr<pg::Result> rows = connection.Run(kLockLeft, {account, CountOf(longest)});
  if (!rows.ok()) return rows.status();
  return seconds(rows->empty() ? 0 : (*rows)[0].Int(0));
}

// What a counting statement gave: nothing where the account is closed, else whether it is new to the table.
absl::StatusOr<seconds> Counted(pg::Connection& connection, std::string_view account, seconds longest,
                                const absl::StatusOr<pg::Result>& counted) {
  if (!counted.ok()) return counted.status();
  if (counted->empty()) {
    const absl::StatusOr<seconds> left = Left(connection, account, longest);
    if (!left.ok()) return left.status();
    return std::max(seconds(1), *left);
  }
  if (!(*counted)[0].Bool(0)) return seconds(0);
  const absl::Status pruned =
      connection.Run(kPrune, {CountOf(kFailuresForgottenAfter), kMaxThrottledAccounts}).status();
  if (!pruned.ok()) return pruned;
  return seconds(0);
}

}  // namespace

absl::StatusOr<Throttle> FindThrottle(pg::Pool& pool, Guess guess, std::string_view email, std::string_view device) {
  const absl::StatusOr<pg::Result> rows =
      pool.Run(kFind, {NameOf(guess), email, device, CountOf(kDeviceKnownFor), CountOf(kLongestThrottle)});
  if (!rows.ok()) return rows.status();
  const pg::Row row = (*rows)[0];
  return Throttle{std::string(row.Text(0)), seconds(row.Int(1)), row.Bool(2)};
}

absl::Status RememberDevice(pg::Connection& connection, std::string_view email, std::string_view device) {
  if (absl::Status noted = connection.Run(kRemember, {email, device}).status(); !noted.ok()) return noted;
  return connection.Run(kForgetDevices, {email, CountOf(kDeviceKnownFor), kMaxKnownDevices}).status();
}

absl::StatusOr<seconds> CountFailure(pg::Connection& connection, std::string_view account) {
  return Counted(
      connection, account, kLongestThrottle,
      connection.Run(kCount, {account, kFreeFailures, CountOf(kLongestThrottle), CountOf(kFailuresForgottenAfter)}));
}

absl::StatusOr<seconds> ForgetFailures(pg::Connection& connection, std::string_view account) {
  absl::StatusOr<seconds> left = Left(connection, account, kLongestThrottle);
  if (!left.ok() || *left > seconds(0)) return left;
  const absl::Status forgotten = connection.Run(kForget, {account}).status();
  if (!forgotten.ok()) return forgotten;
  return left;
}

absl::StatusOr<seconds> CountRequest(pg::Connection& connection, std::string_view account, seconds pause) {
  return Counted(connection, account, pause, connection.Run(kCountRequest, {account, CountOf(pause)}));
}

}  // namespace postern::store
