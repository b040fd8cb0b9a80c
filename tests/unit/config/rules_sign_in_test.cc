#include <algorithm>

#include "loading.h"

namespace postern::config {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct Settings {
  std::string name;
  std::vector<std::string> environment;
  std::string told;
};

std::vector<std::string> Ai(const std::string& url, const std::string& type = "openai") {
  return {"CODER_AI_PROVIDER_0_TYPE=" + type, "CODER_AI_PROVIDER_0_API_KEY=hunter2",
          "CODER_AI_PROVIDER_0_BASE_URL=" + url};
}

class SignInRefusals : public testing::TestWithParam<Settings> {};

TEST_P(SignInRefusals, NameTheOptionInOneLineWithoutSecrets) {
  const std::string refused = Refused({}, GetParam().environment);
  EXPECT_THAT(refused, AllOf(HasSubstr(GetParam().told), Not(HasSubstr("hunter2"))));
  EXPECT_EQ(std::count(refused.begin(), refused.end(), '\n'), 0) << refused;
}

INSTANTIATE_TEST_SUITE_P(
    Options, SignInRefusals,
    testing::Values(
        Settings{
            "OidcWithoutIssuer", {"CODER_OIDC_CLIENT_ID=x", "CODER_OIDC_CLIENT_SECRET=hunter2"}, "--oidc-issuer-url"},
        Settings{"OidcSecretAndKey",
                 {"CODER_OIDC_CLIENT_ID=x", "CODER_OIDC_ISSUER_URL=https://i", "CODER_OIDC_CLIENT_SECRET=hunter2",
                  "CODER_OIDC_CLIENT_KEY_FILE=/k"},
                 "CODER_OIDC_CLIENT_KEY_FILE"},
        Settings{"OidcGroupsWithoutField",
                 {"CODER_OIDC_CLIENT_ID=x", "CODER_OIDC_ISSUER_URL=https://i", "CODER_OIDC_ALLOWED_GROUPS=a"},
                 "CODER_OIDC_ALLOWED_GROUPS"},
        Settings{"OidcTwoOriginsOfClaims",
                 {"CODER_OIDC_CLIENT_ID=x", "CODER_OIDC_ISSUER_URL=https://i", "CODER_OIDC_ACCESS_TOKEN_CLAIMS=true"},
                 "CODER_OIDC_ACCESS_TOKEN_CLAIMS"},
        Settings{"GithubEveryoneAndSome",
                 {"CODER_OAUTH2_GITHUB_CLIENT_ID=x", "CODER_OAUTH2_GITHUB_ALLOW_EVERYONE=true",
                  "CODER_OAUTH2_GITHUB_ALLOWED_TEAMS=a/b"},
                 "CODER_OAUTH2_GITHUB_ALLOW_EVERYONE"},
        Settings{"GithubNobody", {"CODER_OAUTH2_GITHUB_CLIENT_SECRET=hunter2"}, "--oauth2-github-allowed-orgs"},
        Settings{"GithubTeam",
                 {"CODER_OAUTH2_GITHUB_CLIENT_ID=x", "CODER_OAUTH2_GITHUB_ALLOWED_ORGS=a",
                  "CODER_OAUTH2_GITHUB_ALLOWED_TEAMS=a/b,c"},
                 "CODER_OAUTH2_GITHUB_ALLOWED_TEAMS: \"c\""},
        Settings{"EncryptionKey",
                 {"CODER_EXTERNAL_TOKEN_ENCRYPTION_KEYS=AAAA,hunter2!"},
                 "CODER_EXTERNAL_TOKEN_ENCRYPTION_KEYS: key number 2 is not base64"},
        Settings{"EmptyEncryptionKey", {"CODER_EXTERNAL_TOKEN_ENCRYPTION_KEYS=AAAA,"}, "key number 2"},
        Settings{"AiType", {"CODER_AI_PROVIDER_0_TYPE=hunter2"}, "AI: the type of provider number 1"},
        Settings{"AiUrlWithoutScheme", Ai("name:hunter2@ai.example"),
                 "AI: the base_url of provider number 1 is no URL"},
        Settings{"AiUrlOfAnotherScheme", Ai("file://hunter2/etc"), "the base_url of provider number 1"},
        Settings{"AiUrlWithoutHost", Ai("https:///hunter2"), "the base_url of provider number 1"},
        Settings{"AiUrlThatCannotBeRead", Ai("https://hunter2:port"), "the base_url of provider number 1"}),
    [](const auto& param) { return param.param.name; });

class SignInAccepted : public testing::TestWithParam<Settings> {};

TEST_P(SignInAccepted, AreTaken) {
  EXPECT_EQ(Refused({}, GetParam().environment), "accepted");
}

INSTANTIATE_TEST_SUITE_P(
    Options, SignInAccepted,
    testing::Values(
        Settings{"OidcNotUsed", {"CODER_OIDC_ALLOWED_GROUPS=a", "CODER_OIDC_ACCESS_TOKEN_CLAIMS=true"}, ""},
        Settings{"OidcGroupsByScope",
                 {"CODER_OIDC_CLIENT_ID=x", "CODER_OIDC_ISSUER_URL=https://i", "CODER_OIDC_ALLOWED_GROUPS=a",
                  "CODER_OIDC_SCOPES=openid,groups"},
                 ""},
        Settings{"GithubNotUsed", {"CODER_OAUTH2_GITHUB_ALLOWED_TEAMS=nonsense"}, ""},
        Settings{"GithubEveryone", {"CODER_OAUTH2_GITHUB_CLIENT_ID=x", "CODER_OAUTH2_GITHUB_ALLOW_EVERYONE=true"}, ""},
        Settings{"AiUrl", Ai("https://ai.example:8443/v1?a=b"), ""},
        Settings{"AiUrlOfATypeThatHasNone", Ai("nonsense", "google"), ""},
        Settings{"EncryptionKeys", {"CODER_EXTERNAL_TOKEN_ENCRYPTION_KEYS=AAAA,AQ=="}, ""}),
    [](const auto& param) { return param.param.name; });

TEST(AiBaseUrl, IsWarnedOfWhereAKeyGoesThroughTheNetInPlainText) {
  for (const char* url : {"http://ai.example/v1", "HTTP://127.example", "http://10.0.0.1:80", "http://[fd00::1]"}) {
    EXPECT_THAT(MustLoad({}, Ai(url)).warnings,
                testing::ElementsAre(AllOf(HasSubstr("base_url of provider number 1"), Not(HasSubstr("hunter2")))))
        << url;
  }
  for (const char* url : {"https://ai.example", "http://127.0.0.1:9", "http://localhost", "http://[::1]:9/v1"}) {
    EXPECT_THAT(MustLoad({}, Ai(url)).warnings, testing::IsEmpty()) << url;
  }
  EXPECT_THAT(
      MustLoad({}, {"CODER_AI_PROVIDER_0_TYPE=openai", "CODER_AI_PROVIDER_0_BASE_URL=http://ai.example"}).warnings,
      testing::IsEmpty())
      << "no key";
}

// Two entries, the second with these further keys.
std::string RefusedProvider(const std::string& second) {
  return Refused({"--external-auth-providers=[{type: gitlab, client_id: hunter2}, {" + second + "}]"});
}

class ExternalAuthRefusals : public testing::TestWithParam<std::string> {};

TEST_P(ExternalAuthRefusals, TellThePlaceOfTheEntryAndNothingOfIt) {
  EXPECT_THAT(
      RefusedProvider(GetParam()),
      AllOf(HasSubstr("--external-auth-providers: number 2 of External Auth Providers"), Not(HasSubstr("hunter2"))));
}

INSTANTIATE_TEST_SUITE_P(Entries, ExternalAuthRefusals,
                         testing::Values("type: github", "type: github, client_id: x, id: not an id hunter2",
                                         "client_id: x", "type: x, id: new, client_id: x",
                                         "type: x, id: a--b, client_id: x",
                                         "type: x, id: abcdefghijklmnopqrstuvwxyz1234567, client_id: x",
                                         "type: gitlab, client_id: hunter2", "type: x, id: gitlab, client_id: x",
                                         "type: github, client_id: x, regex: '(hunter2'",
                                         "type: gitlab, id: x, client_id: x, device_flow: true"));

TEST(ExternalAuth, EntriesThatFitAreTaken) {
  EXPECT_EQ(RefusedProvider("type: github, client_id: x, device_flow: true"), "accepted");
  EXPECT_EQ(RefusedProvider("type: mine, client_id: x, device_flow: true, device_code_url: http://d"), "accepted");
  EXPECT_EQ(RefusedProvider("type: gitlab, id: Other-1, client_id: x"), "accepted");
}

TEST(ExternalAuth, TheOlderNameOfBitbucketStandsForTheCloud) {
  EXPECT_THAT(Refused({"--external-auth-providers=[{type: bitbucket, client_id: x}, "
                       "{type: bitbucket-cloud, client_id: x}]"}),
              HasSubstr("its id is that of number 1"));
}

TEST(ExternalAuth, EntriesOfVariablesAreCountedOnFromThoseOfTheOption) {
  EXPECT_THAT(
      Refused({"--external-auth-providers=[{type: gitlab, client_id: x}]"},
              {"CODER_EXTERNAL_AUTH_0_TYPE=github", "CODER_EXTERNAL_AUTH_0_CLIENT_SECRET=hunter2"}),
      AllOf(HasSubstr("number 2 of External Auth Providers is wrong: it has no client_id"), Not(HasSubstr("hunter2"))));
}

}  // namespace
}  // namespace postern::config
