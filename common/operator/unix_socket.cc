#include "operator/unix_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace postern::operators {
namespace {

absl::StatusOr<sockaddr_un> AddressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return absl::InvalidArgumentError("too long for a socket: " + path);
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

}  // namespace

absl::StatusOr<int> BindOwn(int type, const std::string& name) {
  const absl::StatusOr<sockaddr_un> address = AddressOf(name);
  if (!address.ok()) return address.status();
  unlink(name.c_str());
  const int fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const mode_t before = umask(0177);  // From the first moment on.
  const bool bound = bind(fd, reinterpret_cast<const sockaddr*>(&*address), sizeof *address) == 0;
  const int reason = errno;
  umask(before);
  if (bound) return fd;
  close(fd);
  return absl::UnavailableError(absl::StrCat("cannot make the socket ", name, ": ", std::strerror(reason)));
}

absl::StatusOr<int> ConnectTo(const std::string& folder, const std::string& name) {
  // By the descriptor of the folder, whose own path may be longer than a socket's can be.
  const int opened = open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  const absl::StatusOr<sockaddr_un> address = AddressOf(absl::StrCat("/proc/self/fd/", opened, "/", name));
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool connected =
      opened >= 0 && address.ok() && connect(fd, reinterpret_cast<const sockaddr*>(&*address), sizeof *address) == 0;
  const int reason = errno;
  if (opened >= 0) close(opened);
  if (connected) return fd;
  close(fd);
  if (reason == ENOENT || reason == ECONNREFUSED) return absl::NotFoundError("nobody listens in " + folder);
  return absl::UnavailableError(absl::StrCat("cannot reach ", folder, "/", name, ": ", std::strerror(reason)));
}

}  // namespace postern::operators
