// Keeps a set of processes running until it is told to end. One thread; signals are the only thing it waits for.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "operator/process.h"

namespace postern::operators {

using Clock = std::chrono::steady_clock;

// How a process is started and stopped.
struct Part {
  std::string name;  // For messages.
  Command command;
  int stop_signal = SIGTERM;
  std::chrono::milliseconds stop_within{4000};  // Then it is killed.
};

// How long after its end a part is started again: at once after a good while of service, else longer each time, up to
// five seconds. `previous` is the wait before that, zero if there was none.
std::chrono::milliseconds RestartDelay(std::chrono::milliseconds lived, std::chrono::milliseconds previous);

class Supervisor {
 public:
  // Takes SIGTERM, SIGINT, SIGHUP and SIGCHLD for this process from here on, and becomes the parent of what dying
  // children leave behind.
  Supervisor();
  ~Supervisor();  // Kills what is still running, the last started first.
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  // Starts a part that is to stay.
  absl::Status Start(Part part);

  // Runs something to its end. An error is its own end (not 0), or kCancelled when we are told to end meanwhile.
  absl::Status RunToEnd(const Part& part);

  // Asks `ready` again and again, a few dozen times a second, until it is true. kCancelled when we are told to end,
  // kAborted with the last lines of its log when a part ends by itself (one that was killed is
  // started again), kDeadlineExceeded when time is up.
  absl::Status WaitUntil(const std::function<bool()>& ready, std::chrono::milliseconds time);

  // Starts again whatever ends, one line on stderr each, until we are told to end.
  void RunUntilTold();

  // Stops all parts, the last started first; neighbours with the same stop signal are told at the same time. Being told
  // to end once more meanwhile makes it short.
  void StopAll();

 private:
  struct Running {
    Part part;
    pid_t pid = 0;  // 0: ended, to be started again at `again`.
    int end = 0;    // As waitpid gave it.
    Clock::time_point started{};
    Clock::time_point again{};
    std::chrono::milliseconds delay{0};
    long log_start = 0;     // Size of the log when it was started.
    bool stopping = false;  // The stop signal was sent.
  };

  absl::Status Launch(Running& running);
  void Wait(std::chrono::milliseconds time);  // For signals; notes ends and being told to end.
  void Reap();
  void StartAgain();
  void SendStop(Running& running);
  void Stop(Running& running);
  std::chrono::milliseconds UntilNextStart() const;

  std::vector<Running> parts_;
  int signals_ = -1;
  int told_ = 0;  // How often we were told to end.
};

}  // namespace postern::operators
