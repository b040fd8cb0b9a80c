// The few values of nginx's files that come from options; all else in nginx/ is static. Each value is checked here, so
// that no option can add a directive, whatever was accepted elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "config/options.h"
#include "operator/listen_address.h"

namespace postern::operators {

struct NginxSettings {
  ListenAddress listen;
  bool ipv6 = true;           // The machine can listen on IPv6.
  std::string user;           // Of nginx's workers; empty: whoever starts nginx.
  std::string socket_folder;  // Ends with a slash, or is empty: relative to nginx's working folder.
  std::string version;        // X-Coder-Build-Version.
  int workers = 2;
  int keepalive = 12;  // Idle connections that one worker keeps to one program.
  std::int64_t threads = 32;
  std::int64_t api_requests_per_minute = 512;  // 0 or less: not limited.
  bool rate_limits = true;                     // False: no limit at all.
  std::int64_t max_body_bytes = 1048576;
  std::chrono::seconds read_timeout{20};  // Above the programs' own deadline, so that theirs comes first.
  std::vector<std::string> trusted_headers;
  std::vector<std::string> trusted_origins;  // Networks as 10.0.0.0/8.
};

// What the options say. Left to the caller: user, socket_folder and ipv6. An error names the option.
absl::StatusOr<NginxSettings> SettingsFrom(const config::Options& options);

// The files of values/ by name: one for each of nginx's contexts that values stand in (main.conf, http.conf,
// server.conf). kInvalidArgument names the option whose value nginx cannot take.
absl::StatusOr<std::map<std::string, std::string>> RenderValues(const NginxSettings& settings);

// The network with the bits behind its prefix cleared, which nginx warns of otherwise.
absl::StatusOr<std::string> CleanNetwork(const std::string& text);

}  // namespace postern::operators
