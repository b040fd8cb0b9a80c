#include "operator/nginx_values.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "config/defaults.h"
#include "config/programs.h"

namespace postern::operators {
namespace {

constexpr const char* kBanner = "# Written by postern from its options: changes here are lost.\n";
constexpr std::int64_t kMostPerMinute = 1000000;  // Above this a rate is no limit, and nginx's arithmetic would end.
constexpr int kGuessesPerMinute = 60;
constexpr int kLooksPerMinute = 60;  // At /readyz: several balancers of one network, and some that begin at once.
constexpr int kLooksAtOnce = 20;
constexpr std::chrono::seconds kAboveDeadline{5};

// An address at the start of a header's list. What is not an IPv4 address, but has a colon, is looked at by geo, which
// is careless about an IPv4 address at the end alone.
constexpr const char* kFirstAddress = R"([ \t]*(?<postern_first_$0>$1|[0-9A-Fa-f:]*:(?:$1|[0-9A-Fa-f]*))[ \t]*(?:,|$))";
constexpr const char* kIpv4 =
    R"((?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9]))";

absl::Status Refused(const char* option, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(option, ": ", why));
}

// Visible ASCII without what nginx reads as more than itself, quoted or not.
bool IsPlain(std::string_view text) {
  constexpr std::string_view kSpecial = "\"'\\$;{}#";
  return !text.empty() && std::all_of(text.begin(), text.end(), [kSpecial](char c) {
    return absl::ascii_isgraph(static_cast<unsigned char>(c)) && kSpecial.find(c) == std::string_view::npos;
  });
}

bool IsHeaderName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-';
  });
}

bool LimitsApi(const NginxSettings& settings) {
  return settings.rate_limits && settings.api_requests_per_minute > 0 &&
         settings.api_requests_per_minute <= kMostPerMinute;
}

absl::Status Check(const NginxSettings& settings) {
  if (!IsPlain(settings.version)) {
    return Refused("--reported-version", "may hold visible ASCII alone, without quotes, \\, $, ;, # and braces");
  }
  if (!settings.user.empty() && !IsPlain(settings.user)) return Refused("user", "is not a name that nginx can take");
  if (!settings.socket_folder.empty() && !IsPlain(settings.socket_folder)) {
    return Refused("socket folder", "has characters that nginx would read as something else");
  }
  if (settings.max_body_bytes < 1) return Refused("--max-body-bytes", "must be 1 or more");
  for (const std::string& header : settings.trusted_headers) {
    if (!IsHeaderName(header)) return Refused("--proxy-trusted-headers", "a name may hold letters, digits and - alone");
  }
  const std::int64_t kept = std::int64_t{settings.workers} * settings.keepalive;
  if (kept < settings.threads) return absl::OkStatus();
  return Refused("--threads",
                 absl::StrCat("must be above ", kept, ", the connections that nginx keeps open to a program (",
                              settings.workers, " workers x ", settings.keepalive, "): each of them holds a thread"));
}

std::string Upstreams(const NginxSettings& settings) {
  std::string text =
      "# keepalive counts for each worker: workers x keepalive must stay below the threads of a program.\n";
  for (const char* program : config::kPrograms) {
    absl::StrAppend(&text, "upstream postern_", program, " {\n    server \"unix:", settings.socket_folder, program,
                    ".sock\";\n    keepalive ", settings.keepalive, ";\n    keepalive_requests 100000;\n}\n");
  }
  return text;
}

absl::StatusOr<std::string> TrustedPeers(const NginxSettings& settings) {
  std::set<std::string> networks;  // The same network twice is a warning of nginx.
  for (const std::string& origin : settings.trusted_origins) {
    absl::StatusOr<std::string> network = CleanNetwork(origin);
    if (!network.ok()) return Refused("--proxy-trusted-origins", network.status().message());
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

// The client: the peer, or for a trusted peer the first header that names an address, in the order of the option.
absl::StatusOr<std::string> Client(const NginxSettings& settings) {
  absl::StatusOr<std::string> text = TrustedPeers(settings);
  if (!text.ok()) return text;
  const std::vector<std::string>& headers = settings.trusted_headers;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    absl::StrAppend(&*text, TrustedHeader(headers[i], i + 1, i + 1 == headers.size()));
  }
  absl::StrAppend(&*text, "map $postern_peer_trusted $postern_client {\n    default $remote_addr;\n");
  if (!headers.empty()) absl::StrAppend(&*text, "    1 $postern_client_1;\n");
  return *text + "}\n";
}

std::string Zones(const NginxSettings& settings) {
  std::string text;
  if (LimitsApi(settings)) {
    absl::StrAppend(&text,
                    "limit_req_zone $postern_api_key zone=postern_api:16m rate=", settings.api_requests_per_minute,
                    "r/m;\n");
  }
  if (settings.rate_limits) {
    for (const char* zone : {"login", "password"}) {
      absl::StrAppend(&text, "limit_req_zone $postern_", zone, "_key zone=postern_", zone,
                      ":4m rate=", kGuessesPerMinute, "r/m;\n");
    }
    absl::StrAppend(&text, "limit_req_zone $postern_ready_key zone=postern_ready:1m rate=", kLooksPerMinute, "r/m;\n");
  }
  return text;
}

// A minute's requests may come at once: the burst is what goes beyond the first.
std::string Limits(const NginxSettings& settings) {
  std::string text;
  const auto limit = [&text](const char* zone, std::int64_t per_minute) {
    absl::StrAppend(&text, "limit_req zone=postern_", zone);
    if (per_minute > 1) absl::StrAppend(&text, " burst=", per_minute - 1, " nodelay");
    absl::StrAppend(&text, ";\n");
  };
  if (LimitsApi(settings)) limit("api", settings.api_requests_per_minute);
  if (settings.rate_limits) {
    limit("login", kGuessesPerMinute);
    limit("password", kGuessesPerMinute);
    absl::StrAppend(&text, "limit_req zone=postern_ready burst=", kLooksAtOnce, " nodelay;\n");
  }
  return text;
}

std::string MainFile(const NginxSettings& settings) {
  std::string text = absl::StrCat(kBanner, "worker_processes ", settings.workers, ";\n");
  if (!settings.user.empty()) absl::StrAppend(&text, "user ", settings.user, ";\n");
  return text;
}

absl::StatusOr<std::string> HttpFile(const NginxSettings& settings) {
  const absl::StatusOr<std::string> client = Client(settings);
  if (!client.ok()) return client;
  return absl::StrCat(kBanner, "map \"\" $postern_version {\n    default \"", settings.version, "\";\n}\n\n",
                      Upstreams(settings), "\n", *client, "\n", Zones(settings));
}

std::string ServerFile(const NginxSettings& settings) {
  std::string text = kBanner;
  for (const std::string& address : settings.listen.Directives(settings.ipv6)) {
    absl::StrAppend(&text, "listen ", address, ";\n");
  }
  absl::StrAppend(&text, "client_max_body_size ", settings.max_body_bytes, ";\nfastcgi_read_timeout ",
                  settings.read_timeout.count(), "s;\n", Limits(settings));
  return text;
}

}  // namespace

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

absl::StatusOr<NginxSettings> SettingsFrom(const config::Options& options) {
  const absl::StatusOr<ListenAddress> listen = ParseListenAddress(options.http_address);
  if (!listen.ok()) return Refused("--http-address", listen.status().message());
  NginxSettings settings;
  settings.listen = *listen;
  settings.version = config::VersionFrom(options);
  settings.threads = options.threads;
  settings.api_requests_per_minute = options.api_rate_limit;
  settings.rate_limits = !options.dangerous_disable_rate_limits;
  settings.max_body_bytes = options.max_body_bytes;
  settings.read_timeout = std::chrono::ceil<std::chrono::seconds>(options.request_timeout) + kAboveDeadline;
  settings.trusted_headers = options.proxy_trusted_headers;
  settings.trusted_origins = options.proxy_trusted_origins;
  return settings;
}

absl::StatusOr<std::map<std::string, std::string>> RenderValues(const NginxSettings& settings) {
  if (const absl::Status checked = Check(settings); !checked.ok()) return checked;
  absl::StatusOr<std::string> http = HttpFile(settings);
  if (!http.ok()) return http.status();
  return std::map<std::string, std::string>{
      {"main.conf", MainFile(settings)}, {"http.conf", *std::move(http)}, {"server.conf", ServerFile(settings)}};
}

}  // namespace postern::operators
