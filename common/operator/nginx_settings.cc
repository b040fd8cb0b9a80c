#include <chrono>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "config/address.h"
#include "config/defaults.h"
#include "config/url.h"
#include "operator/nginx_text.h"
#include "operator/nginx_values.h"
#include "operator/program_address.h"

namespace postern::operators {
namespace {

constexpr std::chrono::seconds kAboveDeadline{5};

absl::Status TakeAddress(const char* option, const std::string& text, ListenAddress& address) {
  const absl::StatusOr<ListenAddress> parsed = ParseListenAddress(text);
  if (!parsed.ok()) return Refused(option, std::string(parsed.status().message()));
  address = *parsed;
  return absl::OkStatus();
}

absl::Status TakeListeners(const config::Options& options, NginxSettings& settings) {
  if (!options.http_address.empty() || !ServesTls(options)) {
    const absl::Status taken = TakeAddress("--http-address", options.http_address, settings.listen);
    if (!taken.ok()) return taken;
  }
  if (!ServesTls(options)) return absl::OkStatus();
  const absl::StatusOr<TlsSettings> tls = TlsSettingsFrom(options);
  if (!tls.ok()) return tls.status();
  settings.tls = *tls;
  return TakeAddress("--tls-address", options.tls_address, settings.tls_listen);
}

// Figures tell of users and of failures, so whoever may read them beyond the machine is a decision of its own.
absl::Status TakeMetrics(const config::Options& options, NginxSettings& settings) {
  const absl::StatusOr<config::HostPort> parts = config::SplitHostPort(options.prometheus_address);
  const bool no_port = parts.ok() && parts->port == "0";  // One that nobody could name: each program serves its own.
  if (!options.prometheus_enable || no_port) return absl::OkStatus();
  ListenAddress address;
  const absl::Status taken = TakeAddress("--prometheus-address", options.prometheus_address, address);
  if (!taken.ok()) return taken;
  if (!address.IsLoopback() && !options.prometheus_beyond_loopback) {
    return Refused("--prometheus-address",
                   absl::StrCat(options.prometheus_address,
                                " is beyond loopback: whoever reaches it can read all "
                                "figures. Say --prometheus-beyond-loopback where the network keeps strangers out"));
  }
  const auto meets = [&](const ListenAddress& other) {
    const auto any = [](const std::string& host) { return host.empty() || host == "0.0.0.0" || host == "::"; };
    return other.port == address.port && (any(other.host) || any(address.host) || other.host == address.host);
  };
  if (meets(settings.listen) || (settings.tls.has_value() && meets(settings.tls_listen))) {
    return Refused("--prometheus-address", "is an address of the site itself: choose another port");
  }
  settings.metrics = address;
  return absl::OkStatus();
}

// Only what may stand in nginx's files is taken: a host that it cannot say is no name of the site.
absl::Status TakeAccessUrl(const config::Options& options, NginxSettings& settings) {
  if (options.access_url.empty()) return absl::OkStatus();
  const absl::StatusOr<config::Url> url = config::ParseUrl(options.access_url);
  const absl::StatusOr<ListenAddress> address =
      url.ok() ? ParseListenAddress(absl::EndsWith(url->host, "]") || !absl::StrContains(url->host, ":")
                                        ? absl::StrCat(url->host, ":80")
                                        : url->host)
               : url.status();
  if (address.ok() && !absl::StrContains(address->host, ":")) settings.host = address->host;
  if (!options.redirect_to_access_url) return absl::OkStatus();
  if (!address.ok()) return Refused("--access-url", "has a host that nginx cannot send requests to");
  // Clients leave the port of the scheme out, so that it would never be the name that they ask for.
  const std::string_view usual = url->scheme == "https" ? ":443" : ":80";
  std::string host = url->host;
  if (absl::EndsWith(host, absl::string_view(usual.data(), usual.size()))) host.resize(host.size() - usual.size());
  settings.access_url = absl::StrCat(url->scheme, "://", host);
  return absl::OkStatus();
}

absl::Status TakeProgramAddresses(const config::Options& options, NginxSettings& settings) {
  for (const std::string& item : options.program_address) {
    if (absl::StrContains(item, "unix:") && !absl::StrContains(item, "unix:/")) {
      return Refused("--program-address", "the path of a socket must begin with a slash");
    }
  }
  settings.program_addresses = options.program_address;
  if (settings.program_addresses.empty()) return absl::OkStatus();
  return ProgramAddresses(settings.program_addresses).status();
}

}  // namespace

absl::StatusOr<NginxSettings> SettingsFrom(const config::Options& options) {
  NginxSettings settings;
  for (const auto& take : {TakeListeners, TakeMetrics, TakeAccessUrl, TakeProgramAddresses}) {
    if (const absl::Status taken = take(options, settings); !taken.ok()) return taken;
  }
  settings.path_prefix = options.path_prefix;
  settings.transport_security = TransportSecurity(options);
  settings.version = config::VersionFrom(options);
  settings.workers = options.nginx_workers;
  settings.threads = options.threads;
  settings.api_requests_per_minute = options.api_rate_limit;
  settings.rate_limits = !options.dangerous_disable_rate_limits;
  settings.max_body_bytes = options.max_body_bytes;
  settings.read_timeout = std::chrono::ceil<std::chrono::seconds>(options.request_timeout) + kAboveDeadline;
  settings.trusted_headers = options.proxy_trusted_headers;
  settings.trusted_origins = options.proxy_trusted_origins;
  return settings;
}

std::string NginxSettings::LocalUrl() const {
  return listen.port != 0 ? absl::StrCat("http://", listen.Local(), path_prefix)
                          : absl::StrCat("https://", tls_listen.Local(), path_prefix);
}

}  // namespace postern::operators
