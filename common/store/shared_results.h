// The table postern.shared_results: what one process collected and all answer with (service/shared_result.h). Intervals
// are more than zero.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "boost/json/value.hpp"
#include "json/time.h"
#include "pg/connection.h"
#include "pg/pool.h"

namespace postern::store {

struct SharedResult {
  boost::json::value value;
  json::Time collected_at;    // The database's clock once it was there.
  json::Time next_update_at;  // That and the interval of whoever collected it.
};

struct StoredResult {
  // Treats a value that means nothing to whoever reads it as one that never was there.
  void Forget();

  std::optional<SharedResult> result;  // Nothing where there never was one, or none that is JSON as we read it.
  bool due = true;        // Somebody should collect it anew: by the database's clock it is older than `interval`, or
                          // than that of whoever collected it, and nobody has a claim or postponed it.
  bool fetching = false;  // Somebody has a claim that has not lapsed.
  bool free = true;       // Nobody has a claim or postponed it.
};

// What is stored under a name.
absl::StatusOr<StoredResult> FindSharedResult(pg::Pool& pool, std::string_view name, std::chrono::nanoseconds interval);
absl::StatusOr<StoredResult> FindSharedResult(pg::Connection& connection, std::string_view name,
                                              std::chrono::nanoseconds interval);

// Within a transaction: tries to be the one who refreshes the result, until the transaction ends. False where somebody
// else is.
absl::StatusOr<bool> LockSharedResult(pg::Connection& connection, std::string_view name);

// Stores a result as collected now, and gives it as it stands there.
absl::StatusOr<SharedResult> WriteSharedResult(pg::Connection& connection, std::string_view name,
                                               const boost::json::value& value, std::chrono::nanoseconds interval);

// Tries to be the one who fetches the result, for `lapse`, less than six hours. Gives the claim; nothing where the
// result is not due.
absl::StatusOr<std::optional<std::string>> ClaimSharedResult(pg::Pool& pool, std::string_view name,
                                                             std::chrono::nanoseconds interval,
                                                             std::chrono::nanoseconds lapse);

// What nobody has collected, or tried to, for so long is removed: nobody asks for it any more.
inline constexpr std::chrono::hours kSharedResultForgottenAfter{30 * 24};

// Stores what was fetched under a claim, as collected now, and ends the claim; removes what is forgotten. Where the
// claim has lapsed and somebody else has one, or has ended theirs, nothing is stored.
absl::Status WriteClaimedResult(pg::Pool& pool, std::string_view name, std::string_view claim,
                                const boost::json::value& value, std::chrono::nanoseconds interval);

// Collecting failed: nobody tries again before `retry`, zero or more and less than six hours, has passed. What is
// stored stays. With a claim it ends; where it is not the present one, nothing is done.
absl::Status PostponeSharedResult(pg::Pool& pool, std::string_view name, const std::optional<std::string>& claim,
                                  std::chrono::nanoseconds retry);

}  // namespace postern::store
