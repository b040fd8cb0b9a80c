#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "operator/nginx_values.h"
#include "operator/program_address.h"

namespace postern::operators {
namespace {

using testing::HasSubstr;

TEST(NginxSettingsTest, TheReadTimeoutIsAboveTheDeadlineOfThePrograms) {
  config::Options options = config::Defaults();
  options.request_timeout = std::chrono::milliseconds(15500);
  EXPECT_EQ(SettingsFrom(options)->read_timeout, std::chrono::seconds(21));
}

TEST(NginxSettingsTest, TheReportedVersionReplacesTheBuiltInOne) {
  config::Options options = config::Defaults();
  EXPECT_THAT(SettingsFrom(options)->version, testing::StartsWith("v2.23.0+postern."));
  options.reported_version = "v9.9.9";
  EXPECT_EQ(SettingsFrom(options)->version, "v9.9.9");
}

TEST(NginxSettingsTest, ABadAddressNamesItsOption) {
  config::Options options = config::Defaults();
  options.http_address = "nowhere";
  EXPECT_THAT(std::string(SettingsFrom(options).status().message()), HasSubstr("--http-address"));
}

TEST(NginxSettingsTest, TheShippedOptionsCanBeRendered) {
  absl::StatusOr<NginxSettings> settings = SettingsFrom(config::Defaults());
  settings->program_addresses = {kInstalledSockets};
  EXPECT_TRUE(RenderValues(*settings).ok());
}

TEST(NginxSettingsTest, MetricsBeyondLoopbackMustBeAskedFor) {
  config::Options options = config::Defaults();
  options.prometheus_address = "0.0.0.0:2112";
  EXPECT_FALSE(SettingsFrom(options)->metrics.has_value());
  options.prometheus_enable = true;
  EXPECT_THAT(std::string(SettingsFrom(options).status().message()),
              testing::AllOf(HasSubstr("--prometheus-address"), HasSubstr("--prometheus-beyond-loopback")));
  options.prometheus_beyond_loopback = true;
  EXPECT_EQ(SettingsFrom(options)->metrics->port, 2112);
}

TEST(NginxSettingsTest, MetricsHaveAnAddressOfTheirOwn) {
  config::Options options = config::Defaults();
  options.prometheus_enable = true;
  options.http_address = "127.0.0.1:2112";
  for (const char* site : {"127.0.0.1:2112", "0.0.0.0:2112", ":2112"}) {
    options.http_address = site;
    EXPECT_THAT(std::string(SettingsFrom(options).status().message()), HasSubstr("--prometheus-address")) << site;
  }
  options.http_address = "127.0.0.2:2112";
  EXPECT_TRUE(SettingsFrom(options).ok());
}

TEST(NginxSettingsTest, NobodyIsSentToThePortThatIsUsualAnyway) {
  config::Options options = config::Defaults();
  options.redirect_to_access_url = true;
  for (const auto& [given, sent] : {std::pair("http://api.example.com:80", "http://api.example.com"),
                                    std::pair("https://api.example.com:443", "https://api.example.com"),
                                    std::pair("https://api.example.com:80", "https://api.example.com:80")}) {
    options.access_url = given;
    EXPECT_EQ(SettingsFrom(options)->access_url, sent);
  }
}

TEST(NginxSettingsTest, AtPort0NobodyCouldFindMetrics) {
  config::Options options = config::Defaults();
  options.prometheus_enable = true;
  options.prometheus_address = "127.0.0.1:0";
  EXPECT_FALSE(SettingsFrom(options)->metrics.has_value());
}

TEST(NginxSettingsTest, TheHostOfTheAccessUrlIsTheName) {
  config::Options options = config::Defaults();
  options.access_url = "https://api.example.com:8443/x";
  EXPECT_EQ(SettingsFrom(options)->host, "api.example.com");
  EXPECT_EQ(SettingsFrom(options)->access_url, "");
  options.redirect_to_access_url = true;
  EXPECT_EQ(SettingsFrom(options)->access_url, "https://api.example.com:8443");
}

TEST(NginxSettingsTest, ASocketOfAnOptionIsAWholePath) {
  config::Options options = config::Defaults();
  options.program_address = {"unix:{program}.sock"};
  EXPECT_THAT(std::string(SettingsFrom(options).status().message()), HasSubstr("must begin with a slash"));
}

TEST(NginxSettingsTest, WithTlsPlainHttpMayBeLeftOut) {
  config::Options options = config::Defaults();
  options.tls_enable = true;
  options.http_address = "";
  EXPECT_THAT(std::string(SettingsFrom(options).status().message()), HasSubstr("--http-address"));
  options.tls_cert_file = {"/c"};
  options.tls_key_file = {"/k"};
  EXPECT_EQ(SettingsFrom(options)->LocalUrl(), "https://127.0.0.1:3443");
}

}  // namespace
}  // namespace postern::operators
