// Results that are dear, or come from outside, are shared: a row in the database that any process may answer with.
// Whoever finds it stale has it refreshed on the background thread, once in all processes, and answers with what is
// there. Stale is what the database's clock says. Values are kept as jsonb, which keeps neither the order of keys nor
// how a number was written.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "boost/json/value.hpp"
#include "pg/connection.h"
#include "service/app.h"
#include "service/background.h"
#include "store/shared_results.h"

namespace postern::service {

// One that SQL gives. Looking, computing and writing are one transaction under an advisory lock.
struct ComputedResult {
  std::string name;                   // Of the row: 1 to 200 bytes.
  std::chrono::nanoseconds interval;  // From one collection to the next; more than zero.
  std::function<absl::StatusOr<boost::json::value>(pg::Connection&)> compute;
  // False of a stored value that cannot be answered with: it is computed anew, as if there were none. Any is taken
  // where this is empty.
  std::function<bool(const boost::json::value&)> is_readable{};
};

// One from outside of the database. Neither a transaction nor a session of the pool is held while `fetch` runs: a
// claim in the row keeps others from fetching the same until it lapses.
struct FetchedResult {
  std::string name;                   // Of the row: 1 to 200 bytes.
  std::chrono::nanoseconds interval;  // From one collection to the next; more than zero.
  std::chrono::nanoseconds retry;     // After a fetch that failed; what is stored stays.
  std::chrono::milliseconds lapse;    // Of the claim: longer than `fetch` takes.
  // Runs on the background thread, bounded by itself; ends soon once `stopped`. An error is logged, as a warning.
  std::function<absl::StatusOr<boost::json::value>(const Stopped& stopped)> fetch;
};

// What is stored, at once. Where nothing ever was, it is computed now, by one caller, for which the others wait.
// kDeadlineExceeded or kUnavailable where that takes longer than the request may (pg/time_limit.h); other errors are
// those of `compute`. After one of those nobody computes for a second, and all who ask, or wait, get kUnavailable.
absl::StatusOr<store::SharedResult> Ask(App& app, const ComputedResult& wanted);

// What is stored, at once; nothing where nothing ever was. For the first one the call waits as long as `wait`, but no
// longer than the request may, and then gives nothing.
absl::StatusOr<std::optional<store::SharedResult>> Ask(App& app, const FetchedResult& wanted,
                                                       std::chrono::milliseconds wait = std::chrono::milliseconds(0));

}  // namespace postern::service
