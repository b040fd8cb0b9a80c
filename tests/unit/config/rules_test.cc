#include "config/rules.h"

#include <algorithm>
#include <chrono>

#include "loading.h"

namespace postern::config {
namespace {

using std::chrono::hours;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class TooSmall : public testing::TestWithParam<std::string> {};

TEST_P(TooSmall, ZeroIsRefused) {
  EXPECT_THAT(Refused({"--" + GetParam() + "=0"}), HasSubstr("--" + GetParam() + ": \"0\""));
}

TEST_P(TooSmall, NegativeIsRefused) {
  const bool is_count =
      GetParam() == "threads" || GetParam().starts_with("max-body") || GetParam() == "pg-max-connections";
  const std::string text = is_count ? "-1" : "-1ns";
  EXPECT_THAT(Refused({"--" + GetParam() + "=" + text}), HasSubstr("--" + GetParam() + ": \"" + text + "\""));
}

INSTANTIATE_TEST_SUITE_P(Options, TooSmall,
                         testing::Values("max-token-lifetime", "max-admin-token-lifetime", "default-token-lifetime",
                                         "session-duration", "autobuild-poll-interval", "job-hang-detector-interval",
                                         "outbound-connect-timeout", "outbound-timeout", "drain-timeout",
                                         "request-timeout", "pg-acquire-timeout", "pg-connect-timeout",
                                         "pg-statement-timeout", "pg-lock-timeout", "pg-idle-in-transaction-timeout",
                                         "pg-idle-close", "password-wait", "threads", "pg-max-connections",
                                         "max-body-bytes"));

TEST(Rules, TheTextIsRepeatedAsTyped) {
  EXPECT_THAT(Refused({}, {"CODER_MAX_TOKEN_LIFETIME=-90m"}), HasSubstr("CODER_MAX_TOKEN_LIFETIME: \"-90m\""));
}

TEST(Rules, SomeLengthsOfTimeMayBeZero) {
  const Options options = MustLoad({"--idle-exit=0", "--agent-stats-refresh-interval=0"}).options;
  EXPECT_EQ(options.idle_exit.count(), 0);
  EXPECT_EQ(options.agent_stats_refresh_interval.count(), 0);
}

TEST(Rules, ButNotNegative) {
  EXPECT_THAT(Refused({"--idle-exit=-1s"}), HasSubstr("--idle-exit: \"-1s\""));
  EXPECT_THAT(Refused({"--agent-stats-refresh-interval=-1s"}), HasSubstr("--agent-stats-refresh-interval: \"-1s\""));
}

TEST(Rules, WhatAProcessWaitsForMayBe100Years) {
  EXPECT_EQ(MustLoad({"--idle-exit=876600h"}).options.idle_exit, std::chrono::hours(876600));
  for (const char* flag : {"--idle-exit", "--drain-timeout", "--request-timeout", "--pg-statement-timeout"}) {
    EXPECT_EQ(Refused({std::string(flag) + "=876601h"}),
              std::string(flag) + ": \"876601h\" must be at most 876600h, which is 100 years");
  }
}

TEST(Rules, WhatTheDatabaseCountsMayBeAllThatANumberHolds) {
  constexpr const char* kMost = "2562047h47m16.854775807s";
  for (const char* flag : {"--session-duration", "--max-token-lifetime", "--agent-stats-refresh-interval"}) {
    EXPECT_TRUE(LoadFrom({std::string(flag) + "=" + kMost}).ok()) << flag;
  }
}

TEST(Rules, LengthsOfTimeThatNobodyCountsByMayBeAnything) {
  EXPECT_TRUE(LoadFrom({"--provisioner-daemon-poll-jitter=-1s", "--notifications-retry-interval=0"}).ok());
}

TEST(Rules, ThreadsMayBeUpTo1024) {
  EXPECT_EQ(MustLoad({"--threads=1024"}).options.threads, 1024);
  EXPECT_THAT(Refused({"--threads=1025"}), HasSubstr("at most 1024"));
}

TEST(Rules, EveryBrokenRuleIsTold) {
  const std::string refused = Refused({"--threads=0", "--session-duration=0s"}, {"CODER_PROXY_TRUSTED_ORIGINS=x"});
  EXPECT_THAT(refused,
              AllOf(HasSubstr("--threads"), HasSubstr("--session-duration"), HasSubstr("CODER_PROXY_TRUSTED_ORIGINS")));
  EXPECT_EQ(std::count(refused.begin(), refused.end(), '\n'), 2);
}

TEST(DefaultLifetime, ExplicitlyAboveBothLimitsIsRefused) {
  EXPECT_THAT(Refused({}, {"CODER_DEFAULT_TOKEN_LIFETIME=300h", "CODER_MAX_TOKEN_LIFETIME=200h",
                           "CODER_MAX_ADMIN_TOKEN_LIFETIME=100h"}),
              AllOf(HasSubstr("CODER_DEFAULT_TOKEN_LIFETIME: \"300h\""), HasSubstr("--max-token-lifetime"),
                    HasSubstr("--max-admin-token-lifetime")));
}

TEST(DefaultLifetime, AboveOneLimitIsTaken) {
  EXPECT_TRUE(
      LoadFrom({"--default-token-lifetime=150h", "--max-token-lifetime=200h", "--max-admin-token-lifetime=100h"}).ok());
}

TEST(DefaultLifetime, EqualToTheHigherLimitIsTaken) {
  EXPECT_TRUE(
      LoadFrom({"--default-token-lifetime=200h", "--max-token-lifetime=200h", "--max-admin-token-lifetime=100h"}).ok());
}

TEST(DefaultLifetime, NotSetAndAboveBothLimitsIsTaken) {
  const Loaded loaded = MustLoad({"--max-token-lifetime=2h", "--max-admin-token-lifetime=1h"});
  EXPECT_EQ(loaded.options.default_token_lifetime, hours(168));
}

TEST(LimitWarning, IsOneLineThatNamesBoth) {
  const Loaded loaded = MustLoad({}, {"CODER_MAX_ADMIN_TOKEN_LIFETIME=24h"});
  EXPECT_THAT(loaded.warnings,
              ElementsAre(AllOf(HasSubstr("warning"), HasSubstr("--max-admin-token-lifetime (24h0m0s)"),
                                HasSubstr("--max-token-lifetime (876600h0m0s)"), testing::Not(HasSubstr("\n")))));
}

TEST(LimitWarning, IsGivenWhereTheMembersLimitWasChosen) {
  EXPECT_EQ(MustLoad({"--max-token-lifetime=720h"}).warnings.size(), 1U);
}

TEST(LimitWarning, IsNotGivenForTheShippedLimits) {
  EXPECT_THAT(MustLoad({}).warnings, IsEmpty());
}

TEST(LimitWarning, IsNotGivenForEqualOrHigherLimits) {
  EXPECT_THAT(MustLoad({"--max-token-lifetime=24h", "--max-admin-token-lifetime=24h"}).warnings, IsEmpty());
  EXPECT_THAT(MustLoad({"--max-token-lifetime=24h"}).warnings, IsEmpty());
}

TEST(HttpAddress, MustBeHostAndPort) {
  for (const std::string text : {"", "localhost", "::1", "1.2.3.4:", "h:http", "h:0", "h:65536"}) {
    EXPECT_THAT(Refused({"--http-address=" + text}), HasSubstr("--http-address: \"" + text + "\"")) << text;
  }
}

TEST(HttpAddress, TakesEveryFamily) {
  for (const std::string text : {":8080", "[::1]:80", "localhost:65535"}) {
    EXPECT_EQ(MustLoad({"--http-address=" + text}).options.http_address, text);
  }
}

TEST(AccessUrl, MustBeHttp) {
  for (const std::string text : {"ftp://example.com", "example.com"}) {
    EXPECT_THAT(Refused({}, {"CODER_ACCESS_URL=" + text}), HasSubstr("CODER_ACCESS_URL: \"" + text + "\"")) << text;
  }
  EXPECT_EQ(MustLoad({}, {"CODER_ACCESS_URL=HTTPS://h"}).options.access_url, "https://h");
}

// Settings that are refused, each with the words that lead to the culprit.
struct Wrong {
  std::string name;
  std::vector<std::string> environment;
  std::string told;
};

class Refusals : public testing::TestWithParam<Wrong> {};

TEST_P(Refusals, NameTheOptionInOneLine) {
  const std::string refused = Refused({}, GetParam().environment);
  EXPECT_THAT(refused, HasSubstr(GetParam().told));
  EXPECT_EQ(std::count(refused.begin(), refused.end(), '\n'), 0) << refused;
}

INSTANTIATE_TEST_SUITE_P(
    Options, Refusals,
    testing::Values(
        Wrong{"LogFilter", {"CODER_LOG_FILTER=a,("}, "CODER_LOG_FILTER: \"(\""},
        Wrong{"Memory", {"CODER_IN_MEMORY=true"}, "CODER_IN_MEMORY"},
        Wrong{"Ephemeral", {"CODER_EPHEMERAL=true"}, "CODER_EPHEMERAL"},
        Wrong{"AwsRole", {"CODER_PG_AUTH=AwsIamRds"}, "CODER_PG_AUTH: \"AwsIamRds\""},
        Wrong{"DispatchAsLongAsLease",
              {"CODER_NOTIFICATIONS_DISPATCH_TIMEOUT=2m", "CODER_NOTIFICATIONS_LEASE_PERIOD=2m"},
              "CODER_NOTIFICATIONS_DISPATCH_TIMEOUT: \"2m\" must be less than --notifications-lease-period (2m0s)"},
        Wrong{"UpdateSiteOfAnotherScheme", {"POSTERN_UPDATE_CHECK_URL=ftp://me:pw@h/"}, "\"ftp://h/\""},
        Wrong{"UpdateSiteWithoutHost", {"POSTERN_UPDATE_CHECK_URL=http:///x"}, "POSTERN_UPDATE_CHECK_URL"},
        Wrong{"TwoMapsOfRelays",
              {"CODER_DERP_CONFIG_PATH=/x", "CODER_DERP_CONFIG_URL=http://me:pw@h"},
              "CODER_DERP_CONFIG_PATH: cannot stand beside CODER_DERP_CONFIG_URL"},
        Wrong{"NoRelay", {"CODER_DERP_SERVER_ENABLE=false"}, "CODER_DERP_SERVER_ENABLE"},
        Wrong{"StunPortName", {"CODER_DERP_SERVER_STUN_ADDRESSES=a:1,b:stun"}, "\"b:stun\""},
        Wrong{"StunWithoutPort", {"CODER_DERP_SERVER_STUN_ADDRESSES=a"}, "CODER_DERP_SERVER_STUN_ADDRESSES: \"a\""},
        Wrong{"TransportSecurity",
              {"CODER_STRICT_TRANSPORT_SECURITY=1", "CODER_STRICT_TRANSPORT_SECURITY_OPTIONS=PRELOAD,nonesuch"},
              "\"nonesuch\""},
        Wrong{"SshWithoutSeparator", {"CODER_SSH_CONFIG_OPTIONS=A=b,C d,none"}, "CODER_SSH_CONFIG_OPTIONS: \"none\""},
        Wrong{"Suffix", {"CODER_WORKSPACE_HOSTNAME_SUFFIX=.x"}, "CODER_WORKSPACE_HOSTNAME_SUFFIX: \".x\""},
        Wrong{"Keygen", {"CODER_SSH_KEYGEN_ALGORITHM=dsa"}, "CODER_SSH_KEYGEN_ALGORITHM: \"dsa\""},
        Wrong{"OlderAddress", {"CODER_ADDRESS=host:"}, "CODER_ADDRESS: \"host:\""}),
    [](const auto& param) { return param.param.name; });

class Accepted : public testing::TestWithParam<Wrong> {};

TEST_P(Accepted, AreTaken) {
  EXPECT_EQ(Refused({}, GetParam().environment), "accepted");
}

INSTANTIATE_TEST_SUITE_P(
    Options, Accepted,
    testing::Values(
        Wrong{"OneMapOfRelays", {"CODER_DERP_SERVER_ENABLE=false", "CODER_DERP_CONFIG_PATH=/x"}, ""},
        Wrong{"NoStun", {"CODER_DERP_SERVER_STUN_ADDRESSES=disable"}, ""},
        Wrong{"StunWithoutDirectConnections", {"CODER_DERP_SERVER_STUN_ADDRESSES=a", "CODER_BLOCK_DIRECT=1"}, ""},
        Wrong{"TransportSecurityOff",
              {"CODER_STRICT_TRANSPORT_SECURITY=-5", "CODER_STRICT_TRANSPORT_SECURITY_OPTIONS=nonesuch"},
              ""},
        Wrong{"SshWithNothingOnEitherSide", {"CODER_SSH_CONFIG_OPTIONS==,  "}, ""},
        Wrong{"KeygenInCapitals", {"CODER_SSH_KEYGEN_ALGORITHM=ECDSA"}, ""},
        Wrong{"PasswordInCapitals", {"CODER_PG_AUTH=PASSWORD"}, ""},
        Wrong{"AnyNotification", {"CODER_NOTIFICATIONS_METHOD=pigeon"}, ""},
        Wrong{"AnyExperiment", {"CODER_EXPERIMENTS=unheard of"}, ""},
        Wrong{"BadPolicy", {"CODER_ADDITIONAL_CSP_POLICY=img-src"}, ""}),
    [](const auto& param) { return param.param.name; });

TEST(Logs, MustGoSomewhere) {
  EXPECT_THAT(Refused({"--log-human="}), HasSubstr("--log-human: "));
  EXPECT_EQ(Refused({"--log-human=", "--log-json=/dev/stderr"}), "accepted");
  EXPECT_EQ(Refused({"--log-human=", "--trace"}), "accepted");
}

TEST(Wildcard, IsLookedAtAgainWhereTheFileHasIt) {
  const TextFile file("networking: {wildcardAccessURL: example.com}\n");
  EXPECT_THAT(Refused({"--config=" + file.path()}),
              HasSubstr(file.path() + ":1: networking.wildcardAccessURL: \"example.com\""));
}

TEST(ProxyOrigins, MustBeNetworks) {
  EXPECT_THAT(Refused({"--proxy-trusted-origins=10.0.0.0/8,10.0.0.1"}),
              HasSubstr("--proxy-trusted-origins: \"10.0.0.1\""));
}

TEST(ProxyOrigins, NetworksAreTaken) {
  EXPECT_THAT(MustLoad({"--proxy-trusted-origins=10.0.0.0/8,fd00::/8"}).options.proxy_trusted_origins,
              ElementsAre("10.0.0.0/8", "fd00::/8"));
}

TEST(ProxyHeaders, MustBeHeaderNames) {
  for (const std::string text : {"X-Real-IP; }", "a b", "A:"}) {
    EXPECT_THAT(Refused({"--proxy-trusted-headers=" + text}), HasSubstr("\"" + text + "\"")) << text;
  }
}

}  // namespace
}  // namespace postern::config
