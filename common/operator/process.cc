#include "operator/process.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "config/options.h"
#include "fcgi/notice.h"

namespace postern::operators {
namespace {

// Away from 0 to 2 and from the numbers that kept descriptors get.
constexpr int kAboveKept = 32;

// Runs in the child alone, between fork and exec.
[[noreturn]] void Fail(const char* what) {
  dprintf(STDERR_FILENO, "%s: %s\n", what, std::strerror(errno));
  _exit(127);
}

void ResetSignals() {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int signal : {SIGPIPE, SIGHUP, SIGINT, SIGTERM}) std::signal(signal, SIG_DFL);
}

void PlaceDescriptors(const Command& command, int log) {
  const int input = command.input >= 0 ? command.input : open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(input, STDIN_FILENO);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  std::vector<int> moved;
  for (const int kept : command.kept) moved.push_back(fcntl(kept, F_DUPFD_CLOEXEC, kAboveKept));
  for (std::size_t i = 0; i < moved.size(); ++i) dup2(moved[i], kFirstKept + static_cast<int>(i));
}

void BecomeAccount(const Account& account) {
  if (geteuid() != 0) return;
  if (initgroups(account.name.c_str(), account.gid) != 0 || setgid(account.gid) != 0 || setuid(account.uid) != 0) {
    Fail(account.name.c_str());
  }
}

[[noreturn]] void RunChild(const Command& command, int log, pid_t parent, char* const* arguments,
                           char* const* environment) {
  setpgid(0, 0);
  PlaceDescriptors(command, log);
  if (!command.working_folder.empty() && chdir(command.working_folder.c_str()) != 0) Fail("chdir");
  if (command.account.has_value()) BecomeAccount(*command.account);
  prctl(PR_SET_PDEATHSIG, command.death_signal);  // After the change of user, which clears it.
  if (getppid() != parent) _exit(127);
  ResetSignals();
  execve(arguments[0], arguments, environment);
  Fail(arguments[0]);
}

// As exec takes them: ended by a null pointer. It changes nothing in them.
std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// Every variable that options are read from begins like one of these, but for those that have a name of their own. Who
// wants to hear from us that we are ready does not want to hear it from a child.
bool IsForUsAlone(absl::string_view name) {
  if (name == fcgi::kNoticeSocket) return true;
  if (absl::StartsWith(name, "CODER_") || absl::StartsWith(name, "POSTERN_")) return true;
  if (name == "OPENAI_API_KEY" || name == "ANTHROPIC_API_KEY" || name == "GOOGLE_API_KEY") return true;
  const auto& table = config::Table();
  return std::any_of(table.begin(), table.end(), [name](const config::OptionRow& row) {
    return name == absl::string_view(row.env.data(), row.env.size());
  });
}

}  // namespace

absl::StatusOr<Account> FindAccount(const std::string& name) {
  const passwd* entry = getpwnam(name.c_str());
  if (entry == nullptr) return absl::NotFoundError(absl::StrCat("this machine has no user ", name));
  return Account{name, entry->pw_uid, entry->pw_gid};
}

std::vector<std::string> PlainEnvironment() {
  std::vector<std::string> plain;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    std::string name = absl::AsciiStrToUpper(absl::string_view(*entry, std::strcspn(*entry, "=")));
    if (!IsForUsAlone(absl::StripPrefix(name, "HOMEBREW_"))) plain.emplace_back(*entry);
  }
  return plain;
}

absl::StatusOr<pid_t> StartProcess(const Command& command) {
  const int log = command.log.empty() ? fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, kFirstKept)
                                      : open(command.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (log < 0) return absl::UnavailableError(absl::StrCat("cannot write ", command.log, ": ", std::strerror(errno)));
  const std::vector<char*> arguments = Pointers(command.arguments);
  const std::vector<char*> environment = Pointers(command.environment);

  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) RunChild(command, log, parent, arguments.data(), environment.data());
  const int reason = errno;
  close(log);
  if (child < 0) return absl::UnavailableError(absl::StrCat("cannot start a process: ", std::strerror(reason)));
  setpgid(child, child);  // Here too, so that it is done whoever runs first.
  return child;
}

std::string DescribeEnd(int wait_status) {
  if (!WIFSIGNALED(wait_status)) return absl::StrCat("status ", WEXITSTATUS(wait_status));
  return absl::StrCat("signal ", WTERMSIG(wait_status), " (", strsignal(WTERMSIG(wait_status)), ")");
}

absl::StatusOr<std::string> FindProgram(const std::string& name, const std::string& package) {
  const char* path = std::getenv("PATH");
  std::vector<std::string> folders = absl::StrSplit(path == nullptr ? "" : path, ':', absl::SkipEmpty());
  folders.insert(folders.end(), {"/usr/sbin", "/usr/local/sbin", "/usr/bin"});
  for (const std::string& folder : folders) {
    std::string program = absl::StrCat(folder, "/", name);
    if (folder.front() == '/' && access(program.c_str(), X_OK) == 0) return program;
  }
  return absl::NotFoundError(absl::StrCat(name, " is not installed (Debian package: ", package, ")"));
}

}  // namespace postern::operators
