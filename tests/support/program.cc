#include "tests/support/program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

extern char** environ;

namespace postern::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kAskAgainMs = 5;

std::vector<std::string> MakeEnvironment(const Environment& changes) {
  std::vector<std::string> entries;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::string name = text.substr(0, text.find('='));
    if (!absl::StartsWith(name, "CODER_") && !absl::StartsWith(name, "POSTERN_") && !changes.contains(name)) {
      entries.push_back(text);
    }
  }
  for (const auto& [name, value] : changes) entries.push_back(name + "=" + value);
  return entries;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> Words(const std::string& name, const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {ProgramPath(name)};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

}  // namespace

std::string ProgramPath(const std::string& name) {
  const char* elsewhere = std::getenv("POSTERN_BIN_DIR");
  return std::string(elsewhere != nullptr ? elsewhere : POSTERN_BIN_DIR) + "/" + name;
}

std::string MakeFolder() {
  std::string folder = "/tmp/postern-site-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  // As root, nginx's workers pass through it as www-data.
  std::filesystem::permissions(folder, std::filesystem::perms(0755));
  return folder;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

pid_t Spawn(std::vector<std::string> arguments, const Environment& changes, const std::string& output, int input) {
  std::vector<std::string> entries = MakeEnvironment(changes);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (input < 0) {
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  } else {
    posix_spawn_file_actions_adddup2(&actions, input, 0);
  }
  posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t pid = -1;
  const int error =
      posix_spawn(&pid, arguments[0].c_str(), &actions, nullptr, Pointers(arguments).data(), Pointers(entries).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error(absl::StrCat("cannot start ", arguments[0]));
  return pid;
}

bool Eventually(const std::function<bool()>& condition, std::chrono::milliseconds within) {
  const Clock::time_point deadline = Clock::now() + within;
  while (!condition()) {
    if (Clock::now() >= deadline) return false;
    poll(nullptr, 0, kAskAgainMs);
  }
  return true;
}

Program::Program(const std::string& name, const std::vector<std::string>& arguments, const Environment& environment,
                 int input)
    : folder_(MakeFolder()), pid_(Spawn(Words(name, arguments), environment, folder_ + "/output", input)) {}

Program::~Program() {
  if (status_ < 0) {
    kill(pid_, SIGCONT);
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Program::Signal(int signal) const {
  if (status_ < 0) kill(pid_, signal);
}

int Program::AwaitEnd(std::chrono::milliseconds within) {
  int status = 0;
  if (status_ < 0 && Eventually([&] { return waitpid(pid_, &status, WNOHANG) == pid_; }, within)) {
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  return status_;
}

}  // namespace postern::test
