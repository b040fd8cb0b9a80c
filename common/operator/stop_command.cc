#include "operator/stop_command.h"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <optional>

#include "absl/strings/str_cat.h"
#include "operator/complaint.h"
#include "operator/data_folder.h"
#include "operator/up_plan.h"

namespace postern::operators {
namespace {

using std::chrono::seconds;

// What nginx and a private PostgreSQL may take, beside the programs.
constexpr seconds kOtherParts{20};

// Tells the process to end and waits until it is gone; false where it still is after that time.
bool End(int process, seconds patience) {
  syscall(SYS_pidfd_send_signal, process, SIGTERM, nullptr, 0);
  pollfd watched{.fd = process, .events = POLLIN, .revents = 0};
  return poll(&watched, 1, static_cast<int>(std::chrono::milliseconds(patience).count())) == 1;
}

int SayNothingRuns(const std::string& folder) {
  std::printf("Nothing runs in %s.\n", folder.c_str());
  return kExitSuccess;
}

}  // namespace

int StopCommand(const config::Loaded& loaded) {
  const std::string& folder = loaded.options.data_dir;
  if (folder.empty()) {
    return Complain("name the folder of what runs with --data-dir or POSTERN_DATA_DIR", kExitUsage);
  }
  const absl::StatusOr<std::optional<pid_t>> holder = HolderOf(folder);
  if (!holder.ok()) return Complain(holder.status());
  if (!holder->has_value()) return SayNothingRuns(folder);
  const pid_t pid = **holder;
  const int process = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  // Looked at again: from here on the descriptor is that process, whatever becomes of its number.
  const absl::StatusOr<std::optional<pid_t>> still = HolderOf(folder);
  if (process < 0 || !still.ok() || *still != pid) {
    if (process >= 0) close(process);
    if (still.ok() && !still->has_value()) return SayNothingRuns(folder);
    return Complain("what runs in " + folder + " has just changed: try again", kExitFailure);
  }
  const seconds patience = std::chrono::ceil<seconds>(ProgramPatience(loaded.options)) + kOtherParts;
  const bool ended = End(process, patience);
  close(process);
  if (!ended) {
    return Complain(absl::StrCat("process ", pid, " is still ending after ", patience.count(), " s"), kExitFailure);
  }
  std::printf("Stopped what ran in %s.\n", folder.c_str());
  return kExitSuccess;
}

}  // namespace postern::operators
