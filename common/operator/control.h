// How a command by hand talks to the supervisor that runs: a socket in run/ that its owner alone may use, one line of
// text each way. The line of the answer begins with "done " or "failed ".
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace postern::operators {

class ControlSocket {
 public:
  ControlSocket() = default;
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

  // Listens on "control" in the working folder; what is there already is replaced.
  absl::Status Listen();
  // Readable when somebody has come; -1 before Listen.
  int descriptor() const { return socket_; }

  // Takes who has come, reads their line within a second, and answers with what `act` says of it: the text of a
  // success, or an error. Who says nothing in that time is sent away.
  void Serve(const std::function<absl::StatusOr<std::string>(const std::string& line)>& act) const;

 private:
  int socket_ = -1;
};

// Says `line` to the supervisor whose folder run/ is `run`, and gives the text of its answer; kNotFound where none is
// there, kUnavailable where it ended before it answered or did not within that time; kAborted with what went wrong.
absl::StatusOr<std::string> AskSupervisor(const std::string& run, const std::string& line,
                                          std::chrono::seconds patience);

}  // namespace postern::operators
