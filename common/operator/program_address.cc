#include "operator/program_address.h"

#include <arpa/inet.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "config/address.h"
#include "config/programs.h"
#include "operator/nginx_text.h"

namespace postern::operators {
namespace {

using Kind = ProgramAddress::Kind;

constexpr const char* kOption = "--program-address";
constexpr std::string_view kUnix = "unix:";
constexpr std::string_view kTcp = "tcp:";
constexpr std::size_t kLongestSocket = sizeof(sockaddr_un::sun_path) - 1;
constexpr std::size_t kLongestHost = 253;  // Of DNS.

bool IsNumeric(const std::string& host) {
  std::array<unsigned char, 16> bytes{};
  return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 || inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

// Letters, digits and what else names of hosts and of containers have.
bool IsHostName(std::string_view host) {
  return !host.empty() && host.size() <= kLongestHost && host.front() != '.' && host.front() != '-' &&
         std::all_of(host.begin(), host.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '_';
         });
}

absl::StatusOr<ProgramAddress> ParseUnix(std::string_view path) {
  if (!IsPlain(path)) return Refused(kOption, "the path of the socket has characters that nginx cannot take");
  if (path.size() > kLongestSocket) {
    return Refused(kOption, absl::StrCat("the path of the socket is longer than ", kLongestSocket, " bytes"));
  }
  return ProgramAddress{Kind::kUnix, absl::StrCat("unix:", std::string(path))};
}

absl::StatusOr<ProgramAddress> ParseTcp(std::string_view text) {
  const absl::StatusOr<config::HostPort> parts = config::SplitHostPort(text);
  if (!parts.ok() || !config::IsPortNumber(parts->port)) {
    return Refused(kOption, "tcp: wants a host and a port from 1 to 65535");
  }
  if (!IsNumeric(parts->host)) {
    if (!IsHostName(parts->host)) return Refused(kOption, "the host is neither an address nor a name");
    return ProgramAddress{Kind::kName, absl::StrCat(parts->host, ":", parts->port)};
  }
  const bool ipv6 = parts->host.find(':') != std::string::npos;
  return ProgramAddress{Kind::kNumeric, ipv6 ? absl::StrCat("[", parts->host, "]:", parts->port)
                                             : absl::StrCat(parts->host, ":", parts->port)};
}

absl::StatusOr<ProgramAddress> Parse(const std::string& pattern, std::string_view program) {
  const std::string text =
      absl::StrReplaceAll(pattern, {{"{program}", absl::string_view(program.data(), program.size())}});
  const std::string_view view = text;
  if (view.starts_with(kUnix)) return ParseUnix(view.substr(kUnix.size()));
  if (view.starts_with(kTcp)) return ParseTcp(view.substr(kTcp.size()));
  return Refused(kOption, "an address begins with unix: or tcp:");
}

bool IsProgram(std::string_view name) {
  return std::find(config::kPrograms.begin(), config::kPrograms.end(), name) != config::kPrograms.end();
}

// The items by the program that each is for; "" for all.
absl::StatusOr<std::map<std::string, std::string>> Patterns(const std::vector<std::string>& items) {
  std::map<std::string, std::string> patterns;
  for (const std::string& item : items) {
    const bool for_all = item.starts_with(kUnix) || item.starts_with(kTcp);
    const std::size_t equals = for_all ? std::string::npos : item.find('=');
    if (!for_all && equals == std::string::npos) return Refused(kOption, "an address begins with unix: or tcp:");
    const std::string program = for_all ? "" : item.substr(0, equals);
    if (!for_all && !IsProgram(program)) return Refused(kOption, "what stands before the = is none of the programs");
    if (!patterns.emplace(program, for_all ? item : item.substr(equals + 1)).second) {
      return Refused(kOption, absl::StrCat("says two addresses for ", for_all ? "all programs" : program));
    }
  }
  return patterns;
}

}  // namespace

absl::StatusOr<std::map<std::string, ProgramAddress>> ProgramAddresses(const std::vector<std::string>& items) {
  const absl::StatusOr<std::map<std::string, std::string>> patterns = Patterns(items);
  if (!patterns.ok()) return patterns.status();
  std::map<std::string, ProgramAddress> addresses;
  std::map<std::string, std::string> holders;
  for (const char* program : config::kPrograms) {
    const auto own = patterns->find(program);
    const auto pattern = own == patterns->end() ? patterns->find("") : own;
    if (pattern == patterns->end()) return Refused(kOption, absl::StrCat("says no address for ", program));
    absl::StatusOr<ProgramAddress> address = Parse(pattern->second, program);
    if (!address.ok()) return address.status();
    const auto [holder, is_new] = holders.emplace(address->text, program);
    if (!is_new) {
      return Refused(kOption, absl::StrCat("says the same address for ", holder->second, " and ", program,
                                           ": {program} stands for the name of each"));
    }
    addresses.emplace(program, *std::move(address));
  }
  return addresses;
}

std::string NameServer(const std::string& path) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string keyword;
    std::string address;
    if (!(words >> keyword >> address) || keyword != "nameserver" || !IsNumeric(address)) continue;
    return address.find(':') == std::string::npos ? address : absl::StrCat("[", address, "]");
  }
  return "";
}

}  // namespace postern::operators
