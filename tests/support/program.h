// Starting the built programs, with exactly these words and variables.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace postern::test {

using Environment = std::map<std::string, std::string>;

// The path of a built program, such as "postern-users".
std::string ProgramPath(const std::string& name);

// A new folder below /tmp that everybody may pass through; throws std::runtime_error.
std::string MakeFolder();

// All of a file, or "" where there is none.
std::string ReadFile(const std::string& path);

// Starts a program. Its environment is ours without CODER_ and POSTERN_ variables, and with `changes`; stdout and
// stderr go to the file `output`, stdin is the descriptor `input` or, where that is negative, empty.
pid_t Spawn(std::vector<std::string> arguments, const Environment& changes, const std::string& output, int input = -1);

// Asks until the condition holds; false where it does not within that time.
bool Eventually(const std::function<bool()>& condition,
                std::chrono::milliseconds within = std::chrono::milliseconds(20000));

// A program that runs beside the test; killed by the destructor where it still does.
class Program {
 public:
  // `name` is one of the built programs.
  Program(const std::string& name, const std::vector<std::string>& arguments, const Environment& environment = {},
          int input = -1);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // Sends a signal to it.
  void Signal(int signal) const;
  // Its exit status, or 128 and the signal that ended it; -1 where it still runs after that time.
  int AwaitEnd(std::chrono::milliseconds within = std::chrono::milliseconds(20000));
  // What it has printed so far, on stdout and stderr.
  std::string Output() const { return ReadFile(folder_ + "/output"); }
  // A folder of its own, removed at the end.
  const std::string& folder() const { return folder_; }
  pid_t pid() const { return pid_; }

 private:
  std::string folder_;
  pid_t pid_;
  int status_ = -1;
};

}  // namespace postern::test
