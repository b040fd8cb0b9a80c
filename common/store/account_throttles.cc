#include "store/account_throttles.h"

#include <algorithm>

namespace postern::store {
namespace {

using std::chrono::seconds;

// The clock is read where the row is locked: now() stands still while a transaction waits for another one's row.
#define SECONDS_LEFT "greatest(0, ceil(extract(epoch FROM t.retry_at - clock_timestamp())))::int"
#define SECONDS(parameter) parameter "::int * interval '1 second'"

// The key, and how long the account is closed. An address that a proxy hid from us (0.0.0.0) is nobody's own.
constexpr pg::Statement kFind = {
    "account_throttles_find",
    "WITH own AS (SELECT EXISTS (SELECT FROM users u JOIN api_keys k ON k.user_id = u.id "
    "WHERE lower(u.email) = lower($2) AND NOT u.deleted AND k.login_type = 'password' AND k.ip_address = $3::inet "
    "AND k.ip_address <> '0.0.0.0' AND k.expires_at > now() - interval '30 days') AS known), "
    "key AS (SELECT sha256(convert_to($1 || ' ' || lower($2) || CASE WHEN known THEN ' ' || host($3::inet) ELSE '' "
    "END, 'UTF8')) "
    "AS account FROM own) "
    "SELECT encode(key.account, 'hex'), coalesce(" SECONDS_LEFT
    ", 0) FROM key LEFT JOIN postern.account_throttles t ON t.account = key.account",
    true};

// No row comes back where the account is closed. $2: failures that are free, $3: the longest closing, $4: when they
// are forgotten.
constexpr pg::Statement kCount = {
    "account_throttles_count",
    "INSERT INTO postern.account_throttles AS t (account, failures, failed_at, retry_at) "
    "VALUES (decode($1, 'hex'), 1, clock_timestamp(), clock_timestamp()) "
    "ON CONFLICT (account) DO UPDATE SET failed_at = clock_timestamp(), (failures, retry_at) = "
    "(SELECT n, CASE WHEN n < $2::int THEN clock_timestamp() "
    "ELSE clock_timestamp() + least(power(2, least(n - $2::int, 30)), $3::int) * interval '1 second' END "
    "FROM (SELECT CASE WHEN t.failed_at < clock_timestamp() - " SECONDS("$4") " THEN 1 ELSE t.failures + 1 END AS n) c) "
    "WHERE t.retry_at <= clock_timestamp() RETURNING xmax = 0"};
constexpr pg::Statement kCountRequest = {
    "account_throttles_count_request",
    "INSERT INTO postern.account_throttles AS t (account, failures, failed_at, retry_at) "
    "VALUES (decode($1, 'hex'), 1, clock_timestamp(), clock_timestamp() + " SECONDS("$2") ") "
    "ON CONFLICT (account) DO UPDATE SET failures = 1, failed_at = clock_timestamp(), "
    "retry_at = clock_timestamp() + " SECONDS("$2") " WHERE t.retry_at <= clock_timestamp() RETURNING xmax = 0"};
constexpr pg::Statement kLockLeft = {
    "account_throttles_lock",
    "SELECT " SECONDS_LEFT " FROM postern.account_throttles t WHERE t.account = decode($1, 'hex') FOR UPDATE"};
constexpr pg::Statement kForget = {"account_throttles_forget",
                                   "DELETE FROM postern.account_throttles WHERE account = decode($1, 'hex')"};

// Each new account makes room for itself: a few of those that are forgotten or too many go, and nobody is waited for.
constexpr pg::Statement kPrune = {
    "account_throttles_prune",
    "DELETE FROM postern.account_throttles WHERE account IN (SELECT account FROM postern.account_throttles "
    "WHERE failed_at < greatest(clock_timestamp() - " SECONDS("$1") ", (SELECT failed_at FROM postern.account_throttles "
    "ORDER BY failed_at DESC OFFSET $2::int - 1 LIMIT 1)) ORDER BY failed_at LIMIT 4 FOR UPDATE SKIP LOCKED)"};

std::string_view NameOf(Guess guess) {
  if (guess == Guess::kPassword) return "password";
  return guess == Guess::kPasscode ? "passcode" : "passcode request";
}

int CountOf(seconds duration) {
  return static_cast<int>(duration.count());
}

// Zero where there is no row.
absl::StatusOr<seconds> Left(pg::Connection& connection, std::string_view account) {
  const absl::StatusOr<pg::Result> rows = connection.Run(kLockLeft, {account});
  if (!rows.ok()) return rows.status();
  return seconds(rows->empty() ? 0 : (*rows)[0].Int(0));
}

// What a counting statement gave: nothing where the account is closed, else whether it is new to the table.
absl::StatusOr<seconds> Counted(pg::Connection& connection, std::string_view account,
                                const absl::StatusOr<pg::Result>& counted) {
  if (!counted.ok()) return counted.status();
  if (counted->empty()) {
    const absl::StatusOr<seconds> left = Left(connection, account);
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

absl::StatusOr<Throttle> FindThrottle(pg::Pool& pool, Guess guess, std::string_view email, std::string_view address) {
  const absl::StatusOr<pg::Result> rows = pool.Run(kFind, {NameOf(guess), email, address});
  if (!rows.ok()) return rows.status();
  return Throttle{std::string((*rows)[0].Text(0)), seconds((*rows)[0].Int(1))};
}

absl::StatusOr<seconds> CountFailure(pg::Connection& connection, std::string_view account) {
  return Counted(
      connection, account,
      connection.Run(kCount, {account, kFreeFailures, CountOf(kLongestThrottle), CountOf(kFailuresForgottenAfter)}));
}

absl::StatusOr<seconds> ForgetFailures(pg::Connection& connection, std::string_view account) {
  absl::StatusOr<seconds> left = Left(connection, account);
  if (!left.ok() || *left > seconds(0)) return left;
  const absl::Status forgotten = connection.Run(kForget, {account}).status();
  if (!forgotten.ok()) return forgotten;
  return left;
}

absl::StatusOr<seconds> CountRequest(pg::Connection& connection, std::string_view account, seconds pause) {
  return Counted(connection, account, connection.Run(kCountRequest, {account, CountOf(pause)}));
}

}  // namespace postern::store
