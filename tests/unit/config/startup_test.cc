#include "config/startup.h"

#include "loading.h"

namespace postern::config {
namespace {

using testing::ElementsAre;

TEST(Startup, TheOlderAddressIsThatOfHttp) {
  const Loaded loaded = MustLoad({"-a", "127.0.0.1:1", "--http-address=127.0.0.1:2"});
  EXPECT_EQ(loaded.options.http_address, "127.0.0.1:1");
  EXPECT_EQ(loaded.options.tls_address, "");
  EXPECT_EQ(loaded.origins.tls_address.source, Source::kDefault);
}

TEST(Startup, TheOlderAddressIsThatOfHttpsWhereTlsIsOn) {
  const Options options = MustLoad({"--address=127.0.0.1:1", "--tls-enable"}).options;
  EXPECT_EQ(options.http_address, "");
  EXPECT_EQ(options.tls_address, "127.0.0.1:1");
}

TEST(Startup, WithoutTheOlderAddressBothStay) {
  const Options options = MustLoad({"--address=:"}).options;
  EXPECT_EQ(options.http_address, "127.0.0.1:3000");
  EXPECT_EQ(options.tls_address, "127.0.0.1:3443");
}

TEST(Startup, WithoutRateLimitsThereIsNoneForTheApi) {
  const Loaded loaded = MustLoad({"--dangerous-disable-rate-limits"}, {"CODER_API_RATE_LIMIT=77"});
  EXPECT_EQ(loaded.options.api_rate_limit, -1);
  EXPECT_EQ(loaded.origins.api_rate_limit.source, Source::kEnv);
}

TEST(Startup, HeadersAreWrittenAsUsual) {
  EXPECT_THAT(MustLoad({"--proxy-trusted-headers=x-forwarded-for,CF-connecting-IP,x"}).options.proxy_trusted_headers,
              ElementsAre("X-Forwarded-For", "Cf-Connecting-Ip", "X"));
}

TEST(Startup, AskingForGroupsReadsTheClaimOfThatName) {
  const std::vector<std::string> asking = {"--oidc-client-id=x", "--oidc-issuer-url=https://i", "--oidc-scopes=groups"};
  EXPECT_EQ(MustLoad(asking).options.oidc_group_field, "groups");
  EXPECT_EQ(MustLoad(asking, {"CODER_OIDC_GROUP_FIELD=theirs"}).options.oidc_group_field, "theirs");
  EXPECT_EQ(MustLoad({"--oidc-scopes=groups"}).options.oidc_group_field, "");
  EXPECT_EQ(MustLoad({"--oidc-client-id=x", "--oidc-issuer-url=https://i"}).options.oidc_group_field, "");
}

struct Redirect {
  std::string name;
  std::vector<std::string> flags, environment;
  bool redirects;
};

class LegacyRedirect : public testing::TestWithParam<Redirect> {};

TEST_P(LegacyRedirect, CountsWithTlsAlone) {
  EXPECT_EQ(MustLoad(GetParam().flags, GetParam().environment).options.redirect_to_access_url, GetParam().redirects);
}

INSTANTIATE_TEST_SUITE_P(
    Ways, LegacyRedirect,
    testing::Values(Redirect{"Variable", {"--tls-enable"}, {"CODER_TLS_REDIRECT_HTTP=true"}, true},
                    Redirect{"VariableInSmallLetters", {"--tls-enable"}, {"coder_tls_redirect_http=1"}, true},
                    Redirect{"VariableOfTheOption", {"--tls-enable"}, {"CODER_TLS_REDIRECT_HTTP_TO_HTTPS=t"}, true},
                    Redirect{"Flag", {"--tls-enable", "--tls-redirect-http-to-https"}, {}, true},
                    Redirect{"FlagThatSaysNo",
                             {"--tls-enable", "--tls-redirect-http-to-https=false", "--redirect-to-access-url"},
                             {},
                             false},
                    Redirect{"VariableThatSaysNo",
                             {"--tls-enable", "--redirect-to-access-url"},
                             {"CODER_TLS_REDIRECT_HTTP=0"},
                             true},
                    Redirect{"NeitherTrueNorFalse", {"--tls-enable"}, {"CODER_TLS_REDIRECT_HTTP=yes"}, false},
                    Redirect{"NotAsked", {"--tls-enable"}, {}, false},
                    Redirect{"WithoutTls", {"--tls-redirect-http-to-https"}, {"CODER_TLS_REDIRECT_HTTP=true"}, false}),
    [](const auto& param) { return param.param.name; });

TEST(Startup, NothingIsChangedForAFile) {
  const Options options =
      MustLoad({"--write-config", "--dangerous-disable-rate-limits", "--address=:1", "--proxy-trusted-headers=x-a"})
          .options;
  EXPECT_EQ(options.api_rate_limit, 512);
  EXPECT_EQ(options.http_address, "127.0.0.1:3000");
  EXPECT_THAT(options.proxy_trusted_headers, ElementsAre("x-a"));
}

}  // namespace
}  // namespace postern::config
