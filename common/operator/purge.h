// Clearing expired keys away, batch by batch.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "pg/pool.h"

namespace postern::operators {

// Deletes the keys that expired more than `age` ago, which is not negative. Each batch (store/expired_keys.h) is
// committed by itself; after it, `go_on` is told how many are gone so far, and ends the work by saying no. What is done
// stays done, after an error too.
absl::Status Purge(pg::Pool& pool, std::chrono::nanoseconds age, const std::function<bool(std::int64_t gone)>& go_on);

// How far a purge has come, for people: not more than a line a second.
class PurgeProgress {
 public:
  using Time = std::chrono::steady_clock::time_point;
  explicit PurgeProgress(Time start) : said_(start) {}

  // A line without its end, or nothing where less than a second has passed since the start or the last one.
  std::optional<std::string> Line(std::int64_t gone, Time now);

 private:
  Time said_;
};

}  // namespace postern::operators
