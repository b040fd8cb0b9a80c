#include "operator/supervisor.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "operator/log_tail.h"

namespace postern::operators {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kGoodWhile{10000};
constexpr milliseconds kFirstDelay{100};
constexpr milliseconds kLongestDelay{5000};
constexpr milliseconds kAskAgain{20};

milliseconds Since(Clock::time_point start) {
  return std::chrono::duration_cast<milliseconds>(Clock::now() - start);
}

std::string StartedAgain(const Command& command) {
  return command.log.empty() ? "started again" : "started again; see " + command.log;
}

sigset_t Watched() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&set, signal);
  return set;
}

}  // namespace

milliseconds RestartDelay(milliseconds lived, milliseconds previous) {
  if (lived >= kGoodWhile || previous.count() == 0) return kFirstDelay;
  return std::min(previous * 2, kLongestDelay);
}

Supervisor::Supervisor() {
  const sigset_t set = Watched();
  sigprocmask(SIG_BLOCK, &set, nullptr);
  signals_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
}

Supervisor::~Supervisor() {
  for (auto running = parts_.rbegin(); running != parts_.rend(); ++running) {
    if (running->pid == 0) continue;
    kill(-running->pid, SIGKILL);
    waitpid(running->pid, nullptr, 0);
  }
  close(signals_);
}

absl::Status Supervisor::Launch(Running& running) {
  running.log_start = LogSize(running.part.command.log);
  const absl::StatusOr<pid_t> pid = StartProcess(running.part.command);
  if (!pid.ok()) return pid.status();
  running.pid = *pid;
  running.ready = false;
  running.started = Clock::now();
  return absl::OkStatus();
}

absl::Status Supervisor::ListenForNotices() {
  return notices_.Listen();
}

absl::Status Supervisor::Start(Part part) {
  parts_.emplace_back().part = std::move(part);
  const absl::Status started = Launch(parts_.back());
  if (!started.ok()) parts_.pop_back();
  return started;
}

absl::Status Supervisor::RunToEnd(const Part& part) {
  if (const absl::Status started = Start(part); !started.ok()) return started;
  while (parts_.back().pid != 0 && told_ == 0) Wait(milliseconds(-1));
  const Running ended = parts_.back();
  if (ended.pid != 0) {
    Stop(parts_.back());
    parts_.pop_back();
    return absl::CancelledError("told to end");
  }
  parts_.pop_back();
  if (ended.end == 0) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat(part.name, " ended with ", DescribeEnd(ended.end), "\n",
                                         LogTail(part.command.log, ended.log_start)));
}

absl::Status Supervisor::WaitUntil(const std::function<bool()>& ready, milliseconds time) {
  const Clock::time_point start = Clock::now();
  while (!ready()) {
    Wait(kAskAgain);
    if (told_ > 0) return absl::CancelledError("told to end");
    for (const Running& running : parts_) {
      if (running.pid != 0 || WIFSIGNALED(running.end)) continue;
      return absl::AbortedError(absl::StrCat(running.part.name, " ended with ", DescribeEnd(running.end), "\n",
                                             LogTail(running.part.command.log, running.log_start)));
    }
    StartAgain();  // What somebody killed; what ended by itself has its reasons.
    if (Since(start) > time) return absl::DeadlineExceededError(absl::StrCat("not ready after ", time.count(), " ms"));
  }
  return absl::OkStatus();
}

bool Supervisor::AllToldReady() const {
  return std::all_of(parts_.begin(), parts_.end(),
                     [](const Running& running) { return !running.part.tells_ready || running.ready; });
}

absl::Status Supervisor::Replace(std::string_view name, milliseconds time) {
  const auto found =
      std::find_if(parts_.begin(), parts_.end(), [name](const Running& r) { return r.part.name == name; });
  if (found == parts_.end()) return absl::NotFoundError(absl::StrCat("there is no part ", std::string(name)));
  const auto old = static_cast<std::size_t>(found - parts_.begin());
  const std::size_t fresh = old + 1;  // Beside it: parts are stopped in their order.
  parts_.insert(found + 1, Running{.part = found->part, .on_trial = true});
  absl::Status proven = Launch(parts_[fresh]);
  if (proven.ok()) proven = AwaitTrial(fresh, time);
  if (proven.ok()) parts_[fresh].on_trial = false;
  // Where we are told to end, all parts are stopped soon.
  return absl::IsCancelled(proven) || !Retire(proven.ok() ? old : fresh) ? absl::CancelledError("told to end") : proven;
}

// Stops one part for good; others that end meanwhile are started again. False where we are told to end first.
bool Supervisor::Retire(std::size_t which) {
  SendStop(parts_[which]);
  const Clock::time_point start = Clock::now();
  bool killed = false;
  while (parts_[which].pid != 0) {
    if (told_ > 0) return false;
    if (!killed && Since(start) > parts_[which].part.stop_within) {
      killed = kill(-parts_[which].pid, SIGKILL) == 0;
    }
    Wait(kAskAgain);
    StartAgain();
  }
  parts_.erase(parts_.begin() + static_cast<std::ptrdiff_t>(which));
  return true;
}

// Until the new process is ready. Others that end meanwhile are started again.
absl::Status Supervisor::AwaitTrial(std::size_t fresh, milliseconds time) {
  const Clock::time_point start = Clock::now();
  for (;;) {
    const Running& running = parts_[fresh];
    if (told_ > 0) return absl::CancelledError("told to end");
    if (running.pid == 0) return absl::AbortedError("ended with " + DescribeEnd(running.end));
    if (running.ready) return absl::OkStatus();
    if (Since(start) > time)
      return absl::DeadlineExceededError(absl::StrCat("was not ready after ", time.count(), " ms"));
    Wait(kAskAgain);
    StartAgain();
  }
}

void Supervisor::RunUntilTold(int other, const std::function<void()>& on_other) {
  while (told_ == 0) {
    StartAgain();
    if (Wait(UntilNextStart(), other) && told_ == 0) on_other();
  }
}

void Supervisor::StopAll() {
  told_ = 1;
  for (auto running = parts_.rbegin(); running != parts_.rend(); ++running) {
    for (auto same = running; same != parts_.rend() && same->part.stop_signal == running->part.stop_signal; ++same) {
      SendStop(*same);
    }
    Stop(*running);
  }
  parts_.clear();
}

void Supervisor::SendStop(Running& running) {
  if (running.pid != 0 && !running.stopping) kill(running.pid, running.part.stop_signal);
  running.stopping = true;
}

void Supervisor::Stop(Running& running) {
  SendStop(running);
  const Clock::time_point start = Clock::now();
  while (running.pid != 0 && told_ < 2 && Since(start) < running.part.stop_within) {
    Wait(std::max(running.part.stop_within - Since(start), milliseconds(1)));
  }
  if (running.pid == 0) return;
  kill(-running.pid, SIGKILL);
  while (running.pid != 0) Wait(milliseconds(-1));
}

bool Supervisor::Wait(milliseconds time, int other) {
  pollfd watched[] = {{signals_, POLLIN, 0}, {notices_.descriptor(), POLLIN, 0}, {other, POLLIN, 0}};
  poll(watched, std::size(watched), static_cast<int>(time.count()));
  signalfd_siginfo info;
  while (read(signals_, &info, sizeof(info)) == sizeof(info)) {
    // Being told twice is no hurry, unless somebody sits there and presses Ctrl-C again.
    if (info.ssi_signo != SIGCHLD && (told_ == 0 || info.ssi_signo == SIGINT)) ++told_;
  }
  NoteReady();
  Reap();
  return watched[2].revents != 0;
}

void Supervisor::NoteReady() {
  if (notices_.descriptor() < 0) return;
  while (const pid_t pid = notices_.Take()) {
    for (Running& running : parts_) running.ready |= running.pid == pid;
  }
}

void Supervisor::Reap() {
  int end = 0;
  for (pid_t pid = 0; (pid = waitpid(-1, &end, WNOHANG)) > 0;) {
    const auto running = std::find_if(parts_.begin(), parts_.end(), [pid](const Running& r) { return r.pid == pid; });
    if (running == parts_.end()) continue;  // What a child of ours left behind.
    kill(-pid, SIGKILL);                    // Workers of a killed nginx would keep its port.
    running->pid = 0;
    running->ready = false;
    running->end = end;
    running->delay = RestartDelay(Since(running->started), running->delay);
    running->again = Clock::now() + running->delay;
  }
}

void Supervisor::StartAgain() {
  for (Running& running : parts_) {
    if (running.pid != 0 || !running.stays() || Clock::now() < running.again) continue;
    const absl::Status started = Launch(running);
    std::fprintf(stderr, "postern: %s ended with %s, %s\n", running.part.name.c_str(), DescribeEnd(running.end).c_str(),
                 started.ok() ? StartedAgain(running.part.command).c_str() : std::string(started.message()).c_str());
    if (!started.ok()) running.again = Clock::now() + kLongestDelay;
  }
}

milliseconds Supervisor::UntilNextStart() const {
  milliseconds longest{-1};
  for (const Running& running : parts_) {
    if (running.pid != 0 || !running.stays()) continue;
    const auto left = std::chrono::ceil<milliseconds>(running.again - Clock::now());
    const milliseconds wait = std::max(left, milliseconds(0));
    longest = longest.count() < 0 ? wait : std::min(longest, wait);
  }
  return longest;
}

}  // namespace postern::operators
