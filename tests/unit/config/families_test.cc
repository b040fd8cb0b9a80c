#include "config/families.h"

#include "loading.h"

namespace postern::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Optional;

std::vector<std::string> Ids(const Options& options) {
  std::vector<std::string> ids;
  for (const ExternalAuthProvider& provider : options.external_auth.value()) ids.push_back(provider.id);
  return ids;
}

TEST(NumberedVariables, SetEveryFieldOfAnExternalService) {
  Options options;
  ASSERT_THAT(ReadFamilies({"CODER_EXTERNAL_AUTH_0_ID=id", "CODER_EXTERNAL_AUTH_0_TYPE=type",
                            "CODER_EXTERNAL_AUTH_0_CLIENT_ID=client", "CODER_EXTERNAL_AUTH_0_CLIENT_SECRET=secret",
                            "CODER_EXTERNAL_AUTH_0_AUTH_URL=auth", "CODER_EXTERNAL_AUTH_0_TOKEN_URL=token",
                            "CODER_EXTERNAL_AUTH_0_VALIDATE_URL=validate", "CODER_EXTERNAL_AUTH_0_REGEX=regex",
                            "CODER_EXTERNAL_AUTH_0_DEVICE_CODE_URL=device", "CODER_EXTERNAL_AUTH_0_DEVICE_FLOW=1",
                            "CODER_EXTERNAL_AUTH_0_NO_REFRESH=true", "CODER_EXTERNAL_AUTH_0_SCOPES=a b  c",
                            "CODER_EXTERNAL_AUTH_0_EXTRA_TOKEN_KEYS=x", "CODER_EXTERNAL_AUTH_0_APP_INSTALL_URL=install",
                            "CODER_EXTERNAL_AUTH_0_APP_INSTALLATIONS_URL=installations",
                            "CODER_EXTERNAL_AUTH_0_DISPLAY_NAME= name ", "CODER_EXTERNAL_AUTH_0_DISPLAY_ICON=icon"},
                           options),
              IsEmpty());
  ASSERT_EQ(options.external_auth.value().size(), 1U);
  const ExternalAuthProvider& provider = options.external_auth->front();
  EXPECT_THAT((std::vector{provider.id, provider.type, provider.client_id, provider.client_secret, provider.auth_url,
                           provider.token_url, provider.validate_url, provider.regex, provider.device_code_url,
                           provider.app_install_url, provider.app_installations_url, provider.display_name,
                           provider.display_icon}),
              ElementsAre("id", "type", "client", "secret", "auth", "token", "validate", "regex", "device", "install",
                          "installations", " name ", "icon"));
  EXPECT_TRUE(provider.device_flow && provider.no_refresh);
  EXPECT_THAT(provider.scopes, Optional(ElementsAre("a", "b", "", "c")));
  EXPECT_THAT(provider.extra_token_keys, Optional(ElementsAre("x")));
}

TEST(NumberedVariables, SetEveryFieldOfAProviderOfModels) {
  Options options;
  ASSERT_THAT(ReadFamilies({"CODER_AI_PROVIDER_0_TYPE=openai", "CODER_AI_PROVIDER_0_API_KEY=key",
                            "CODER_AI_PROVIDER_0_BASE_URL=url", "CODER_AI_PROVIDER_0_MODELS=a, b"},
                           options),
              IsEmpty());
  ASSERT_EQ(options.ai.size(), 1U);
  EXPECT_THAT((std::vector{options.ai[0].type, options.ai[0].api_key, options.ai[0].base_url}),
              ElementsAre("openai", "key", "url"));
  EXPECT_THAT(options.ai[0].models, Optional(ElementsAre("a", " b")));
}

TEST(NumberedVariables, AnEmptyListOfModelsHasOneWithoutName) {
  Options options;
  ReadFamilies({"CODER_AI_PROVIDER_0_MODELS=", "CODER_AI_PROVIDER_1_TYPE=google"}, options);
  EXPECT_THAT(options.ai[0].models, Optional(ElementsAre("")));
  EXPECT_EQ(options.ai[1].models, std::nullopt);
}

TEST(NumberedVariables, AreOrderedAsNumbers) {
  std::vector<std::string> environment;
  for (int i = 11; i >= 0; --i) {
    environment.push_back("CODER_EXTERNAL_AUTH_" + std::to_string(i) + "_ID=" + std::to_string(i));
  }
  Options options;
  EXPECT_THAT(ReadFamilies(environment, options), IsEmpty());
  EXPECT_THAT(Ids(options), ElementsAre("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"));
}

TEST(NumberedVariables, AreAddedToWhatIsThereNewerNamesFirst) {
  Options options;
  options.external_auth.emplace().emplace_back().id = "there";
  EXPECT_THAT(
      ReadFamilies({"CODER_GITAUTH_0_ID=older", "CODER_EXTERNAL_AUTH_0_ID=newer", "coder_gitauth_1_id=any case"},
                   options),
      IsEmpty());
  EXPECT_THAT(Ids(options), ElementsAre("there", "newer", "older", "any case"));
}

TEST(NumberedVariables, UnknownFieldsAreLeftAloneButMakeAnEntry) {
  Options options;
  EXPECT_THAT(ReadFamilies({"CODER_EXTERNAL_AUTH_0_NONESUCH=x"}, options), IsEmpty());
  EXPECT_THAT(Ids(options), ElementsAre(""));
}

TEST(NumberedVariables, WhereThereAreNoneNothingIsSet) {
  Options options;
  EXPECT_THAT(ReadFamilies({"PATH=/bin", "CODER_EXTERNAL_AUTH=x", "CODER_AI_PROVIDER=x"}, options), IsEmpty());
  EXPECT_EQ(options.external_auth, std::nullopt);
  EXPECT_THAT(options.ai, IsEmpty());
}

class BadFamilies : public testing::TestWithParam<std::string> {};

TEST_P(BadFamilies, AreToldByTheVariableWithoutItsText) {
  Options options;
  const std::string name = GetParam().substr(0, GetParam().find('='));
  EXPECT_THAT(ReadFamilies({"CODER_EXTERNAL_AUTH_0_ID=x", GetParam()}, options),
              ElementsAre(AllOf(testing::StartsWith(name + ": "), Not(HasSubstr("hunter2")))));
}

INSTANTIATE_TEST_SUITE_P(Variables, BadFamilies,
                         testing::Values("CODER_EXTERNAL_AUTH_2_ID=hunter2", "CODER_GITAUTH_1_ID=hunter2",
                                         "CODER_AI_PROVIDER_1_TYPE=hunter2", "CODER_EXTERNAL_AUTH_X_ID=hunter2",
                                         "CODER_EXTERNAL_AUTH_0ID=hunter2", "CODER_EXTERNAL_AUTH_=hunter2",
                                         "CODER_EXTERNAL_AUTH_-1_ID=hunter2",
                                         "CODER_EXTERNAL_AUTH_99999999999999999999999_ID=hunter2",
                                         "CODER_EXTERNAL_AUTH_18446744073709551615_ID=hunter2",
                                         "CODER_EXTERNAL_AUTH_0_NO_REFRESH=hunter2",
                                         "CODER_EXTERNAL_AUTH_0_DEVICE_FLOW="));

TEST(NumberedVariables, EveryMistakeIsToldAtOnce) {
  EXPECT_THAT(Refused({}, {"CODER_EXTERNAL_AUTH_X_ID=x", "CODER_AI_PROVIDER_1_TYPE=openai", "CODER_UPDATE_CHECK=on"}),
              AllOf(HasSubstr("CODER_EXTERNAL_AUTH_X_ID"), HasSubstr("CODER_AI_PROVIDER_1_TYPE"),
                    HasSubstr("CODER_UPDATE_CHECK")));
}

TEST(NumberedVariables, DoNotChangeTheSource) {
  const Loaded loaded = MustLoad({}, {"CODER_EXTERNAL_AUTH_0_TYPE=github", "CODER_EXTERNAL_AUTH_0_CLIENT_ID=x",
                                      "CODER_AI_PROVIDER_0_TYPE=openai"});
  EXPECT_EQ(loaded.origins.external_auth.source, Source::kNone);
  EXPECT_EQ(loaded.origins.ai.source, Source::kNone);
}

TEST(NumberedVariables, AreNotWrittenIntoAFile) {
  const Loaded loaded = MustLoad({"--write-config"}, {"CODER_EXTERNAL_AUTH_5_TYPE=github", "OPENAI_API_KEY=x"});
  EXPECT_EQ(loaded.options.external_auth, std::nullopt);
  EXPECT_THAT(loaded.options.ai, IsEmpty());
}

TEST(ApiKeys, StandForProvidersInTheOrderOfTheirNames) {
  Options options;
  options.ai.emplace_back().type = "there";
  ReadFamilies({"OPENAI_API_KEY=o", "GOOGLE_API_KEY=", "ANTHROPIC_API_KEY=a", "CODER_AI_PROVIDER_0_TYPE=numbered"},
               options);
  std::vector<std::string> types;
  for (const AiProvider& provider : options.ai) types.push_back(provider.type + "/" + provider.api_key);
  EXPECT_THAT(types, ElementsAre("there/", "numbered/", "anthropic/a", "google/", "openai/o"));
}

TEST(ApiKeys, AreNamedInCapitalsAlone) {
  Options options;
  ReadFamilies({"openai_api_key=o"}, options);
  EXPECT_THAT(options.ai, IsEmpty());
}

}  // namespace
}  // namespace postern::config
