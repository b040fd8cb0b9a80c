#include "operator/processes.h"

#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace postern::operators {
namespace {

namespace fs = std::filesystem;

std::vector<pid_t> Pids() {
  std::vector<pid_t> pids;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
    pid_t pid = 0;
    if (absl::SimpleAtoi(entry->path().filename().string(), &pid)) pids.push_back(pid);
  }
  return pids;
}

RunningProcess Look(pid_t pid) {
  std::error_code error;
  std::string program = fs::read_symlink(absl::StrCat("/proc/", pid, "/exe"), error).filename().string();
  program.resize(program.size() - (absl::EndsWith(program, " (deleted)") ? 10 : 0));  // Rebuilt meanwhile.
  if (program.empty()) std::getline(std::ifstream(absl::StrCat("/proc/", pid, "/comm")), program);
  return {pid, program};
}

// The sockets that listen on the port, by inode, from one of the two tables.
void AddListeners(const char* table, std::uint16_t port, std::set<std::string>& sockets) {
  std::ifstream file(table);
  const std::string ending = absl::StrCat(":", absl::Hex(port, absl::kZeroPad4));
  std::string line;
  while (std::getline(file, line)) {
    const std::vector<std::string> fields = absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (fields.size() < 10 || fields[3] != "0A") continue;
    if (absl::EndsWithIgnoreCase(fields[1], ending)) sockets.insert(absl::StrCat("socket:[", fields[9], "]"));
  }
}

bool Holds(pid_t pid, const std::set<std::string>& sockets) {
  std::error_code error;
  for (fs::directory_iterator entry(absl::StrCat("/proc/", pid, "/fd"), error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code gone;
    if (sockets.contains(fs::read_symlink(entry->path(), gone).string())) return true;
  }
  return false;
}

// Until the process is gone or time is up; a process that is gone already counts as well.
bool AwaitEnd(int process, std::chrono::steady_clock::time_point deadline) {
  if (process < 0) return true;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  pollfd watched{.fd = process, .events = POLLIN, .revents = 0};
  return poll(&watched, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0))) == 1;
}

}  // namespace

std::vector<RunningProcess> ProcessesIn(const std::string& folder) {
  std::vector<RunningProcess> found;
  struct stat wanted {};
  if (stat(folder.c_str(), &wanted) != 0) return found;
  for (const pid_t pid : Pids()) {
    struct stat there {};
    if (pid == getpid() || stat(absl::StrCat("/proc/", pid, "/cwd").c_str(), &there) != 0) continue;
    if (there.st_dev == wanted.st_dev && there.st_ino == wanted.st_ino) found.push_back(Look(pid));
  }
  return found;
}

std::optional<RunningProcess> ListenerOf(std::uint16_t port) {
  std::set<std::string> sockets;
  AddListeners("/proc/net/tcp", port, sockets);
  AddListeners("/proc/net/tcp6", port, sockets);
  if (sockets.empty()) return std::nullopt;
  for (const pid_t pid : Pids()) {
    if (Holds(pid, sockets)) return Look(pid);
  }
  return std::nullopt;
}

bool EndProcesses(const std::vector<RunningProcess>& processes, int signal, int milliseconds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  std::vector<int> open;
  for (const RunningProcess& process : processes) {
    open.push_back(static_cast<int>(syscall(SYS_pidfd_open, process.pid, 0)));
    kill(process.pid, signal);
  }
  bool all = true;
  for (const int process : open) {
    all = AwaitEnd(process, deadline) && all;
    if (process >= 0) close(process);
  }
  return all;
}

}  // namespace postern::operators
