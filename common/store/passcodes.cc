#include "store/passcodes.h"

namespace postern::store {
namespace {

constexpr pg::Statement kFind = {"passcodes_find",
                                 "SELECT encode(hashed_one_time_passcode, 'escape') FROM users "
                                 "WHERE id = $1 AND NOT deleted AND one_time_passcode_expires_at > now()",
                                 true};
constexpr pg::Statement kSet = {"passcodes_set",
                                "UPDATE users SET hashed_one_time_passcode = convert_to($2, 'UTF8'), "
                                "one_time_passcode_expires_at = now() + $3::int * interval '1 second' WHERE id = $1"};
// The clock is read after the row is locked: a transaction may have waited for it.
constexpr pg::Statement kSpend = {
    "passcodes_spend",
    "UPDATE users SET hashed_one_time_passcode = NULL, one_time_passcode_expires_at = NULL WHERE id = $1 "
    "AND NOT deleted AND hashed_one_time_passcode = convert_to($2, 'UTF8') "
    "AND one_time_passcode_expires_at > clock_timestamp()"};

}  // namespace

absl::StatusOr<std::string> FindPasscode(pg::Pool& pool, std::string_view user_id) {
  const absl::StatusOr<pg::Result> rows = pool.Run(kFind, {user_id});
  if (!rows.ok()) return rows.status();
  return std::string(rows->empty() ? "" : (*rows)[0].Text(0));
}

absl::Status SetPasscode(pg::Connection& connection, std::string_view user_id, std::string_view hash,
                         std::chrono::seconds valid_for) {
  return connection.Run(kSet, {user_id, hash, static_cast<std::int64_t>(valid_for.count())}).status();
}

absl::StatusOr<bool> SpendPasscode(pg::Connection& connection, std::string_view user_id, std::string_view hash) {
  const absl::StatusOr<pg::Result> spent = connection.Run(kSpend, {user_id, hash});
  if (!spent.ok()) return spent.status();
  return spent->affected() > 0;
}

}  // namespace postern::store
