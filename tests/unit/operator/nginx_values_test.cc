#include "operator/nginx_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "operator/nginx_client.h"
#include "operator/program_address.h"
#include "tests/unit/operator/rendered.h"

namespace postern::operators {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(NginxValuesTest, ListensWhereTheOptionSays) {
  EXPECT_THAT(File(Settings(), "server.conf"), HasSubstr("\nlisten 127.0.0.1:8080;\n"));
}

TEST(NginxValuesTest, EachProgramHasAnUpstreamOnItsSocket) {
  NginxSettings settings = Settings();
  settings.program_addresses = {kInstalledSockets};
  const std::string file = File(settings, "http.conf");
  EXPECT_THAT(file, HasSubstr("upstream postern_buildinfo {\n    server \"unix:/run/postern/buildinfo.sock\";"));
  EXPECT_THAT(file, HasSubstr("upstream postern_users {\n    server \"unix:/run/postern/users.sock\";"));
  EXPECT_THAT(file, HasSubstr("upstream postern_tokens {\n    server \"unix:/run/postern/tokens.sock\";"));
}

TEST(NginxValuesTest, NoConnectionIsKeptForLongSoThatProgramsCanEnd) {
  const std::string file = File(Settings(), "http.conf");
  EXPECT_THAT(file, HasSubstr("    keepalive 12;\n    keepalive_requests 100000;\n    keepalive_time 1s;\n"
                              "    keepalive_timeout 1s;\n}\n"));
}

TEST(NginxValuesTest, NamesTheUserOfTheWorkersOnlyWhereThereIsOne) {
  NginxSettings settings = Settings();
  EXPECT_THAT(File(settings, "main.conf"), Not(HasSubstr("user")));
  settings.user = "www-data";
  EXPECT_THAT(File(settings, "main.conf"), HasSubstr("\nuser www-data;\n"));
}

TEST(NginxValuesTest, KeepsFewerConnectionsThanThereAreThreads) {
  NginxSettings settings = Settings();
  settings.threads = 25;
  EXPECT_TRUE(RenderValues(settings).ok());
  settings.threads = 24;
  EXPECT_THAT(File(settings, "main.conf"), HasSubstr("refused: --threads: must be above 24"));
}

TEST(NginxValuesTest, WorkersAreThoseOfTheOption) {
  NginxSettings settings = Settings();
  settings.workers = 4;
  EXPECT_THAT(File(settings, "main.conf"), HasSubstr("refused: --threads: must be above 48"));
  settings.threads = 49;
  EXPECT_THAT(File(settings, "main.conf"), HasSubstr("worker_processes 4;"));
  for (const std::int64_t count : {-1, 0, 65}) {
    settings.workers = count;
    EXPECT_THAT(File(settings, "main.conf"), HasSubstr("refused: --nginx-workers"));
  }
}

TEST(NginxValuesTest, NamesAreLookedUpWhileNginxRuns) {
  NginxSettings settings = Settings();
  settings.threads = 1;  // No connection is kept that could hold one.
  settings.program_addresses = {"tcp:{program}.internal:9000"};
  EXPECT_THAT(File(settings, "http.conf"), HasSubstr("refused: --program-address: a host by name needs a name server"));
  settings.name_server = "[fd00::2]:5353";
  EXPECT_THAT(File(settings, "http.conf"), HasSubstr("$postern_at_users {\n    default \"users.internal:9000\";"));
  EXPECT_THAT(File(settings, "http.conf"), Not(HasSubstr("upstream")));
  const std::string programs = File(settings, "programs.conf");
  EXPECT_THAT(programs, HasSubstr("resolver [fd00::2]:5353 valid=2s;"));
  EXPECT_THAT(programs, HasSubstr("fastcgi_keep_conn off;"));
  EXPECT_THAT(programs, HasSubstr("fastcgi_next_upstream error timeout;"));
  settings.ipv6_names = false;
  EXPECT_THAT(File(settings, "programs.conf"), HasSubstr("valid=2s ipv6=off;"));
}

TEST(NginxValuesTest, NumericAddressesAreUpstreams) {
  NginxSettings settings = Settings();
  settings.program_addresses.emplace_back("users=tcp:[fd00::7]:9007");
  EXPECT_THAT(File(settings, "http.conf"),
              HasSubstr("upstream postern_users {\n    server \"[fd00::7]:9007\";\n    keepalive 12;"));
  EXPECT_THAT(File(settings, "programs.conf"), HasSubstr("fastcgi_keep_conn on;"));
  EXPECT_THAT(File(settings, "programs.conf"), HasSubstr("fastcgi_next_upstream error;"));
}

TEST(NginxValuesTest, TheSiteIsKnownByTheHostOfTheAccessUrl) {
  NginxSettings settings = Settings();
  EXPECT_THAT(File(settings, "server.conf"), HasSubstr("server_name _;"));
  settings.host = "api.example.com";
  EXPECT_THAT(File(settings, "server.conf"), HasSubstr("server_name api.example.com;"));
}

TEST(NginxValuesTest, MetricsAreOnAnAddressOfTheirOwn) {
  NginxSettings settings = Settings();
  EXPECT_FALSE(RenderValues(settings)->contains("metrics.conf"));
  settings.metrics = ListenAddress{"127.0.0.1", 2112};
  const std::string file = File(settings, "metrics.conf");
  EXPECT_THAT(file, HasSubstr("listen 127.0.0.1:2112;"));
  EXPECT_THAT(file, HasSubstr("location = /metrics/users {"));
  EXPECT_THAT(file, HasSubstr("fastcgi_pass $postern_at_users;"));
}

TEST(NginxValuesTest, AMinutesRequestsMayComeAtOnce) {
  NginxSettings settings = Settings();
  settings.api_requests_per_minute = 512;
  EXPECT_THAT(File(settings, "http.conf"), HasSubstr("zone=postern_api:16m rate=512r/m;"));
  EXPECT_THAT(File(settings, "requests.conf"), HasSubstr("limit_req zone=postern_api burst=511 nodelay;"));
}

TEST(NginxValuesTest, OneRequestAMinuteHasNoBurst) {
  NginxSettings settings = Settings();
  settings.api_requests_per_minute = 1;
  EXPECT_THAT(File(settings, "requests.conf"), HasSubstr("limit_req zone=postern_api;"));
}

class NoApiLimitTest : public testing::TestWithParam<std::int64_t> {};

TEST_P(NoApiLimitTest, LeavesTheLimitsOfGuesses) {
  NginxSettings settings = Settings();
  settings.api_requests_per_minute = GetParam();
  EXPECT_THAT(File(settings, "http.conf"), Not(HasSubstr("postern_api:")));
  const std::string server = File(settings, "requests.conf");
  EXPECT_THAT(server, Not(HasSubstr("postern_api")));
  EXPECT_THAT(server, HasSubstr("limit_req zone=postern_login burst=59 nodelay;"));
  EXPECT_THAT(server, HasSubstr("limit_req zone=postern_password burst=59 nodelay;"));
}

INSTANTIATE_TEST_SUITE_P(Rates, NoApiLimitTest, testing::Values(0, -1, 1000001, 9223372036854775807));

TEST(NginxValuesTest, LooksAtReadinessHaveALimitOfTheirOwn) {
  EXPECT_THAT(File(Settings(), "http.conf"),
              HasSubstr("limit_req_zone $postern_ready_key zone=postern_ready:1m rate=60r/m;"));
  EXPECT_THAT(File(Settings(), "requests.conf"), HasSubstr("limit_req zone=postern_ready burst=20 nodelay;"));
}

TEST(NginxValuesTest, NothingIsLimitedWhenLimitsAreOff) {
  NginxSettings settings = Settings();
  settings.rate_limits = false;
  EXPECT_THAT(File(settings, "http.conf"), Not(HasSubstr("limit_req")));
  EXPECT_THAT(File(settings, "requests.conf"), Not(HasSubstr("limit_req")));
}

TEST(NginxValuesTest, BodiesAndDeadlinesAreThoseOfTheOptions) {
  NginxSettings settings = Settings();
  settings.max_body_bytes = 4096;
  settings.read_timeout = std::chrono::seconds(35);
  EXPECT_THAT(File(settings, "requests.conf"), HasSubstr("client_max_body_size 4096;"));
  EXPECT_THAT(File(settings, "api.conf"), HasSubstr("fastcgi_read_timeout 35s;"));
}

TEST(NginxValuesTest, TheFirstTrustedHeaderComesFirst) {
  NginxSettings settings = Settings();
  settings.trusted_headers = {"X-Forwarded-For", "True-Client-Ip"};
  const std::string file = File(settings, "http.conf");
  EXPECT_THAT(file, HasSubstr("map $http_x_forwarded_for $postern_named_1 {"));
  EXPECT_THAT(file, HasSubstr("1 $postern_named_1;\n    default $postern_client_2;"));
  EXPECT_THAT(file, HasSubstr("map $http_true_client_ip $postern_named_2 {"));
  EXPECT_THAT(file, HasSubstr("1 $postern_named_2;\n    default $remote_addr;"));
}

TEST(NginxValuesTest, WithoutTrustedHeadersTheClientIsThePeer) {
  EXPECT_THAT(File(Settings(), "http.conf"),
              HasSubstr("map $postern_peer_trusted $postern_client {\n    default $remote_addr;\n}\n"));
}

TEST(NginxValuesTest, ANetworkStandsOnceHoweverItIsWritten) {
  NginxSettings settings = Settings();
  settings.trusted_origins = {"127.0.0.1/8", "127.9.9.9/8", "::1/128"};
  EXPECT_THAT(File(settings, "http.conf"),
              HasSubstr("geo $remote_addr $postern_peer_trusted {\n    127.0.0.0/8 1;\n    ::1/128 1;\n}\n"));
}

TEST(NginxValuesTest, BitsBehindThePrefixAreCleared) {
  EXPECT_EQ(*CleanNetwork("10.255.255.255/8"), "10.0.0.0/8");
  EXPECT_EQ(*CleanNetwork("10.1.2.255/25"), "10.1.2.128/25");
  EXPECT_EQ(*CleanNetwork("1.2.3.4/0"), "0.0.0.0/0");
  EXPECT_EQ(*CleanNetwork("1.2.3.4/32"), "1.2.3.4/32");
  EXPECT_EQ(*CleanNetwork("2001:db8:ffff::1/33"), "2001:db8:8000::/33");
}

TEST(NginxValuesTest, WhatIsNoNetworkIsRefused) {
  for (const char* text : {"", "10.0.0.0", "10.0.0.0/33", "::/129", "10.0.0/8", "x/8", "10.0.0.0/8;", "10.0.0.0/-1"}) {
    EXPECT_FALSE(CleanNetwork(text).ok()) << text;
  }
}

}  // namespace
}  // namespace postern::operators
