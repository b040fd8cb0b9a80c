#include "operator/listen_address.h"

#include <arpa/inet.h>

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "config/address.h"

namespace postern::operators {
namespace {

bool IsIpv6(const std::string& host) {
  in6_addr address;
  return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

bool IsName(std::string_view host) {
  return std::all_of(host.begin(), host.end(),
                     [](char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-'; });
}

std::string Bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : absl::StrCat("[", host, "]");
}

}  // namespace

std::vector<std::string> ListenAddress::Directives(bool ipv6) const {
  if (!host.empty()) return {absl::StrCat(Bracketed(host), ":", port)};
  std::vector<std::string> directives = {absl::StrCat("0.0.0.0:", port)};
  if (ipv6) directives.push_back(absl::StrCat("[::]:", port));
  return directives;
}

std::string ListenAddress::Local() const {
  if (host.empty() || host == "0.0.0.0") return absl::StrCat("127.0.0.1:", port);
  if (host == "::") return absl::StrCat("[::1]:", port);
  return absl::StrCat(Bracketed(host), ":", port);
}

bool ListenAddress::IsLoopback() const {
  in_addr ipv4{};
  if (inet_pton(AF_INET, host.c_str(), &ipv4) == 1) return ntohl(ipv4.s_addr) >> 24 == 127;
  in6_addr ipv6{};
  if (inet_pton(AF_INET6, host.c_str(), &ipv6) == 1) return IN6_IS_ADDR_LOOPBACK(&ipv6);
  return absl::EqualsIgnoreCase(host, "localhost");
}

absl::StatusOr<ListenAddress> ParseListenAddress(std::string_view text) {
  const absl::StatusOr<config::HostPort> parts = config::SplitHostPort(text);
  if (!parts.ok()) return parts.status();
  if (!config::IsPortNumber(parts->port)) return absl::InvalidArgumentError("the port is not a number of 1 to 65535");
  const bool ipv6 = parts->host.find(':') != std::string::npos;
  if (ipv6 ? !IsIpv6(parts->host) : !IsName(parts->host)) {
    return absl::InvalidArgumentError("the host is neither an address nor a name");
  }
  int port = 0;
  if (!absl::SimpleAtoi(parts->port, &port)) return absl::InvalidArgumentError("the port is not a number");
  return ListenAddress{parts->host, static_cast<std::uint16_t>(port)};
}

}  // namespace postern::operators
