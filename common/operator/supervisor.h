// Keeps a set of processes running until it is told to end. One thread; signals, notices of its parts and one more
// descriptor are all that it waits for.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "operator/process.h"
#include "operator/ready_notices.h"

namespace postern::operators {

using Clock = std::chrono::steady_clock;

// How a process is started and stopped.
struct Part {
  std::string name;  // For messages, and for Replace.
  Command command;
  int stop_signal = SIGTERM;
  std::chrono::milliseconds stop_within{4000};  // Then it is killed.
  bool tells_ready = false;                     // It says when it serves (fcgi/notice.h).
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

  // Hears parts that tell that they are ready, on a socket "notices" in the working folder. Call it once, before any
  // such part is started.
  absl::Status ListenForNotices();

  // Starts a part that is to stay.
  absl::Status Start(Part part);

  // Runs something to its end. An error is its own end (not 0), or kCancelled when we are told to end meanwhile.
  absl::Status RunToEnd(const Part& part);

  // Asks `ready` again and again, a few dozen times a second, until it is true. kCancelled when we are told to end,
  // kAborted with the last lines of its log when a part ends by itself (one that was killed is
  // started again), kDeadlineExceeded when time is up.
  absl::Status WaitUntil(const std::function<bool()>& ready, std::chrono::milliseconds time);

  // Whether every part that tells it has told that it is ready.
  bool AllToldReady() const;

  // Puts a new process in the place of the one of that part, which tells when it is ready: the new one is started
  // beside it, and once it is ready the old one is stopped. Returns when that is gone. Where the new one ends or is not
  // ready in time it is stopped instead, and the old one stays: kAborted, kDeadlineExceeded. kNotFound where there is
  // no such part, kCancelled when we are told to end.
  absl::Status Replace(std::string_view name, std::chrono::milliseconds time);

  // Starts again whatever ends, one line on stderr each, until we are told to end. Whenever `other` (a descriptor; -1
  // for none) is readable, `on_other` is called; it may call Replace.
  void RunUntilTold(int other = -1, const std::function<void()>& on_other = nullptr);

  // Stops all parts, the last started first; neighbours with the same stop signal are told at the same time. SIGINT
  // meanwhile makes it short; the other signals say nothing new.
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
    bool on_trial = false;  // Beside the one whose place it shall take.
    bool ready = false;     // It has told so.

    bool stays() const { return !stopping && !on_trial; }
  };

  absl::Status Launch(Running& running);
  // For signals, notices and `other`, at most so long, negative: for ever. Notes what came; true if `other` is
  // readable.
  bool Wait(std::chrono::milliseconds time, int other = -1);
  void Reap();
  void NoteReady();
  void StartAgain();
  absl::Status AwaitTrial(std::size_t fresh, std::chrono::milliseconds time);
  bool Retire(std::size_t which);
  void SendStop(Running& running);
  void Stop(Running& running);
  std::chrono::milliseconds UntilNextStart() const;

  std::vector<Running> parts_;
  ReadyNotices notices_;
  int signals_ = -1;
  int told_ = 0;  // How often we were told to end.
};

}  // namespace postern::operators
