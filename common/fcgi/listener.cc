#include "fcgi/listener.h"

#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "fcgi/socket_address.h"

namespace postern::fcgi {
namespace {

// Enough for a burst to queue instead of being refused at once; the kernel cuts it to somaxconn.
constexpr int kBacklog = 511;
// Whoever connects by TCP and says nothing holds a thread no longer than this; accepted sockets inherit it.
constexpr timeval kSilence{.tv_sec = 15, .tv_usec = 0};
// A socket file outlives its process. One that still answers is in use; any other is in the way.
absl::Status ClearStalePath(const sockaddr_un& address) {
  struct stat status;
  if (lstat(address.sun_path, &status) != 0) return absl::OkStatus();
  if (!S_ISSOCK(status.st_mode)) {
    return absl::AlreadyExistsError(absl::StrCat(address.sun_path, " exists and is no socket"));
  }
  const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int connected = connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const int error = errno;
  close(probe);
  if (connected == 0 || error == EAGAIN) {
    return absl::AlreadyExistsError(absl::StrCat(address.sun_path, " is served by another process"));
  }
  if (unlink(address.sun_path) != 0) return SystemError(absl::StrCat("cannot remove the stale ", address.sun_path));
  return absl::OkStatus();
}

absl::Status GiveToGroup(const std::string& path, const std::string& group) {
  if (group.empty()) return absl::OkStatus();
  errno = 0;
  const struct group* entry = getgrnam(group.c_str());
  if (entry == nullptr) return absl::NotFoundError(absl::StrCat("--listen-group: there is no group ", group));
  if (chown(path.c_str(), static_cast<uid_t>(-1), entry->gr_gid) != 0) {
    return SystemError(absl::StrCat("cannot give ", path, " to the group ", group));
  }
  return absl::OkStatus();
}

absl::StatusOr<int> BindUnix(const std::string& path, const std::string& group) {
  const absl::StatusOr<sockaddr_un> address = UnixAddress(path);
  if (!address.ok()) return address.status();
  if (absl::Status status = ClearStalePath(*address); !status.ok()) return status;
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  // The mode is right from the first moment on: nobody connects between bind and chmod.
  const mode_t before = umask(0117);
  const int bound = bind(fd, reinterpret_cast<const sockaddr*>(&*address), sizeof *address);
  const int error = errno;
  umask(before);
  errno = error;
  absl::Status status = bound == 0 ? GiveToGroup(path, group) : SystemError(absl::StrCat("cannot listen on ", path));
  if (status.ok() && listen(fd, kBacklog) != 0) status = SystemError(absl::StrCat("cannot listen on ", path));
  if (status.ok()) return fd;
  close(fd);
  return status;
}

bool IsLoopback(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    return ntohl(reinterpret_cast<const sockaddr_in*>(address)->sin_addr.s_addr) >> 24 == 127;
  }
  return address->sa_family == AF_INET6 &&
         IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr);
}

absl::StatusOr<int> BindTcp(const std::string& text, bool beyond_loopback) {
  const absl::StatusOr<Addresses> found = TcpAddresses(text);
  if (!found.ok()) return found.status();
  const addrinfo& address = **found;
  if (!IsLoopback(address.ai_addr) && !beyond_loopback) {
    return absl::PermissionDeniedError(
        absl::StrCat("--listen=tcp:", text,
                     " is beyond loopback: whoever reaches it can claim to be any client. "
                     "Say --listen-beyond-loopback where the network keeps all but nginx out"));
  }
  const int fd = socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &kSilence, sizeof kSilence);
  // [::] is every address, those of IPv4 too, whatever the machine is set to.
  const int off = 0;
  if (address.ai_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  if (bind(fd, address.ai_addr, address.ai_addrlen) != 0 || listen(fd, kBacklog) != 0) {
    const absl::Status status = SystemError(absl::StrCat("cannot listen on tcp:", text));
    close(fd);
    return status;
  }
  return fd;
}

}  // namespace

bool Listener::IsHandedOver() {
  int listening = 0;
  socklen_t size = sizeof listening;
  return getsockopt(0, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 && listening != 0;
}

absl::StatusOr<Listener> Listener::Open(const ListenOptions& options) {
  const std::string_view address = options.address;
  if (address.empty()) {
    if (fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK) != 0) return SystemError("cannot use fd 0");
    setsockopt(0, SOL_SOCKET, SO_RCVTIMEO, &kSilence, sizeof kSilence);
    return Listener(0, false);
  }
  if (address.starts_with(kTcpScheme)) {
    const absl::StatusOr<int> fd = BindTcp(options.address.substr(kTcpScheme.size()), options.beyond_loopback);
    if (!fd.ok()) return fd.status();
    return Listener(*fd, true);
  }
  if (!address.starts_with(kUnixScheme)) {
    return absl::InvalidArgumentError("--listen takes unix:/path or tcp:host:port");
  }
  const std::string path = options.address.substr(kUnixScheme.size());
  const absl::StatusOr<int> fd = BindUnix(path, options.group);
  if (!fd.ok()) return fd.status();
  Listener listener(*fd, true);
  struct stat status;
  if (lstat(path.c_str(), &status) == 0) {
    listener.path_ = path;
    listener.inode_ = status.st_ino;
  }
  return listener;
}

Listener::Listener(Listener&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      owned_(other.owned_),
      path_(std::exchange(other.path_, {})),
      inode_(other.inode_) {}

Listener::~Listener() {
  StopBeingFound();
  if (fd_ >= 0 && owned_) close(fd_);
}

void Listener::StopBeingFound() {
  struct stat status;
  if (!path_.empty() && lstat(path_.c_str(), &status) == 0 && status.st_ino == inode_) unlink(path_.c_str());
  path_.clear();
}

}  // namespace postern::fcgi
