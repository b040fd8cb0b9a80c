// The few values of nginx's files that come from options; all else in nginx/ is static. Each value is checked here, so
// that no option can add a directive, whatever was accepted elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "config/options.h"
#include "operator/listen_address.h"
#include "operator/nginx_tls.h"

namespace postern::operators {

struct NginxSettings {
  ListenAddress listen;  // Of plain HTTP; port 0: none.
  bool ipv6 = true;      // The machine can listen on IPv6, and reach it.
  std::string user;      // Of nginx's workers; empty: whoever starts nginx.
  // Items as ProgramAddresses() takes them; paths of sockets may be relative to nginx's working folder.
  std::vector<std::string> program_addresses;
  std::string name_server;                // As NameServer() gives it, a port may follow; needed for names.
  bool ipv6_names = true;                 // A name may lead to IPv6 addresses.
  std::string path_prefix;                // "" or such as /coder.
  std::string host;                       // The name by which the site is known; empty: it answers for every name.
  std::string access_url;                 // Scheme and host that requests by another name are sent to; empty: nowhere.
  std::optional<TlsSettings> tls;
  ListenAddress tls_listen;
  std::string transport_security;        // The value of that header; empty: none.
  std::optional<ListenAddress> metrics;  // Where Prometheus asks.
  std::string version;                   // X-Coder-Build-Version.
  std::int64_t workers = 2;
  int keepalive = 12;  // Idle connections that one worker keeps to one program.
  std::int64_t threads = 32;
  std::int64_t api_requests_per_minute = 512;  // 0 or less: not limited.
  bool rate_limits = true;                     // False: no limit at all.
  std::int64_t max_body_bytes = 1048576;
  std::chrono::seconds read_timeout{20};  // Above the programs' own deadline, so that theirs comes first.
  std::vector<std::string> trusted_headers;
  std::vector<std::string> trusted_origins;  // Networks as 10.0.0.0/8.

  // What the site is at for whoever is on this machine: scheme, host, port, prefix.
  std::string LocalUrl() const;
};

// What the options say. Left to the caller: user, ipv6, name_server, ipv6_names, and program_addresses where no option
// says any. An error names the option.
absl::StatusOr<NginxSettings> SettingsFrom(const config::Options& options);

// The files of values/ by name: one for each place in the files of nginx/ that values stand in. Those that only
// sites/metrics.conf needs are missing without metrics. kInvalidArgument names the option whose value nginx cannot
// take.
absl::StatusOr<std::map<std::string, std::string>> RenderValues(const NginxSettings& settings);

}  // namespace postern::operators
