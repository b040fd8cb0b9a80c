// An address that nginx listens on, as --http-address writes it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace postern::operators {

struct ListenAddress {
  std::string host;  // A name, an IPv4 or an IPv6 address without brackets; empty: every address of the machine.
  std::uint16_t port = 0;

  // What nginx's `listen` takes, one per directive. An empty host is IPv4 and, where `ipv6`, IPv6 too.
  std::vector<std::string> Directives(bool ipv6) const;

  // host:port for a person or a program on this machine: wildcards become the loopback address.
  std::string Local() const;

  // Whether this machine alone reaches it: 127.0.0.0/8, ::1 or localhost.
  bool IsLoopback() const;
};

// Takes host:port; the port is 1 to 65535 in digits. Anything that could mean something else in nginx's files is an
// error.
absl::StatusOr<ListenAddress> ParseListenAddress(std::string_view text);

}  // namespace postern::operators
