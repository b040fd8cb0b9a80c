#include "operator/nginx_values.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "config/address.h"
#include "config/programs.h"
#include "operator/nginx_client.h"
#include "operator/nginx_paths.h"
#include "operator/nginx_text.h"
#include "operator/program_address.h"

namespace postern::operators {
namespace {

constexpr const char* kBanner = "# Written by postern from its options: changes here are lost.\n";
constexpr std::int64_t kMostPerMinute = 1000000;  // Above this a rate is no limit, and nginx's arithmetic would end.
constexpr int kGuessesPerMinute = 60;
constexpr int kLooksPerMinute = 60;  // At /readyz: several balancers of one network, and some that begin at once.
constexpr int kLooksAtOnce = 20;
constexpr std::int64_t kMostWorkers = 64;

using Addresses = std::map<std::string, ProgramAddress>;

bool IsHeaderName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-';
  });
}

bool LimitsApi(const NginxSettings& settings) {
  return settings.rate_limits && settings.api_requests_per_minute > 0 &&
         settings.api_requests_per_minute <= kMostPerMinute;
}

bool HasNames(const Addresses& addresses) {
  return std::any_of(addresses.begin(), addresses.end(),
                     [](const auto& one) { return one.second.kind == ProgramAddress::Kind::kName; });
}

// 10.0.0.2, [fd00::2], either with a port.
bool IsNameServer(const std::string& text) {
  const bool has_port = !absl::EndsWith(text, "]") && absl::StrContains(text, ":");
  const absl::StatusOr<config::HostPort> parts = config::SplitHostPort(has_port ? text : text + ":53");
  if (!parts.ok() || !config::IsPortNumber(parts->port)) return false;
  std::array<unsigned char, 16> bytes{};
  return inet_pton(AF_INET, parts->host.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, parts->host.c_str(), bytes.data()) == 1;
}

absl::Status CheckNames(const NginxSettings& settings) {
  if (settings.name_server.empty()) {
    return Refused("--program-address", "a host by name needs a name server, and /etc/resolv.conf says none");
  }
  if (IsNameServer(settings.name_server)) return absl::OkStatus();
  return Refused("name server", "is no address");
}

// A kept connection holds a thread. To programs by name none is kept.
absl::Status CheckThreads(const NginxSettings& settings) {
  const std::int64_t kept = settings.workers * settings.keepalive;
  if (kept < settings.threads) return absl::OkStatus();
  return Refused("--threads",
                 absl::StrCat("must be above ", kept, ", the connections that nginx keeps open to a program (",
                              settings.workers, " workers x ", settings.keepalive, "): each of them holds a thread"));
}

absl::Status CheckTexts(const NginxSettings& settings) {
  if (!IsPlain(settings.version)) {
    return Refused("--reported-version", "may hold visible ASCII alone, without quotes, \\, $, ;, # and braces");
  }
  if (!settings.user.empty() && !IsPlain(settings.user)) return Refused("user", "is not a name that nginx can take");
  for (const std::string& url : {settings.access_url, settings.host}) {
    if (!url.empty() && !IsPlain(url)) return Refused("--access-url", "has a host that nginx cannot take");
  }
  for (const std::string& header : settings.trusted_headers) {
    if (!IsHeaderName(header)) return Refused("--proxy-trusted-headers", "a name may hold letters, digits and - alone");
  }
  return CheckPathPrefix(settings.path_prefix);
}

absl::Status Check(const NginxSettings& settings, const Addresses& addresses) {
  if (const absl::Status checked = CheckTexts(settings); !checked.ok()) return checked;
  if (settings.max_body_bytes < 1) return Refused("--max-body-bytes", "must be 1 or more");
  if (settings.workers < 1 || settings.workers > kMostWorkers) {
    return Refused("--nginx-workers", absl::StrCat("must be from 1 to ", kMostWorkers));
  }
  return HasNames(addresses) ? CheckNames(settings) : CheckThreads(settings);
}

std::string Upstreams(const NginxSettings& settings, const Addresses& addresses) {
  std::string text =
      "# keepalive counts for each worker: workers x keepalive must stay below the threads of a program. nginx closes\n"
      "# each connection after a second, used or idle: a program that ends waits for that, and no request is lost.\n";
  for (const auto& [program, address] : addresses) {
    if (address.kind == ProgramAddress::Kind::kName) continue;
    absl::StrAppend(&text, "upstream postern_", program, " {\n    server \"", address.text, "\";\n    keepalive ",
                    settings.keepalive,
                    ";\n    keepalive_requests 100000;\n    keepalive_time 1s;\n    keepalive_timeout 1s;\n}\n");
  }
  return text;
}

// What fastcgi_pass is given: an upstream, or a name that is looked up while nginx runs.
std::string ProgramVariables(const Addresses& addresses) {
  std::string text;
  for (const auto& [program, address] : addresses) {
    const bool by_name = address.kind == ProgramAddress::Kind::kName;
    text += Constant("at_" + program, by_name ? address.text : "postern_" + program);
  }
  return text;
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

absl::StatusOr<std::string> HttpFile(const NginxSettings& settings, const Addresses& addresses) {
  const absl::StatusOr<std::string> client = ClientMaps(settings.trusted_headers, settings.trusted_origins);
  if (!client.ok()) return client;
  return absl::StrCat(kBanner, Constant("version", settings.version), "\n", Upstreams(settings, addresses),
                      ProgramVariables(addresses), "\n", PathMaps(settings.path_prefix),
                      RedirectMaps(settings.access_url, settings.tls.has_value()),
                      "map $https $postern_transport_security {\n    default \"\";\n    on \"",
                      settings.transport_security, "\";\n}\n\n", *client, "\n", Zones(settings));
}

std::string Listen(const ListenAddress& listen, bool ipv6, const char* more) {
  std::string text;
  if (listen.port == 0) return text;
  for (const std::string& address : listen.Directives(ipv6)) {
    absl::StrAppend(&text, "listen ", address, more, ";\n");
  }
  return text;
}

absl::StatusOr<std::string> ServerFile(const NginxSettings& settings) {
  std::string text = absl::StrCat(kBanner, "server_name ", settings.host.empty() ? "_" : settings.host, ";\n",
                                  Listen(settings.listen, settings.ipv6, ""));
  if (!settings.tls.has_value()) return text;
  const absl::StatusOr<std::string> tls = TlsDirectives(*settings.tls);
  if (!tls.ok()) return tls;
  return absl::StrCat(text, Listen(settings.tls_listen, settings.ipv6, " ssl http2"), *tls);
}

std::string RequestsFile(const NginxSettings& settings) {
  return absl::StrCat(kBanner, "client_max_body_size ", settings.max_body_bytes, ";\n", Limits(settings));
}

// One address a program: a kept connection that was closed just then is tried anew. A POST that was sent is not sent
// twice, here or below.
constexpr const char* kOneAddress =
    "fastcgi_keep_conn on;\nfastcgi_connect_timeout 5s;\nfastcgi_next_upstream error;\n"
    "fastcgi_next_upstream_tries 2;\n";

// Who is behind a name comes and goes. An address that refuses, or where nobody is any more who could, is passed over:
// silence lasts long enough for one lost packet to be sent again. To nginx a slow answer is a timeout, too, and would
// be asked for elsewhere but for POST and PATCH; it takes longer than the time in which others are tried, which is why
// that is not above any fastcgi_read_timeout (5 s and more).
constexpr const char* kAddressesOfNames =
    "fastcgi_keep_conn off;\nfastcgi_connect_timeout 1500ms;\nfastcgi_next_upstream error timeout;\n"
    "fastcgi_next_upstream_tries 8;\nfastcgi_next_upstream_timeout 5s;\n";

// Names are looked up anew after seconds. A question whose answer got lost nginx asks again after 5 s: it has to wait
// for longer than that.
std::string ProgramsFile(const NginxSettings& settings, const Addresses& addresses) {
  if (!HasNames(addresses)) return absl::StrCat(kBanner, kOneAddress);
  return absl::StrCat(kBanner, kAddressesOfNames, "resolver ", settings.name_server, " valid=2s",
                      settings.ipv6_names ? "" : " ipv6=off", ";\nresolver_timeout 8s;\n");
}

std::string MetricsFile(const NginxSettings& settings) {
  std::string text = kBanner + Listen(*settings.metrics, settings.ipv6, "");
  for (const char* program : config::kPrograms) {
    absl::StrAppend(&text, "location = /metrics/", program,
                    " {\n    include snippets/metrics.conf;\n    fastcgi_pass $postern_at_", program, ";\n}\n");
  }
  return text;
}

std::string SitesFile(const NginxSettings& settings) {
  return absl::StrCat(kBanner, "include sites/postern.conf;\n",
                      settings.metrics.has_value() ? "include sites/metrics.conf;\n" : "");
}

}  // namespace

absl::StatusOr<std::map<std::string, std::string>> RenderValues(const NginxSettings& settings) {
  const absl::StatusOr<Addresses> addresses = ProgramAddresses(settings.program_addresses);
  if (!addresses.ok()) return addresses.status();
  if (const absl::Status checked = Check(settings, *addresses); !checked.ok()) return checked;
  absl::StatusOr<std::string> http = HttpFile(settings, *addresses);
  if (!http.ok()) return http.status();
  absl::StatusOr<std::string> server = ServerFile(settings);
  if (!server.ok()) return server.status();
  std::map<std::string, std::string> files = {
      {"main.conf", MainFile(settings)},
      {"http.conf", *std::move(http)},
      {"server.conf", *std::move(server)},
      {"requests.conf", RequestsFile(settings)},
      {"programs.conf", ProgramsFile(settings, *addresses)},
      {"api.conf", absl::StrCat(kBanner, "fastcgi_read_timeout ", settings.read_timeout.count(), "s;\n")},
      {"open_locations.conf", kBanner + OpenLocations(settings.path_prefix)},
      {"api_locations.conf", kBanner + ApiLocations(settings.path_prefix)},
      {"sites.conf", SitesFile(settings)}};
  if (settings.metrics.has_value()) files["metrics.conf"] = MetricsFile(settings);
  return files;
}

}  // namespace postern::operators
