#include "config/yaml.h"

#include <chrono>

#include "loading.h"

namespace postern::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Loaded MustLoadFile(const std::string& text, std::vector<std::string> arguments = {},
                    std::vector<std::string> environment = {}) {
  const TextFile file(text);
  arguments.push_back("--config=" + file.path());
  return MustLoad(arguments, environment);
}

std::string RefusedFile(const std::string& text) {
  const TextFile file(text);
  return Refused({"-c", file.path()});
}

TEST(YamlFile, SetsOptionsByTheirPath) {
  const Loaded loaded = MustLoadFile(
      "networking:\n  http:\n    maxTokenLifetime: 240h\n  proxyTrustedHeaders: [A, B]\n"
      "telemetry: {enable: \"F\"}\nclient: {cliUpgradeMessage: 12}\npostern: {threads: \"7\"}\n");
  EXPECT_EQ(loaded.options.max_token_lifetime, std::chrono::hours(240));
  EXPECT_THAT(loaded.options.proxy_trusted_headers, ElementsAre("A", "B"));
  EXPECT_FALSE(loaded.options.telemetry_enable);
  EXPECT_EQ(loaded.options.cli_upgrade_message, "12");
  EXPECT_EQ(loaded.options.threads, 7);
  EXPECT_EQ(loaded.origins.threads.source, Source::kYaml);
}

TEST(YamlFile, IsNamedByVariableToo) {
  const TextFile file("updateCheck: false\n");
  EXPECT_FALSE(MustLoad({}, {"CODER_CONFIG_PATH=" + file.path()}).options.update_check);
}

TEST(YamlFile, NamesTheFileThatIsMissing) {
  EXPECT_THAT(Refused({"--config=/nonesuch/config.yaml"}), HasSubstr("/nonesuch/config.yaml"));
}

TEST(YamlFile, MayNotBeAFolder) {
  EXPECT_THAT(Refused({"--config=/"}), HasSubstr("cannot be read"));
}

TEST(YamlFile, MayNotBeLargerThanItsBound) {
  EXPECT_THAT(RefusedFile("updateCheck: false\n" + std::string(std::size_t{1} << 20, '#')), HasSubstr("1 MiB"));
}

TEST(YamlFile, OtherDocumentsAreNotRead) {
  EXPECT_FALSE(MustLoadFile("updateCheck: false\n---\nnonesuch: 1\n").options.update_check);
}

class NoMapping : public testing::TestWithParam<std::string> {};

TEST_P(NoMapping, IsAnError) {
  EXPECT_THAT(RefusedFile(GetParam()), HasSubstr(".yaml"));
}

INSTANTIATE_TEST_SUITE_P(Texts, NoMapping,
                         testing::Values("", "# nothing\n", "- a\n", "just text\n", "a: [1\n", "\tx: 1\n", "~\n",
                                         "---\n", "\"\n"));

TEST(YamlKeys, UnknownOnesAreToldByLineAndPath) {
  const std::string refused =
      RefusedFile("networking:\n  http:\n    sessionDurations: 1h\nUpdateCheck: true\nderp: {enable: true}\n");
  EXPECT_THAT(refused, HasSubstr(":3: networking.http.sessionDurations: unknown option"));
  EXPECT_THAT(refused, HasSubstr(":4: UpdateCheck: unknown option"));
  EXPECT_THAT(refused, HasSubstr(":5: derp: unknown option"));
}

TEST(YamlKeys, OfOptionsThatTheFileMayNotSetAreUnknown) {
  EXPECT_THAT(RefusedFile("postgresUrl: hunter2\n"), AllOf(HasSubstr("postgresUrl"), Not(HasSubstr("hunter2"))));
}

TEST(YamlKeys, TheLastOfRepeatedOnesWins) {
  EXPECT_EQ(MustLoadFile("postern: {threads: x, threads: 5}\n").options.threads, 5);
}

TEST(YamlKeys, RepeatedGroupsAddUp) {
  const Loaded loaded = MustLoadFile("postern: {threads: 5, idleExit: 1s}\npostern: {threads: 6}\n");
  EXPECT_EQ(loaded.options.threads, 6);
  EXPECT_EQ(loaded.options.idle_exit, std::chrono::seconds(1));
}

TEST(YamlKeys, MustBeSingleWords) {
  EXPECT_THAT(RefusedFile("? [a, b]\n: 1\n"), HasSubstr("single word"));
}

TEST(YamlKeys, AGroupWithASingleValueIsIgnored) {
  EXPECT_EQ(MustLoadFile("networking: 5\npostern: [a]\nclient:\nupdateCheck: true\n").options.threads, 32);
}

TEST(YamlValues, AliasesAreRefusedByLine) {
  EXPECT_THAT(RefusedFile("client: {cliUpgradeMessage: &a x}\npostern:\n  listen: *a\n"),
              AllOf(HasSubstr("line 3"), HasSubstr("alias")));
}

TEST(YamlValues, AnUnusedAnchorIsFine) {
  EXPECT_EQ(MustLoadFile("client: {cliUpgradeMessage: &a x}\n").options.cli_upgrade_message, "x");
}

TEST(YamlValues, ATildeIsText) {
  EXPECT_EQ(MustLoadFile("client:\n  cliUpgradeMessage: ~\n").options.cli_upgrade_message, "~");
  EXPECT_EQ(MustLoadFile("client: {cliUpgradeMessage: null}\n").options.cli_upgrade_message, "null");
}

TEST(YamlValues, NothingIsTheEmptyText) {
  const Loaded loaded =
      MustLoadFile("client: {cliUpgradeMessage: }\nupdateCheck:\nnetworking: {proxyTrustedHeaders: , accessURL: }\n");
  EXPECT_EQ(loaded.options.cli_upgrade_message, "");
  EXPECT_FALSE(loaded.options.update_check);
  EXPECT_THAT(loaded.options.proxy_trusted_headers, IsEmpty());
  EXPECT_EQ(loaded.options.access_url, "");
}

TEST(YamlValues, AnArrayMayBeOneText) {
  EXPECT_THAT(MustLoadFile("networking: {proxyTrustedHeaders: 'A,\"B\"'}\n").options.proxy_trusted_headers,
              ElementsAre("A", "B"));
}

TEST(YamlValues, ItemsOfAListAreNotSplit) {
  EXPECT_THAT(RefusedFile("networking: {proxyTrustedOrigins: ['10.0.0.0/8,::/0']}\n"), HasSubstr("10.0.0.0/8,::/0"));
}

struct Bad {
  std::string text, told;
};

class YamlRefused : public testing::TestWithParam<Bad> {};

TEST_P(YamlRefused, IsToldByLineAndKey) {
  EXPECT_THAT(RefusedFile(GetParam().text), AllOf(HasSubstr(".yaml:1: "), HasSubstr(GetParam().told)));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, YamlRefused,
    testing::Values(Bad{"networking: {http: {sessionDuration: 7 h}}", "sessionDuration: \"7 h\""},
                    Bad{"networking: {http: {sessionDuration: }}", "sessionDuration"},
                    Bad{"updateCheck: yes", "updateCheck: \"yes\""}, Bad{"postern: {threads: }", "threads"},
                    Bad{"postern: {threads: 99999999999999999999}", "threads"},
                    Bad{"networking: {sameSiteAuthCookie: strict}", "sameSiteAuthCookie: \"strict\""},
                    Bad{"networking: {sameSiteAuthCookie: }", "sameSiteAuthCookie"},
                    Bad{"networking: {accessURL: 'http://a b/'}", "accessURL"},
                    Bad{"client: {cliUpgradeMessage: [a]}", "cliUpgradeMessage"},
                    Bad{"client: {cliUpgradeMessage: {a: b}}", "cliUpgradeMessage"},
                    Bad{"networking: {proxyTrustedHeaders: [[a]]}", "proxyTrustedHeaders"},
                    Bad{"networking: {proxyTrustedHeaders: {a: b}}", "proxyTrustedHeaders"}));

TEST(YamlValues, EveryMistakeIsToldAtOnce) {
  const std::string refused =
      RefusedFile("networking: {http: {sessionDuration: x, nonesuch: 1}}\nupdateCheck: {a: b}\nunheardOf: 1\n");
  for (const std::string name : {"sessionDuration", "nonesuch", "updateCheck", "unheardOf"}) {
    EXPECT_THAT(refused, HasSubstr(name));
  }
}

TEST(YamlValues, AreNotLookedAtWhereFlagOrVariableWins) {
  const Loaded loaded = MustLoadFile("postern: {threads: x, idleExit: y}\n", {"--threads=3"}, {"POSTERN_IDLE_EXIT=5s"});
  EXPECT_EQ(loaded.options.threads, 3);
  EXPECT_EQ(loaded.options.idle_exit, std::chrono::seconds(5));
}

TEST(YamlText, DeepNestingIsAnErrorAndNoCrash) {
  const Reading reading = ReadYaml("deep", "a: " + std::string(100'000, '['), Origins{});
  EXPECT_FALSE(reading.errors.empty());
}

}  // namespace
}  // namespace postern::config
