#include "operator/nginx_client.h"

#include <arpa/inet.h>

#include <array>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "operator/nginx_text.h"

namespace postern::operators {
namespace {

// An address at the start of a header's list. What is not an IPv4 address, but has a colon, is looked at by geo, which
// is careless about an IPv4 address at the end alone.
constexpr const char* kFirstAddress = R"([ \t]*(?<postern_first_$0>$1|[0-9A-Fa-f:]*:(?:$1|[0-9A-Fa-f]*))[ \t]*(?:,|$))";
constexpr const char* kIpv4 =
    R"((?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9]))";

absl::StatusOr<std::string> TrustedPeers(const std::vector<std::string>& origins) {
  std::set<std::string> networks;  // The same network twice is a warning of nginx.
  for (const std::string& origin : origins) {
    absl::StatusOr<std::string> network = CleanNetwork(origin);
    if (!network.ok()) return Refused("--proxy-trusted-origins", std::string(network.status().message()));
    networks.insert(*std::move(network));
  }
  std::string text = "geo $remote_addr $postern_peer_trusted {\n";
  for (const std::string& network : networks) absl::StrAppend(&text, "    ", network, " 1;\n");
  return text + "}\n";
}

// One header: its first address, whether it is one (geo takes what it cannot read for 255.255.255.255), and the choice
// between it and the header after it.
std::string TrustedHeader(const std::string& header, std::size_t number, bool last) {
  const std::string variable = absl::StrReplaceAll(absl::AsciiStrToLower(header), {{"-", "_"}});
  const std::string next = last ? "$remote_addr" : absl::StrCat("$postern_client_", number + 1);
  const std::string n = absl::StrCat(number);
  return absl::StrCat("map $http_", variable, " $postern_named_", n, " {\n    \"~^",
                      absl::StrReplaceAll(kFirstAddress, {{"$0", n}, {"$1", kIpv4}}), "\" $postern_first_", n, ";\n}\n",
                      "geo $postern_named_", n, " $postern_named_", n,
                      "_ok {\n    default 1;\n    255.255.255.255 \"\";\n}\n", "map $postern_named_", n,
                      "_ok $postern_client_", n, " {\n    1 $postern_named_", n, ";\n    default ", next, ";\n}\n");
}

}  // namespace

absl::StatusOr<std::string> ClientMaps(const std::vector<std::string>& headers,
                                       const std::vector<std::string>& networks) {
  absl::StatusOr<std::string> text = TrustedPeers(networks);
  if (!text.ok()) return text;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    absl::StrAppend(&*text, TrustedHeader(headers[i], i + 1, i + 1 == headers.size()));
  }
  absl::StrAppend(&*text, "map $postern_peer_trusted $postern_client {\n    default $remote_addr;\n");
  if (!headers.empty()) absl::StrAppend(&*text, "    1 $postern_client_1;\n");
  return *text + "}\n";
}

absl::StatusOr<std::string> CleanNetwork(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::string host = text.substr(0, slash);
  const int family = host.find(':') == std::string::npos ? AF_INET : AF_INET6;
  std::array<unsigned char, 16> bytes{};
  unsigned int prefix = 0;
  const unsigned int longest = family == AF_INET ? 32 : 128;
  if (slash == std::string::npos || inet_pton(family, host.c_str(), bytes.data()) != 1 ||
      !absl::SimpleAtoi(text.substr(slash + 1), &prefix) || prefix > longest) {
    return absl::InvalidArgumentError("is not a list of networks such as 10.0.0.0/8");
  }
  for (unsigned int bit = prefix; bit < longest; ++bit) {
    bytes[bit / 8] = static_cast<unsigned char>(bytes[bit / 8] & ~(0x80U >> (bit % 8)));
  }
  std::array<char, INET6_ADDRSTRLEN> clean{};
  inet_ntop(family, bytes.data(), clean.data(), clean.size());
  return absl::StrCat(clean.data(), "/", prefix);
}

}  // namespace postern::operators
