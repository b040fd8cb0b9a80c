#include "operator/port.h"

#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
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

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
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

// The variable that says what the flag says.
std::string VariableOf(std::string_view option) {
  return absl::StrCat("CODER_", absl::AsciiStrToUpper(absl::StrReplaceAll(
                                    absl::string_view(option.data() + 2, option.size() - 2), {{"-", "_"}})));
}

absl::Status Taken(const ListenAddress& address, std::string_view flag, int reason) {
  const std::string option(flag);
  const std::string where = absl::StrCat(address.host, ":", address.port);
  if (reason == EACCES) {
    return absl::PermissionDeniedError(
        absl::StrCat("not allowed to listen on ", where, ": choose a port above 1023 with ", option));
  }
  if (reason != EADDRINUSE)
    return absl::UnavailableError(absl::StrCat("cannot listen on ", where, ": ", std::strerror(reason)));
  const std::optional<RunningProcess> holder = ListenerOf(address.port);
  const std::string by =
      holder.has_value() ? absl::StrCat(" by ", holder->program, " (process ", holder->pid, ")") : std::string();
  return absl::AlreadyExistsError(absl::StrCat("address in use: ", where, " is taken", by,
                                               "; end that, or choose another with ", option, " or ",
                                               VariableOf(option)));
}

std::string Question(const std::string& path) {
  return absl::StrCat("GET ", path, " HTTP/1.0\r\nHost: localhost\r\n\r\n");
}

bool IsOk(std::string_view answer) {
  return answer.starts_with("HTTP/1.1 200");
}

bool Ask(int fd, const std::string& question) {
  if (send(fd, question.data(), question.size(), MSG_NOSIGNAL) < 0) return false;
  std::array<char, 16> answer{};
  const ssize_t length = recv(fd, answer.data(), answer.size(), MSG_WAITALL);
  return length > 0 && IsOk({answer.data(), static_cast<std::size_t>(length)});
}

bool AskByTls(int fd, const std::string& question) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
  const std::unique_ptr<SSL, decltype(&SSL_free)> session(SSL_new(context.get()), &SSL_free);
  if (session == nullptr || SSL_set_fd(session.get(), fd) != 1 || SSL_connect(session.get()) != 1) return false;
  std::size_t done = 0;
  if (SSL_write_ex(session.get(), question.data(), question.size(), &done) != 1) return false;
  std::array<char, 16> answer{};
  return SSL_read_ex(session.get(), answer.data(), answer.size(), &done) == 1 && IsOk({answer.data(), done});
}

}  // namespace

bool HasIpv6() {
  const int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

bool HasIpv6Address() {
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return false;
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(all, &freeifaddrs);
  for (const ifaddrs* one = all; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET6) continue;
    const in6_addr& address = reinterpret_cast<const sockaddr_in6*>(one->ifa_addr)->sin6_addr;
    if (!IN6_IS_ADDR_LOOPBACK(&address) && !IN6_IS_ADDR_LINKLOCAL(&address)) return true;
  }
  return false;
}

absl::Status CheckFree(const ListenAddress& address, std::string_view option) {
  const Addresses addresses = Resolve(address.host, address.port, AI_PASSIVE);
  if (addresses == nullptr) {
    return absl::NotFoundError(absl::StrCat(std::string(option), ": no such host: ", address.host));
  }
  for (const addrinfo* one = addresses.get(); one != nullptr; one = one->ai_next) {
    if (const int reason = TryListen(*one); reason != 0) return Taken(address, option, reason);
  }
  return absl::OkStatus();
}

absl::Status CheckListeners(const NginxSettings& settings) {
  if (settings.listen.port != 0) {
    if (const absl::Status free = CheckFree(settings.listen); !free.ok()) return free;
  }
  if (settings.metrics.has_value()) {
    if (const absl::Status free = CheckFree(*settings.metrics, "--prometheus-address"); !free.ok()) return free;
  }
  return settings.tls.has_value() ? CheckFree(settings.tls_listen, "--tls-address") : absl::OkStatus();
}

bool Answers(const NginxSettings& settings, std::string_view path, std::chrono::seconds patience) {
  const bool by_tls = settings.listen.port == 0;
  const ListenAddress& address = by_tls ? settings.tls_listen : settings.listen;
  const bool wildcard = address.host.empty() || address.host == "0.0.0.0" || address.host == "::";
  const std::string host = !wildcard ? address.host : address.host == "::" ? "::1" : "127.0.0.1";
  const Addresses addresses = Resolve(host, address.port, 0);
  if (addresses == nullptr) return false;
  const int fd = socket(addresses->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval limit{.tv_sec = patience.count(), .tv_usec = 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
  const std::string question = Question(settings.path_prefix + std::string(path));
  const bool ready = connect(fd, addresses->ai_addr, addresses->ai_addrlen) == 0 &&
                     (by_tls ? AskByTls(fd, question) : Ask(fd, question));
  close(fd);
  return ready;
}

}  // namespace postern::operators
