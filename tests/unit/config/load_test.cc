#include "config/load.h"

#include <algorithm>

#include "loading.h"

namespace postern::config {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(Load, GivesDefaultsWhereNothingIsSet) {
  const Loaded loaded = MustLoad({});
  const Options defaults = Defaults();
  for (const OptionRow& row : Table()) {
    const bool is_computed = row.origin == &Origins::docs_url || row.origin == &Origins::cache_dir;
    if (is_computed) continue;
    EXPECT_EQ(row.text(loaded.options), row.text(defaults)) << row.name;
  }
}

TEST(Load, TheManualIsThatOfTheVersion) {
  EXPECT_EQ(MustLoad({"--reported-version=v2.9.1-rc.1+x"}).options.docs_url, "https://coder.com/docs/@v2.9.1");
  EXPECT_EQ(MustLoad({"--reported-version=v0.0.0-devel"}).options.docs_url, "https://coder.com/docs");
  EXPECT_EQ(MustLoad({"--reported-version=v2.9.1"}).origins.docs_url.source, Source::kDefault);
}

TEST(Load, TheCacheIsInTheUsersFolder) {
  std::vector<std::string> environment = {"TMPDIR=/t"};
  EXPECT_EQ(MustLoad({}, environment).options.cache_dir, "/t/coder");
  environment.emplace_back("HOME=/h");
  EXPECT_EQ(MustLoad({}, environment).options.cache_dir, "/h/.cache/coder");
  for (const std::string name : {"XDG_CACHE_HOME", "CACHE_DIRECTORY", "CLIDOCGEN_CACHE_DIRECTORY"}) {
    environment.push_back(name + "=/" + name);
    EXPECT_EQ(MustLoad({}, environment).options.cache_dir, "/" + name + "/coder");
  }
}

// Ways to give one setting by its two spellings.
struct Spelling {
  std::string name;
  std::vector<std::string> arguments, environment;
  std::string file;
  std::string value;
  Source source;
};

class Twins : public testing::TestWithParam<Spelling> {};

TEST_P(Twins, ShareValueAndSource) {
  const TextFile file(GetParam().file + "\nenableSwagger: false\n");
  std::vector<std::string> arguments = GetParam().arguments;
  arguments.push_back("--config=" + file.path());
  const Loaded loaded = MustLoad(arguments, GetParam().environment);
  EXPECT_EQ(loaded.options.email_hello, GetParam().value);
  EXPECT_EQ(loaded.origins.email_hello.source, GetParam().source);
  EXPECT_EQ(loaded.origins.notifications_email_hello.source, GetParam().source);
}

INSTANTIATE_TEST_SUITE_P(Sources, Twins,
                         testing::Values(Spelling{"Neither", {}, {}, "", "localhost", Source::kDefault},
                                         Spelling{"TheLaterNameWinsInTheEnvironment",
                                                  {},
                                                  {"CODER_NOTIFICATIONS_EMAIL_HELLO=old", "CODER_EMAIL_HELLO=new"},
                                                  "",
                                                  "old",
                                                  Source::kEnv},
                                         Spelling{"TheLaterNameWinsInTheFile",
                                                  {},
                                                  {},
                                                  "notifications: {email: {hello: old}}\nemail: {hello: new}",
                                                  "old",
                                                  Source::kYaml},
                                         Spelling{"TheLastFlagWins",
                                                  {"--notifications-email-hello=old", "--email-hello=new"},
                                                  {},
                                                  "",
                                                  "new",
                                                  Source::kFlag},
                                         Spelling{"TheFileOverwritesTheOtherSpelling",
                                                  {},
                                                  {"CODER_EMAIL_HELLO=new"},
                                                  "notifications: {email: {hello: old}}",
                                                  "old",
                                                  Source::kEnv},
                                         Spelling{"AVariableYieldsToTheFlagOfTheOther",
                                                  {"--email-hello=new"},
                                                  {"CODER_NOTIFICATIONS_EMAIL_HELLO=old"},
                                                  "",
                                                  "new",
                                                  Source::kFlag}),
                         [](const auto& param) { return param.param.name; });

TEST(Twins, AreFifteen) {
  int twins = 0;
  for (const OptionRow& row : Table()) {
    for (const OptionRow& other : Table()) twins += &row < &other && row.member == other.member ? 1 : 0;
  }
  EXPECT_EQ(twins, 15);
}

TEST(Deprecation, NamesTheOldSpellingAsItWasUsed) {
  const TextFile file("introspection: {logging: {verbose: true}}\n");
  EXPECT_THAT(
      MustLoad({"--address=:1", "--config=" + file.path()}, {"CODER_TELEMETRY=true"}).warnings,
      testing::UnorderedElementsAre("warning: --address is deprecated: use --http-address and --tls-address instead",
                                    "warning: CODER_TELEMETRY is deprecated: use CODER_TELEMETRY_ENABLE instead",
                                    "warning: " + file.path() +
                                        ":1: introspection.logging.verbose is deprecated: use "
                                        "introspection.logging.filter instead"));
}

TEST(Deprecation, IsNotSaidOfTheNewSpelling) {
  EXPECT_TRUE(MustLoad({"--telemetry", "--email-hello=x"}, {"CODER_HTTP_ADDRESS=:1"}).warnings.empty());
}

TEST(Load, WhereAFileIsToBeWrittenSettingsNeedNotFit) {
  const Loaded loaded =
      MustLoad({"--write-config", "--threads=0", "--verbose", "a-word"}, {"CODER_ACCESS_URL=ftp://h"});
  EXPECT_EQ(loaded.options.threads, 0);
  EXPECT_TRUE(loaded.warnings.empty());
}

TEST(Load, WhereAFileIsToBeWrittenValuesMustBeReadable) {
  EXPECT_THAT(Refused({"--write-config", "--threads=x"}), HasSubstr("--threads: \"x\""));
}

TEST(Load, TellsDefaultAndNoneApart) {
  const Loaded loaded = MustLoad({});
  EXPECT_EQ(loaded.origins.threads.source, Source::kDefault);
  EXPECT_EQ(loaded.origins.access_url.source, Source::kNone);
}

struct Ranked {
  std::string name;
  std::vector<std::string> arguments, environment;
  bool with_file;
  std::int64_t threads;
  Source source;
};

class Precedence : public testing::TestWithParam<Ranked> {};

TEST_P(Precedence, IsFlagVariableFileDefault) {
  const TextFile file("postern: {threads: 30}\n");
  std::vector<std::string> arguments = GetParam().arguments;
  if (GetParam().with_file) arguments.push_back("--config=" + file.path());
  const Loaded loaded = MustLoad(arguments, GetParam().environment);
  EXPECT_EQ(loaded.options.threads, GetParam().threads);
  EXPECT_EQ(loaded.origins.threads.source, GetParam().source);
}

INSTANTIATE_TEST_SUITE_P(
    Sources, Precedence,
    testing::Values(Ranked{"Flag", {"--threads=10"}, {"POSTERN_THREADS=20"}, true, 10, Source::kFlag},
                    Ranked{"Variable", {}, {"POSTERN_THREADS=20"}, true, 20, Source::kEnv},
                    Ranked{"File", {}, {}, true, 30, Source::kYaml},
                    Ranked{"Default", {}, {}, false, 32, Source::kDefault}),
    [](const auto& param) { return param.param.name; });

TEST(Load, AValueEqualToTheDefaultIsStillExplicit) {
  EXPECT_TRUE(MustLoad({"--threads=32"}).origins.threads.IsExplicit());
}

TEST(Load, RemembersTheTextAndItsPlace) {
  const Loaded loaded = MustLoad({}, {"CODER_SESSION_DURATION=7d"});
  EXPECT_EQ(loaded.origins.session_duration.text, "7d");
  EXPECT_EQ(loaded.origins.session_duration.place, "CODER_SESSION_DURATION");
}

TEST(Load, CollectsMistakesFromEverySource) {
  const TextFile file("nonesuch: 1\n");
  const std::string refused = Refused({"--threads=x", "--config=" + file.path()}, {"CODER_UPDATE_CHECK=on"});
  EXPECT_THAT(refused, AllOf(HasSubstr("--threads: \"x\" is not a whole number"),
                             HasSubstr("CODER_UPDATE_CHECK: \"on\""), HasSubstr("nonesuch")));
  EXPECT_EQ(std::count(refused.begin(), refused.end(), '\n'), 2);
}

TEST(Load, ABadFlagIsToldEvenWhereItIsAList) {
  EXPECT_THAT(Refused({"--proxy-trusted-headers=a\"b"}), HasSubstr("--proxy-trusted-headers: \"a\"b\""));
}

TEST(Load, RulesAreCheckedToo) {
  EXPECT_THAT(Refused({"--threads=0"}), HasSubstr("--threads: \"0\""));
}

TEST(Load, RulesAreNotCheckedOnWhatCouldNotBeRead) {
  EXPECT_THAT(Refused({"--threads=x"}), Not(HasSubstr("1 or more")));
}

TEST(Load, PasswordsInUrlsAreNotRepeated) {
  EXPECT_THAT(Refused({}, {"CODER_ACCESS_URL=http://me:hunter2@a b/"}),
              AllOf(HasSubstr("a b"), Not(HasSubstr("hunter2"))));
}

TEST(Load, PasswordsInUrlsOfTheWrongSchemeAreNotRepeated) {
  EXPECT_THAT(Refused({}, {"CODER_ACCESS_URL=ftp://me:hunter2@h/"}),
              AllOf(HasSubstr("ftp://h/"), Not(HasSubstr("hunter2"))));
}

TEST(Load, LeavesItsArgumentsAlone) {
  std::vector<std::string> texts = {"program", "--pg_max_connections", "7"};
  std::vector<char*> argv;
  for (std::string& text : texts) argv.push_back(text.data());
  const std::vector<char*> before = argv;
  ASSERT_TRUE(Load(argv, nullptr).ok());
  EXPECT_EQ(argv, before);
  EXPECT_EQ(texts[1], "--pg_max_connections");
}

}  // namespace
}  // namespace postern::config
