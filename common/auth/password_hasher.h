// Where passwords are hashed and verified: a few threads of low priority, so that a storm of logins takes what the rest
// of the process leaves, and a line of bounded length and time in front of them. Any thread may call; each call returns
// when its own work is done. No thread exists before the first call.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace postern::auth {

struct HasherOptions {
  std::size_t cores = 1;                  // How many hashes run at once; at least one.
  std::size_t max_waiting = 64;           // How many callers may stand in line while all of those are busy.
  std::chrono::milliseconds wait{5'000};  // How long each of them stands there, at most.
};

class PasswordHasher {
 public:
  explicit PasswordHasher(HasherOptions options);

  // Sends away who stands in line (kUnavailable), finishes what runs, and returns once every caller is out.
  ~PasswordHasher();
  PasswordHasher(const PasswordHasher&) = delete;
  PasswordHasher& operator=(const PasswordHasher&) = delete;

  // As Hash and Verify of password.h, which they run; kUnavailable where the line is too long or too slow.
  absl::StatusOr<std::string> Hash(std::string_view password);
  absl::StatusOr<bool> Verify(std::string_view stored, std::string_view password);

  // Runs `work` on one of the threads and returns when it has ended: it may use what the caller owns. kUnavailable
  // where it was not begun in time (it then never is), kInternal where it threw.
  absl::Status Run(std::function<void()> work);

  std::size_t waiting() const;  // How many stand in line just now.

  // How busy it is just now.
  struct Load {
    std::size_t running = 0;   // Have a core.
    std::size_t waiting = 0;   // As above.
    std::int64_t refused = 0;  // Were not begun in time, ever.
  };
  Load load() const;

 private:
  struct Job {
    enum class State { kInLine, kBegun, kDone, kSentAway };
    std::function<void()> work;
    State state = State::kInLine;
    bool threw = false;
    std::condition_variable changed;
  };

  absl::Status Await(Job& job, std::unique_lock<std::mutex>& lock);
  bool Begin(Job& job);
  bool StartThread();
  void Work();
  void Finish(Job& job);

  const HasherOptions options_;
  mutable std::mutex mutex_;  // Guards all below, and every job's state.
  std::condition_variable work_ready_;
  std::condition_variable caller_left_;
  std::list<Job*> line_;     // Waiting for a core; the jobs stand on their callers' stacks.
  std::deque<Job*> begun_;   // Have a core; the next free thread takes them.
  std::size_t busy_ = 0;     // Cores given out; at most options_.cores.
  std::size_t callers_ = 0;  // Inside Run.
  std::int64_t refused_ = 0;
  bool ending_ = false;
  std::list<std::thread> threads_;
};

}  // namespace postern::auth
