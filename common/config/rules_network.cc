#include <array>
#include <string>

#include "absl/strings/match.h"
#include "config/address.h"
#include "config/findings.h"
#include "config/header_name.h"
#include "config/kinds.h"
#include "config/url.h"

namespace postern::config {
namespace {

absl::Status Listenable(const std::string& text) {
  const absl::StatusOr<HostPort> address = SplitHostPort(text);
  if (!address.ok()) return address.status();
  if (!IsPortNumber(address->port)) return absl::InvalidArgumentError("must end in a port from 1 to 65535");
  return absl::OkStatus();
}

bool IsHttp(const std::string& text) {
  const absl::StatusOr<Url> url = ParseUrl(text);
  return url.ok() && (url->scheme == "http" || url->scheme == "https") && !url->host.empty();
}

// With TLS on, HTTPS alone may be served.
void CheckAddresses(Findings& findings) {
  const Options& options = findings.options();
  const absl::Status listenable = Listenable(options.http_address);
  if (!listenable.ok() && !(options.tls_enable && options.http_address.empty())) {
    const bool is_older = !options.address.empty() && options.http_address == options.address;
    findings.Refuse(is_older ? &Origins::address : &Origins::http_address, std::string(listenable.message()));
  }
  if (!options.access_url.empty() && !IsHttp(options.access_url)) {
    findings.Refuse(&Origins::access_url, "must begin with http:// or https:// and a host");
  }
  if (!IsHttp(options.update_check_url)) {
    findings.Refuse(&Origins::update_check_url, "must begin with http:// or https:// and a host");
  }
  if (const auto wildcard = WildcardHost::Parse(options.wildcard_access_url); !wildcard.ok()) {
    findings.Refuse(&Origins::wildcard_access_url, std::string(wildcard.status().message()));
  }
}

void CheckProxies(Findings& findings) {
  for (const std::string& item : findings.options().proxy_trusted_headers) {
    if (!IsHeaderName(item)) {
      findings.RefuseItem(&Origins::proxy_trusted_headers, item, "is not the name of a header");
    }
  }
  for (const std::string& item : findings.options().proxy_trusted_origins) {
    if (!IsCidr(item)) {
      findings.RefuseItem(&Origins::proxy_trusted_origins, item, "is not a network such as 10.0.0.0/8");
    }
  }
}

void CheckStunAddresses(Findings& findings) {
  for (const std::string& item : findings.options().derp_server_stun_addresses) {
    const absl::StatusOr<HostPort> address = SplitHostPort(item);
    if (item != "disable" && (!address.ok() || !IsPortNumber(address->port))) {
      findings.RefuseItem(&Origins::derp_server_stun_addresses, item, "is not host:port, nor the word disable");
    }
  }
}

// What a map of relays says is for whoever reads it; that there is one can be told from here.
void CheckRelays(Findings& findings) {
  const Options& options = findings.options();
  const bool has_url = !options.derp_config_url.empty();
  const bool has_path = !options.derp_config_path.empty();
  if (has_url && has_path) {
    findings.RefuseOption(&Origins::derp_config_path,
                          "cannot stand beside " + findings.Place(&Origins::derp_config_url));
  }
  if (!options.derp_server_enable && !has_url && !has_path) {
    findings.RefuseOption(&Origins::derp_server_enable,
                          "leaves no relay: name a map of relays with --derp-config-url or --derp-config-path");
  }
  if (options.derp_server_enable && !options.block_direct_connections) CheckStunAddresses(findings);
}

void CheckTransportSecurity(Findings& findings) {
  if (findings.options().strict_transport_security <= 0) return;
  for (const std::string& item : findings.options().strict_transport_security_options) {
    if (!absl::EqualsIgnoreCase(item, "includeSubDomains") && !absl::EqualsIgnoreCase(item, "preload")) {
      findings.RefuseItem(&Origins::strict_transport_security_options, item,
                          "is neither includeSubDomains nor preload");
    }
  }
}

void CheckSsh(Findings& findings) {
  for (const std::string& item : findings.options().ssh_config_options) {
    if (item.find_first_of(" =") == std::string::npos) {
      findings.RefuseItem(&Origins::ssh_config_options, item, "is neither key=value nor key value");
    }
  }
  if (findings.options().workspace_hostname_suffix.starts_with('.')) {
    findings.Refuse(&Origins::workspace_hostname_suffix, "must not begin with a dot");
  }
  constexpr std::array kAlgorithms = {"ed25519", "ecdsa", "rsa4096"};
  for (const char* algorithm : kAlgorithms) {
    if (absl::EqualsIgnoreCase(findings.options().ssh_keygen_algorithm, algorithm)) return;
  }
  findings.Refuse(&Origins::ssh_keygen_algorithm, "is none of ed25519, ecdsa, rsa4096");
}

}  // namespace

void CheckNetwork(Findings& findings) {
  CheckAddresses(findings);
  CheckProxies(findings);
  CheckRelays(findings);
  CheckTransportSecurity(findings);
  CheckSsh(findings);
}

}  // namespace postern::config
