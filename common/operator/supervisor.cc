#include "operator/supervisor.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

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
  running.started = Clock::now();
  return absl::OkStatus();
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

void Supervisor::RunUntilTold() {
  while (told_ == 0) {
    StartAgain();
    Wait(UntilNextStart());
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

void Supervisor::Wait(milliseconds time) {
  pollfd watched{.fd = signals_, .events = POLLIN, .revents = 0};
  poll(&watched, 1, static_cast<int>(time.count()));
  signalfd_siginfo info;
  while (read(signals_, &info, sizeof(info)) == sizeof(info)) {
    if (info.ssi_signo != SIGCHLD) ++told_;
  }
  Reap();
}

void Supervisor::Reap() {
  int end = 0;
  for (pid_t pid = 0; (pid = waitpid(-1, &end, WNOHANG)) > 0;) {
    const auto running = std::find_if(parts_.begin(), parts_.end(), [pid](const Running& r) { return r.pid == pid; });
    if (running == parts_.end()) continue;  // What a child of ours left behind.
    kill(-pid, SIGKILL);                    // Workers of a killed nginx would keep its port.
    running->pid = 0;
    running->end = end;
    running->delay = RestartDelay(Since(running->started), running->delay);
    running->again = Clock::now() + running->delay;
  }
}

void Supervisor::StartAgain() {
  for (Running& running : parts_) {
    if (running.pid != 0 || Clock::now() < running.again) continue;
    const absl::Status started = Launch(running);
    std::fprintf(stderr, "postern: %s ended with %s, %s\n", running.part.name.c_str(), DescribeEnd(running.end).c_str(),
                 started.ok() ? absl::StrCat("started again; see ", running.part.command.log).c_str()
                              : std::string(started.message()).c_str());
    if (!started.ok()) running.again = Clock::now() + kLongestDelay;
  }
}

milliseconds Supervisor::UntilNextStart() const {
  milliseconds longest{-1};
  for (const Running& running : parts_) {
    if (running.pid != 0) continue;
    const auto left = std::chrono::ceil<milliseconds>(running.again - Clock::now());
    const milliseconds wait = std::max(left, milliseconds(0));
    longest = longest.count() < 0 ? wait : std::min(longest, wait);
  }
  return longest;
}

}  // namespace postern::operators
