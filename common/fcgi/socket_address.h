// The addresses of FastCGI sockets as --listen writes them.
#pragma once

#include <netdb.h>
#include <sys/un.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace postern::fcgi {

inline constexpr std::string_view kUnixScheme = "unix:";
inline constexpr std::string_view kTcpScheme = "tcp:";

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

// Of what follows unix:, a path of 1 to 107 bytes; kInvalidArgument otherwise.
absl::StatusOr<sockaddr_un> UnixAddress(const std::string& path);

// Of what follows tcp:, host:port, an IPv6 host in brackets: never empty. A name is asked for, for as long as the
// machine's resolver takes. kInvalidArgument where either part is missing or the host is not known.
absl::StatusOr<Addresses> TcpAddresses(const std::string& text);

// The same address where it names a host; the loopback address of its family, in place, where it means every one.
void MakeReachable(sockaddr* address);

// "<what>: <errno in words>".
absl::Status SystemError(std::string_view what);

}  // namespace postern::fcgi
