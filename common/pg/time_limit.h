// How long the database work of one request may take in all, however many statements and waits it is made of.
#pragma once

#include <chrono>

namespace postern::pg {

// While one is in scope, everything that its thread asks of this folder ends by `end`: waiting for a session,
// connecting, statements. What runs into it is kDeadlineExceeded or kUnavailable. The innermost one counts.
class TimeLimit {
 public:
  explicit TimeLimit(std::chrono::steady_clock::time_point end);
  ~TimeLimit();
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

  // `deadline`, or the end of this thread's limit where that comes earlier.
  static std::chrono::steady_clock::time_point Cut(std::chrono::steady_clock::time_point deadline);

 private:
  std::chrono::steady_clock::time_point before_;
};

}  // namespace postern::pg
