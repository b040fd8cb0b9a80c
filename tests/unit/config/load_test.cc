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
  for (const OptionRow& row : Table()) EXPECT_EQ(row.text(loaded.options), row.text(defaults)) << row.name;
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
