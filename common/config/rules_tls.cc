#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "config/cipher_suites.h"
#include "config/findings.h"
#include "config/key_files.h"

namespace postern::config {
namespace {

constexpr int kNewest = 13;

// 10 for tls10; 0 for what is no version.
int VersionOf(std::string_view text) {
  constexpr std::array<std::string_view, 4> kVersions = {"tls10", "tls11", "tls12", "tls13"};
  const auto* found = std::find(kVersions.begin(), kVersions.end(), text);
  return found == kVersions.end() ? 0 : 10 + static_cast<int>(found - kVersions.begin());
}

void CheckCipher(const std::string& name, Findings& findings) {
  const CipherSuite* suite = FindCipherSuite(name);
  if (suite == nullptr) {
    findings.RefuseItem(&Origins::tls_ciphers, name, "is no cipher suite that is known");
  } else if (suite->weak && !findings.options().tls_allow_insecure_ciphers) {
    findings.RefuseItem(&Origins::tls_ciphers, name, "is weak: --tls-allow-insecure-ciphers would let it be used");
  }
}

// TLS 1.3 always has its own suites; an older version that may be spoken needs one of those named.
void CheckCoverage(int oldest, Findings& findings) {
  const auto& ciphers = findings.options().tls_ciphers;
  for (int version = oldest; version < kNewest; ++version) {
    const bool covered = std::any_of(ciphers.begin(), ciphers.end(), [version](const std::string& name) {
      const CipherSuite* suite = FindCipherSuite(name);
      return suite != nullptr && suite->oldest <= version && version <= suite->newest;
    });
    if (!covered) {
      findings.RefuseOption(&Origins::tls_ciphers,
                            absl::StrCat("none of them is one of tls", version, ", which --tls-min-version allows"));
    }
  }
}

void CheckCiphers(int oldest, Findings& findings) {
  if (findings.options().tls_ciphers.empty()) return;
  for (const std::string& name : findings.options().tls_ciphers) CheckCipher(name, findings);
  if (oldest == kNewest) {
    findings.RefuseOption(&Origins::tls_ciphers, "cannot be chosen where --tls-min-version is tls13");
  } else {
    CheckCoverage(oldest, findings);
  }
}

void CheckClientAuth(Findings& findings) {
  constexpr std::array<std::string_view, 5> kWays = {"none", "request", "require-any", "verify-if-given",
                                                     "require-and-verify"};
  if (std::find(kWays.begin(), kWays.end(), findings.options().tls_client_auth) == kWays.end()) {
    findings.Refuse(&Origins::tls_client_auth,
                    "is none of none, request, require-any, verify-if-given, require-and-verify");
  }
}

void CheckFiles(Findings& findings) {
  const auto& certificates = findings.options().tls_cert_file;
  const auto& keys = findings.options().tls_key_file;
  if (certificates.size() != keys.size()) {
    findings.RefuseOption(certificates.size() > keys.size() ? &Origins::tls_cert_file : &Origins::tls_key_file,
                          absl::StrCat("--tls-cert-file and --tls-key-file must name as many files: ",
                                       certificates.size(), " and ", keys.size(), " are named"));
  }
  for (std::size_t at = 0; at < std::min(certificates.size(), keys.size()); ++at) {
    const absl::Status pair = CheckKeyPair(certificates[at], keys[at]);
    if (!pair.ok()) findings.RefuseOption(&Origins::tls_cert_file, std::string(pair.message()));
  }
}

void CheckClientPair(Findings& findings) {
  const Options& options = findings.options();
  if (options.tls_client_cert_file.empty() || options.tls_client_key_file.empty()) return;
  const absl::Status pair = CheckKeyPair(options.tls_client_cert_file, options.tls_client_key_file);
  if (!pair.ok()) findings.RefuseOption(&Origins::tls_client_cert_file, std::string(pair.message()));
}

void CheckAuthorities(Findings& findings) {
  if (findings.options().tls_client_ca_file.empty()) return;
  const absl::Status readable = CheckCertificateFile(findings.options().tls_client_ca_file);
  if (!readable.ok()) findings.RefuseOption(&Origins::tls_client_ca_file, std::string(readable.message()));
}

}  // namespace

void CheckTls(Findings& findings) {
  const Options& options = findings.options();
  CheckClientPair(findings);
  if (!options.tls_enable) return;
  if (options.tls_cert_file.empty()) {
    findings.Warn(findings.Place(&Origins::tls_enable) +
                  ": without --tls-cert-file nginx speaks plain HTTP; let what stands before it end TLS");
  }
  if (options.tls_address.empty()) findings.RefuseOption(&Origins::tls_address, "must not be empty while TLS is on");
  const int oldest = VersionOf(options.tls_min_version);
  if (oldest == 0) {
    findings.Refuse(&Origins::tls_min_version, "is none of tls10, tls11, tls12, tls13");
  } else {
    CheckCiphers(oldest, findings);
  }
  CheckClientAuth(findings);
  CheckFiles(findings);
  CheckAuthorities(findings);
}

}  // namespace postern::config
