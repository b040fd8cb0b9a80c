#include "fcgi/notice.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace postern::fcgi {
namespace {

std::string_view WantedAt() {
  const char* path = std::getenv(kNoticeSocket);
  return path == nullptr ? std::string_view() : std::string_view(path);
}

}  // namespace

bool ReadyIsWanted() {
  const std::string_view path = WantedAt();
  return path.size() > 1 && path.size() < sizeof(sockaddr_un::sun_path) && (path[0] == '/' || path[0] == '@');
}

void TellReady() {
  if (!ReadyIsWanted()) return;
  const std::string_view path = WantedAt();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  if (path[0] == '@') address.sun_path[0] = '\0';
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  sendto(fd, kReadyNotice.data(), kReadyNotice.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address),
         length);
  close(fd);
}

}  // namespace postern::fcgi
