#include "operator/nginx_tls.h"

#include <openssl/ssl.h>

#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "operator/nginx_text.h"

namespace postern::operators {
namespace {

// Forward secrecy and authenticated encryption: every client of the last ten years has one of them.
constexpr const char* kSafeCiphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

std::string Absolute(const std::string& path) {
  std::error_code error;
  return std::filesystem::absolute(path, error).lexically_normal().string();
}

bool IsOld(std::string_view version) {
  return version == "tls10" || version == "tls11";
}

std::string Protocols(std::string_view oldest) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kVersions = {
      {{"tls10", "TLSv1"}, {"tls11", "TLSv1.1"}, {"tls12", "TLSv1.2"}, {"tls13", "TLSv1.3"}}};
  std::string text;
  for (const auto& [option, name] : kVersions) {
    if (!text.empty() || option == oldest) absl::StrAppend(&text, " ", std::string(name));
  }
  return text;
}

// OpenSSL keeps versions before 1.2 out by its level of security, and has no authenticated suites for them.
std::string Ciphers(const TlsSettings& settings) {
  const std::string ciphers = settings.ciphers.empty() ? kSafeCiphers : absl::StrJoin(settings.ciphers, ":");
  if (!IsOld(settings.oldest)) return ciphers;
  return absl::StrCat(ciphers, settings.ciphers.empty() ? ":ECDHE+AES" : "", ":@SECLEVEL=0");
}

std::string ClientCertificates(const TlsSettings& settings) {
  if (settings.client_auth == "none") return "";
  const std::string authorities =
      settings.client_ca.empty() ? "" : absl::StrCat("ssl_client_certificate \"", settings.client_ca, "\";\n");
  const char* verify = settings.client_auth == "request"           ? "optional_no_ca"
                       : settings.client_auth == "verify-if-given" ? "optional"
                                                                   : "on";
  return absl::StrCat(authorities, "ssl_verify_client ", verify, ";\n");
}

}  // namespace

bool ServesTls(const config::Options& options) {
  return options.tls_enable && !options.tls_cert_file.empty();
}

absl::StatusOr<TlsSettings> TlsSettingsFrom(const config::Options& options) {
  TlsSettings settings;
  for (const std::string& file : options.tls_cert_file) settings.certificates.push_back(Absolute(file));
  for (const std::string& file : options.tls_key_file) settings.keys.push_back(Absolute(file));
  settings.oldest = options.tls_min_version;
  settings.client_auth = options.tls_client_auth;
  if (!options.tls_client_ca_file.empty()) settings.client_ca = Absolute(options.tls_client_ca_file);
  if (settings.client_auth == "require-any") {
    return Refused("--tls-client-auth",
                   "nginx does not demand a certificate without checking it: say "
                   "require-and-verify, or request");
  }
  const bool checks = settings.client_auth == "verify-if-given" || settings.client_auth == "require-and-verify";
  if (checks && settings.client_ca.empty()) {
    return Refused("--tls-client-auth", "needs --tls-client-ca-file, the authorities that certificates are checked by");
  }
  for (const std::string& name : options.tls_ciphers) {
    const std::string_view known = OPENSSL_cipher_name(name.c_str());
    if (known.empty() || known == "(NONE)") return Refused("--tls-ciphers", absl::StrCat(name, " is not in OpenSSL"));
    if (!absl::StartsWith(name, "TLS_AES_") && !absl::StartsWith(name, "TLS_CHACHA20_")) {
      settings.ciphers.emplace_back(known);
    }
  }
  return settings;
}

std::string TransportSecurity(const config::Options& options) {
  if (options.strict_transport_security <= 0) return "";
  std::string value = absl::StrCat("max-age=", options.strict_transport_security);
  for (const char* word : {"includeSubDomains", "preload"}) {
    for (const std::string& item : options.strict_transport_security_options) {
      if (!absl::EqualsIgnoreCase(item, word)) continue;
      absl::StrAppend(&value, "; ", word);
      break;
    }
  }
  return value;
}

absl::StatusOr<std::string> TlsDirectives(const TlsSettings& settings) {
  std::string text;
  if (settings.certificates.size() != settings.keys.size()) {
    return Refused("--tls-key-file", "must name as many files as --tls-cert-file");
  }
  for (std::size_t at = 0; at < settings.certificates.size(); ++at) {
    if (!IsQuotablePath(settings.certificates[at]) || !IsQuotablePath(settings.keys[at])) {
      return Refused("--tls-cert-file", "a path has characters that nginx would read as something else");
    }
    absl::StrAppend(&text, "ssl_certificate \"", settings.certificates[at], "\";\nssl_certificate_key \"",
                    settings.keys[at], "\";\n");
  }
  if (!settings.client_ca.empty() && !IsQuotablePath(settings.client_ca)) {
    return Refused("--tls-client-ca-file", "the path has characters that nginx would read as something else");
  }
  // Sessions are resumed from the workers' memory: tickets would be under one key for as long as nginx runs, by which
  // what was recorded could be read later. Suites are the client's choice: phones know what is cheap for them.
  return absl::StrCat(text, "ssl_protocols", Protocols(settings.oldest), ";\nssl_ciphers ", Ciphers(settings),
                      ";\nssl_prefer_server_ciphers off;\nssl_session_cache shared:postern_tls:4m;\n"
                      "ssl_session_timeout 1h;\nssl_session_tickets off;\n",
                      ClientCertificates(settings));
}

}  // namespace postern::operators
