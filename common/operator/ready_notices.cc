#include "operator/ready_notices.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "fcgi/notice.h"
#include "operator/unix_socket.h"

namespace postern::operators {
namespace {

constexpr const char* kName = "notices";

// Who sent it, as the kernel attached it.
pid_t SenderOf(const msghdr& message) {
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_CREDENTIALS) return 0;
  ucred sender{};
  std::memcpy(&sender, CMSG_DATA(header), sizeof sender);
  return sender.pid;
}

}  // namespace

ReadyNotices::~ReadyNotices() {
  if (socket_ >= 0) close(socket_);
}

absl::Status ReadyNotices::Listen() {
  const absl::StatusOr<int> bound = BindOwn(SOCK_DGRAM, kName);
  if (!bound.ok()) return bound.status();
  socket_ = *bound;
  const int on = 1;
  setsockopt(socket_, SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  return absl::OkStatus();
}

std::string ReadyNotices::Variable() {
  return absl::StrCat(fcgi::kNoticeSocket, "=/proc/self/cwd/", kName);
}

pid_t ReadyNotices::Take() const {
  std::array<char, 256> text{};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred))> control{};
  for (;;) {
    iovec part{text.data(), text.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t size = recvmsg(socket_, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (size < 0) return 0;
    const std::string_view said(text.data(), static_cast<std::size_t>(size));
    if (said.substr(0, said.find('\n')) == fcgi::kReadyNotice && SenderOf(message) > 0) return SenderOf(message);
  }
}

}  // namespace postern::operators
