// nginx takes every file, in each way of rendering, and warns of nothing.
#include <gtest/gtest.h>

#include "tests/http/nginx/certificate.h"
#include "tests/http/nginx/nginx_process.h"

namespace postern::test {
namespace {

enum Way : unsigned { kNames = 1, kPrefix = 2, kBelow = 4, kTls = 8, kMetrics = 16, kLimits = 32, kRedirect = 64 };

class NginxTakes : public testing::TestWithParam<unsigned> {};

TEST_P(NginxTakes, TheFiles) {
  const auto is = [](Way way) { return (GetParam() & way) != 0; };
  const NginxFolder folder;
  operators::NginxSettings settings = SomeSettings();
  settings.program_addresses = {is(kNames) ? "tcp:{program}.internal:9000" : folder.sockets(), "csp=tcp:10.0.0.7:9000"};
  if (is(kNames)) settings.name_server = "[::1]:5353";
  if (is(kPrefix)) settings.path_prefix = "/a.b/coder";
  if (is(kTls)) {
    MakeCertificate(folder.path() + "/site");
    settings.tls = operators::TlsSettings{.certificates = {folder.path() + "/site.crt"},
                                          .keys = {folder.path() + "/site.key"},
                                          .client_auth = "verify-if-given",
                                          .client_ca = folder.path() + "/site.crt"};
    settings.tls_listen = {"127.0.0.1", 8443};
    settings.transport_security = "max-age=1; preload";
    settings.host = "api.example.com";
  }
  if (is(kMetrics)) settings.metrics = operators::ListenAddress{"127.0.0.1", 2112};
  settings.rate_limits = is(kLimits);
  settings.trusted_headers = {"X-Real-Ip", "X-Forwarded-For"};
  settings.trusted_origins = {"10.0.0.0/8", "::1/128"};
  if (is(kRedirect)) settings.access_url = "https://api.example.com";
  folder.Render(settings);
  std::string http = is(kBelow) ? "include POSTERN/http.conf; server { listen 127.0.0.1:8080; include "
                                  "POSTERN/below.conf; location / { } }"
                                : "include POSTERN/postern.conf;";
  if (is(kBelow) && is(kMetrics)) http += "include POSTERN/sites/metrics.conf;";
  folder.WriteMain(http);
  const std::string said = folder.Check();
  EXPECT_NE(said.find("test is successful"), std::string::npos) << said;
  for (const char* word : {"[warn]", "[error]", "[emerg]"}) EXPECT_EQ(said.find(word), std::string::npos) << said;
}

INSTANTIATE_TEST_SUITE_P(Ways, NginxTakes,
                         testing::Values(0U, kNames, kPrefix, kBelow, kBelow | kPrefix, kTls, kMetrics, kLimits,
                                         kRedirect, kTls | kRedirect,
                                         kNames | kPrefix | kTls | kMetrics | kLimits | kRedirect,
                                         kNames | kPrefix | kBelow | kTls | kMetrics | kLimits | kRedirect));

}  // namespace
}  // namespace postern::test
