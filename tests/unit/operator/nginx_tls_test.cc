#include "operator/nginx_tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::operators {
namespace {

using testing::HasSubstr;
using testing::Not;

config::Options Options() {
  config::Options options = config::Defaults();
  options.tls_enable = true;
  options.tls_cert_file = {"/etc/c.pem"};
  options.tls_key_file = {"/etc/k.pem"};
  return options;
}

std::string Directives(const config::Options& options) {
  const auto settings = TlsSettingsFrom(options);
  if (!settings.ok()) return "refused: " + std::string(settings.status().message());
  const auto text = TlsDirectives(*settings);
  return text.ok() ? *text : "refused: " + std::string(text.status().message());
}

TEST(NginxTlsTest, NeedsACertificate) {
  config::Options options = Options();
  EXPECT_TRUE(ServesTls(options));
  options.tls_cert_file.clear();
  EXPECT_FALSE(ServesTls(options));
}

TEST(NginxTlsTest, AsShippedSpeaksTheTwoNewestVersions) {
  const std::string text = Directives(Options());
  EXPECT_THAT(text, HasSubstr("ssl_certificate \"/etc/c.pem\";\nssl_certificate_key \"/etc/k.pem\";\n"));
  EXPECT_THAT(text, HasSubstr("ssl_protocols TLSv1.2 TLSv1.3;"));
  EXPECT_THAT(text, HasSubstr("ssl_session_tickets off;"));
  EXPECT_THAT(text, Not(HasSubstr("ssl_verify_client")));
}

TEST(NginxTlsTest, OlderVersionsNeedALowerLevelOfSecurity) {
  config::Options options = Options();
  EXPECT_THAT(Directives(options), Not(HasSubstr("SECLEVEL")));
  options.tls_min_version = "tls10";
  EXPECT_THAT(Directives(options),
              testing::AllOf(HasSubstr("ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;"), HasSubstr("@SECLEVEL=0;")));
  options.tls_min_version = "tls13";
  EXPECT_THAT(Directives(options), HasSubstr("ssl_protocols TLSv1.3;"));
}

TEST(NginxTlsTest, SuitesAreNamedAsOpensslNamesThem) {
  config::Options options = Options();
  options.tls_ciphers = {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"};
  EXPECT_THAT(Directives(options), HasSubstr("ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256;"));
  options.tls_ciphers = {"TLS_NO_SUCH_SUITE"};
  EXPECT_THAT(Directives(options), HasSubstr("refused: --tls-ciphers"));
}

TEST(NginxTlsTest, CertificatesOfClientsAreAskedForAsTheOptionSays) {
  config::Options options = Options();
  options.tls_client_auth = "request";
  EXPECT_THAT(Directives(options), HasSubstr("ssl_verify_client optional_no_ca;"));
  options.tls_client_auth = "require-and-verify";
  EXPECT_THAT(Directives(options), HasSubstr("refused: --tls-client-auth: needs --tls-client-ca-file"));
  options.tls_client_ca_file = "/etc/ca.pem";
  EXPECT_THAT(Directives(options), HasSubstr("ssl_client_certificate \"/etc/ca.pem\";\nssl_verify_client on;"));
  options.tls_client_auth = "verify-if-given";
  EXPECT_THAT(Directives(options), HasSubstr("ssl_verify_client optional;"));
  options.tls_client_auth = "require-any";
  EXPECT_THAT(Directives(options), HasSubstr("refused: --tls-client-auth"));
}

TEST(TransportSecurityTest, SaysSecondsAndWords) {
  config::Options options = config::Defaults();
  EXPECT_EQ(TransportSecurity(options), "");
  options.strict_transport_security_options = {"PRELOAD", "includesubdomains", "preload"};
  EXPECT_EQ(TransportSecurity(options), "");
  options.strict_transport_security = 86400;
  EXPECT_EQ(TransportSecurity(options), "max-age=86400; includeSubDomains; preload");
}

}  // namespace
}  // namespace postern::operators
