// A program to run, and starting it.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace postern::operators {

// An account of the machine, by number.
struct Account {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
};

// kNotFound where the machine has no such user.
absl::StatusOr<Account> FindAccount(const std::string& name);

inline constexpr int kFirstKept = 3;

struct Command {
  std::vector<std::string> arguments{};    // The first is the path of the program.
  std::vector<std::string> environment{};  // NAME=text each; nothing of ours comes with it.
  std::string log{};                       // What it prints is appended here, in a file made where needed; empty: to
                                           // our own stderr.
  std::optional<Account> account{};        // Whom it runs as; empty: as we do.
  std::string working_folder{};            // Empty: ours.
  int input = -1;                          // The descriptor it gets as fd 0; negative: /dev/null.
  std::vector<int> kept{};                 // Descriptors it gets, from kFirstKept on in this order.
  int death_signal = SIGTERM;              // What it is sent when we die without a word.
};

// Our environment without the variables of options, which may be secret: a child is told those otherwise, or not at
// all. Without NOTIFY_SOCKET, too, which is meant for us.
std::vector<std::string> PlainEnvironment();

// Starts it in a process group of its own, with no signal blocked. Gives its process id. That it
// cannot be executed shows later: it ends with 127 and the reason in its log.
absl::StatusOr<pid_t> StartProcess(const Command& command);

// "status 1" or "signal 9 (Killed)", from what waitpid gives.
std::string DescribeEnd(int wait_status);

// A program by name in PATH and where Debian puts those of administrators. kNotFound names the package to install.
absl::StatusOr<std::string> FindProgram(const std::string& name, const std::string& package);

}  // namespace postern::operators
