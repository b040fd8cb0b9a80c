#include "operator/start_command.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "operator/complaint.h"
#include "operator/data_folder.h"
#include "operator/up.h"

namespace postern::operators {
namespace {

namespace fs = std::filesystem;

constexpr int kReport = 3;  // Where the background writes what the foreground says.

int SayItRuns(const std::string& folder, pid_t pid) {
  std::printf("Postern runs in %s already (process %d).\n", folder.c_str(), static_cast<int>(pid));
  return kExitSuccess;
}

// <data>/log/postern.log, made where needed; nobody but its owner reads logs.
absl::StatusOr<int> OpenLog(const std::string& folder) {
  std::error_code error;
  const mode_t before = umask(027);
  fs::create_directories(folder + "/log", error);
  const std::string path = folder + "/log/postern.log";
  const int log = error ? -1 : open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  const std::string reason = error ? error.message() : std::strerror(errno);
  umask(before);
  if (log < 0) return absl::UnavailableError(absl::StrCat("cannot write ", path, ": ", reason));
  return log;
}

// Nothing of the terminal, of cron or of whoever else started us is held on to.
void LetGo(int log, int report) {
  setsid();
  dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  if (report != kReport) dup2(report, kReport);
  fcntl(kReport, F_SETFD, FD_CLOEXEC);
  close_range(kReport + 1, ~0U, 0);
}

void Report(int status, const std::string& text) {
  const std::string message = absl::StrCat(status, text);
  if (write(kReport, message.data(), message.size()) < 0) return;  // Nobody waits any more.
  close(kReport);
}

[[noreturn]] void RunInBackground(const UpPlan& plan, int log, int report) {
  LetGo(log, report);
  bool told = false;
  const absl::Status ran = RunUp(plan, [&told](const std::string& where) {
    std::printf("%s\n", where.c_str());
    std::fflush(stdout);
    Report(kExitSuccess, where);
    told = true;
  });
  if (ran.ok() && !told) Report(kExitFailure, "told to end before everything was ready");
  if (!ran.ok()) {
    const int status = Complain(ran);
    if (!told) Report(status, std::string(ran.message()));
  }
  std::fflush(nullptr);
  _exit(ran.ok() ? kExitSuccess : kExitFailure);
}

// What the background has to say: its status, and text. Empty where it died without a word.
std::string Hear(int report) {
  std::string text;
  std::array<char, 4096> piece{};
  ssize_t size = 0;
  while ((size = read(report, piece.data(), piece.size())) > 0 || (size < 0 && errno == EINTR)) {
    text.append(piece.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  }
  return text;
}

// What became of the start; `folder` may have been taken by somebody else meanwhile, which is as good.
int Tell(const std::string& report, const std::string& folder) {
  if (report.empty())
    return Complain("the start ended without a word; see " + folder + "/log/postern.log", kExitFailure);
  const std::string text = report.substr(1);
  if (report.front() == '0' + kExitSuccess) {
    std::printf("%s; postern stop ends it\n", text.c_str());
    return kExitSuccess;
  }
  const absl::StatusOr<std::optional<pid_t>> holder = HolderOf(folder);
  if (holder.ok() && holder->has_value()) return SayItRuns(folder, **holder);
  return Complain(text, report.front() - '0');
}

}  // namespace

int StartCommand(const config::Loaded& loaded) {
  const absl::StatusOr<UpPlan> plan = MakeUpPlan(loaded);
  if (!plan.ok()) return Complain(plan.status());
  const std::string& folder = loaded.options.data_dir;
  const absl::StatusOr<std::optional<pid_t>> holder = HolderOf(folder);
  if (!holder.ok()) return Complain(holder.status());
  if (holder->has_value()) return SayItRuns(folder, **holder);
  const absl::StatusOr<int> log = OpenLog(folder);
  if (!log.ok()) return Complain(log.status());
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Complain("cannot make a pipe", kExitFailure);
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) return Complain("cannot start a process", kExitFailure);
  if (child == 0) RunInBackground(*plan, *log, ends[1]);
  close(ends[1]);
  return Tell(Hear(ends[0]), folder);
}

}  // namespace postern::operators
