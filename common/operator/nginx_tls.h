// HTTPS of the site, as the TLS options say it.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "config/options.h"

namespace postern::operators {

struct TlsSettings {
  std::vector<std::string> certificates = {};  // Files in PEM, as absolute paths.
  std::vector<std::string> keys = {};          // One for each certificate.
  std::string oldest = "tls12";                // tls10, tls11, tls12 or tls13.
  std::vector<std::string> ciphers = {};       // Names as OpenSSL has them; none: a safe choice. Not for TLS 1.3.
  std::string client_auth = "none";            // As --tls-client-auth, without require-any.
  std::string client_ca;                       // File in PEM; needed where certificates of clients are checked.
};

// Whether the site is to speak HTTPS: TLS is on, and there is a certificate for it.
bool ServesTls(const config::Options& options);

// What the options say. An error names the option: a suite that this machine's OpenSSL does not have, a way of asking
// clients for certificates that nginx does not know, a check of them without authorities.
absl::StatusOr<TlsSettings> TlsSettingsFrom(const config::Options& options);

// The value of Strict-Transport-Security, or "" for none. Seconds, and includeSubDomains and preload in any case.
std::string TransportSecurity(const config::Options& options);

// The directives of a server block, but for `listen`. kInvalidArgument where a path cannot be said to nginx.
absl::StatusOr<std::string> TlsDirectives(const TlsSettings& settings);

}  // namespace postern::operators
