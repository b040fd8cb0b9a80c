// How often something may be done: a few times at once, and then at a steady pace.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace postern::csp {

// Not safe to be used by two threads at once.
class Bucket {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // So many times in a row, 1 or more, and once more for each pause that has gone by since `start`.
  Bucket(int burst, std::chrono::milliseconds pause, Time start)
      : burst_(burst), pause_(pause), left_(burst), refilled_(start) {}

  // Whether it may be done now. A time before an earlier one counts as that one.
  bool Has(Time now) {
    const std::int64_t pauses = std::max<std::int64_t>(0, (now - refilled_) / pause_);
    refilled_ += pauses * pause_;
    left_ = static_cast<int>(std::min<std::int64_t>(burst_, left_ + std::min<std::int64_t>(pauses, burst_)));
    return left_ > 0;
  }

  // The same, and counts it as done.
  bool Take(Time now) {
    if (!Has(now)) return false;
    --left_;
    return true;
  }

 private:
  int burst_;
  std::chrono::milliseconds pause_;
  int left_;
  Time refilled_;
};

}  // namespace postern::csp
