// What keeps a flood of reports away from the database: reports beyond a few at a time are added up in memory and go
// along with a later one. What is in memory is lost with the process; it is small.
#pragma once

#include <chrono>
#include <mutex>
#include <vector>

#include "handlers/csp/bucket.h"
#include "store/csp_reports.h"

namespace postern::csp {

class Tally {
 public:
  using Time = Bucket::Time;

  // So many requests in a row are written at once, and one more for each pause that has gone by.
  static constexpr int kBurst = 60;
  static constexpr std::chrono::milliseconds kPause{500};
  // So many kinds may wait. Others are dropped while it is full, those that wait are counted on.
  static constexpr std::size_t kMaxWaiting = 64;

  explicit Tally(Time start) : bucket_(kBurst, kPause, start) {}

  // Adds the kinds of one request and gives all that is to be written now; nothing where it is to wait.
  store::CspCounts Add(const std::vector<store::CspKind>& kinds, Time now);

  // All that waits.
  store::CspCounts Take();

 private:
  std::mutex mutex_;
  store::CspCounts waiting_;
  Bucket bucket_;
};

}  // namespace postern::csp
