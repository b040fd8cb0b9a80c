#include "operator/control.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "operator/unix_socket.h"

namespace postern::operators {
namespace {

constexpr const char* kName = "control";
constexpr std::size_t kLongestLine = 1024;
constexpr std::chrono::seconds kPatience{1};
constexpr std::string_view kDone = "done ";
constexpr std::string_view kFailed = "failed ";

void LimitWaits(int fd, std::chrono::seconds limit) {
  const timeval time{.tv_sec = limit.count(), .tv_usec = 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

// Up to the line break, which is left out; "" where none came in time.
std::string ReadLine(int fd) {
  std::string line;
  char byte = 0;
  while (line.size() < kLongestLine && recv(fd, &byte, 1, 0) == 1) {
    if (byte == '\n') return line;
    line += byte;
  }
  return "";
}

void WriteLine(int fd, const std::string& text) {
  const std::string line = absl::StrReplaceAll(text.substr(0, kLongestLine - 1), {{"\n", " "}}) + "\n";
  send(fd, line.data(), line.size(), MSG_NOSIGNAL);
}

}  // namespace

ControlSocket::~ControlSocket() {
  if (socket_ >= 0) close(socket_);
}

absl::Status ControlSocket::Listen() {
  const absl::StatusOr<int> bound = BindOwn(SOCK_STREAM, kName);
  if (!bound.ok()) return bound.status();
  socket_ = *bound;
  return listen(socket_, 8) == 0 ? absl::OkStatus() : absl::UnavailableError("cannot listen on the control socket");
}

void ControlSocket::Serve(const std::function<absl::StatusOr<std::string>(const std::string& line)>& act) const {
  const int peer = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
  if (peer < 0) return;
  LimitWaits(peer, kPatience);
  if (const std::string line = ReadLine(peer); !line.empty()) {
    const absl::StatusOr<std::string> done = act(line);
    WriteLine(peer, done.ok() ? absl::StrCat(std::string(kDone), *done)
                              : absl::StrCat(std::string(kFailed), done.status().message()));
  }
  close(peer);
}

absl::StatusOr<std::string> AskSupervisor(const std::string& run, const std::string& line,
                                          std::chrono::seconds patience) {
  const absl::StatusOr<int> peer = ConnectTo(run, kName);
  if (!peer.ok()) return peer.status();
  LimitWaits(*peer, patience);
  WriteLine(*peer, line);
  const std::string answer = ReadLine(*peer);
  close(*peer);
  if (answer.starts_with(kDone)) return answer.substr(kDone.size());
  if (answer.starts_with(kFailed)) return absl::AbortedError(answer.substr(kFailed.size()));
  return absl::UnavailableError("what runs there ended, or did not answer in time");
}

}  // namespace postern::operators
