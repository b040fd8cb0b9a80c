// Work of a process that no request waits for: one thread, one piece after the other.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace postern::service {

// True once the process is about to end: what takes long asks it now and then, about once a second, and gives up.
using Stopped = std::function<bool()>;
using BackgroundJob = std::function<void(const Stopped& stopped)>;

// All but the destructor may be called by many threads at once.
class Background {
 public:
  // How many pieces of work may wait. More are refused: whoever wants them asks again with the next request or tick.
  static constexpr std::size_t kMaxWaiting = 64;

  Background() = default;
  // Says stop, and waits for the job that runs, however long it takes: see Stop.
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  // Runs `job` after those that wait. False, and nothing is done, while one of this name waits or runs, where
  // kMaxWaiting wait, and after Stop. The thread is made with the first job. An exception of a job is a log line.
  bool Schedule(std::string name, BackgroundJob job);

  // Waits until nothing waits or runs, at most for `limit`; false where something still does.
  bool Finish(std::chrono::milliseconds limit);

  // Drops what waits, tells the job that runs, and waits for it, at most for `limit`; false where it still runs: then
  // what it uses must not be taken away, and the process ends by _Exit.
  bool Stop(std::chrono::milliseconds limit);

  // How busy it is just now.
  struct Load {
    std::size_t waiting = 0;   // Behind the job that runs.
    std::int64_t refused = 0;  // Because kMaxWaiting waited, ever.
  };
  Load load();

 private:
  void StartThread();
  void Run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<std::string, BackgroundJob>> waiting_;
  std::set<std::string, std::less<>> names_;  // Of those that wait or run.
  std::int64_t refused_ = 0;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

}  // namespace postern::service
