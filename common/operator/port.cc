#include "operator/port.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "operator/processes.h"

namespace postern::operators {
namespace {

using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

Addresses Resolve(const std::string& host, std::uint16_t port, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.empty() ? nullptr : host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
    found = nullptr;
  return {found, &freeaddrinfo};
}

// 0, or why nobody could listen there.
int TryListen(const addrinfo& address) {
  const int fd = socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno == EAFNOSUPPORT ? 0 : errno;
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));  // As nginx does.
  if (address.ai_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
  const int reason = bind(fd, address.ai_addr, address.ai_addrlen) == 0 && listen(fd, 1) == 0 ? 0 : errno;
  close(fd);
  return reason;
}

absl::Status Taken(const ListenAddress& address, int reason) {
  const std::string where = absl::StrCat(address.host, ":", address.port);
  if (reason == EACCES) {
    return absl::PermissionDeniedError(
        absl::StrCat("not allowed to listen on ", where, ": choose a port above 1023 with --http-address"));
  }
  if (reason != EADDRINUSE)
    return absl::UnavailableError(absl::StrCat("cannot listen on ", where, ": ", std::strerror(reason)));
  const std::optional<RunningProcess> holder = ListenerOf(address.port);
  const std::string by =
      holder.has_value() ? absl::StrCat(" by ", holder->program, " (process ", holder->pid, ")") : std::string();
  return absl::AlreadyExistsError(
      absl::StrCat("address in use: ", where, " is taken", by,
                   "; end that, or choose another with --http-address or CODER_HTTP_ADDRESS"));
}

bool Ask(int fd) {
  constexpr std::string_view kRequest = "GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n";
  if (send(fd, kRequest.data(), kRequest.size(), MSG_NOSIGNAL) < 0) return false;
  std::array<char, 16> answer{};
  const ssize_t length = recv(fd, answer.data(), answer.size(), MSG_WAITALL);
  return length > 0 && absl::StartsWith({answer.data(), static_cast<std::size_t>(length)}, "HTTP/1.1 200");
}

}  // namespace

bool HasIpv6() {
  const int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

absl::Status CheckFree(const ListenAddress& address) {
  const Addresses addresses = Resolve(address.host, address.port, AI_PASSIVE);
  if (addresses == nullptr) return absl::NotFoundError(absl::StrCat("--http-address: no such host: ", address.host));
  for (const addrinfo* one = addresses.get(); one != nullptr; one = one->ai_next) {
    if (const int reason = TryListen(*one); reason != 0) return Taken(address, reason);
  }
  return absl::OkStatus();
}

bool AnswersReady(const ListenAddress& address) {
  const bool wildcard = address.host.empty() || address.host == "0.0.0.0" || address.host == "::";
  const std::string host = !wildcard ? address.host : address.host == "::" ? "::1" : "127.0.0.1";
  const Addresses addresses = Resolve(host, address.port, 0);
  if (addresses == nullptr) return false;
  const int fd = socket(addresses->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval second{.tv_sec = 1, .tv_usec = 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof(second));
  const bool ready = connect(fd, addresses->ai_addr, addresses->ai_addrlen) == 0 && Ask(fd);
  close(fd);
  return ready;
}

}  // namespace postern::operators
