#include "config/arguments.h"

#include "loading.h"

namespace postern::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(Arguments, TakeHyphensAndUnderscores) {
  EXPECT_EQ(MustLoad({"--pg-max-connections=7"}).options.pg_max_connections, 7);
  EXPECT_EQ(MustLoad({"--pg_max_connections=7"}).options.pg_max_connections, 7);
  EXPECT_EQ(MustLoad({"--pg-max_connections=7"}).options.pg_max_connections, 7);
}

TEST(Arguments, TakeTheTextFromTheNextArgument) {
  EXPECT_EQ(MustLoad({"--threads", "8", "--cli-upgrade-message", "--x"}).options.cli_upgrade_message, "--x");
}

TEST(Arguments, ASwitchAloneIsTrue) {
  EXPECT_TRUE(MustLoad({"--secure-auth-cookie"}).options.secure_auth_cookie);
}

TEST(Arguments, ASwitchCanBeSwitchedOff) {
  EXPECT_FALSE(MustLoad({"--pg-prepared-statements=false"}).options.pg_prepared_statements);
}

TEST(Arguments, ASwitchDoesNotTakeTheNextArgument) {
  EXPECT_THAT(Refused({"--secure-auth-cookie", "false"}), HasSubstr("\"false\""));
}

TEST(Arguments, AnEmptyTextIsRead) {
  EXPECT_THAT(Refused({"--session-duration="}), HasSubstr("session-duration"));
  EXPECT_FALSE(MustLoad({"--update-check="}).options.update_check);
}

TEST(Arguments, TheLastOfARepeatedFlagWins) {
  EXPECT_EQ(MustLoad({"--threads=2", "--threads=3"}).options.threads, 3);
}

TEST(Arguments, EveryOccurrenceIsChecked) {
  EXPECT_THAT(Refused({"--threads=x", "--threads=3"}), HasSubstr("\"x\""));
}

TEST(Arguments, ARepeatedListGrows) {
  const Loaded loaded = MustLoad({"--proxy-trusted-headers=A,B", "--proxy_trusted_headers", "C"});
  EXPECT_THAT(loaded.options.proxy_trusted_headers, ElementsAre("A", "B", "C"));
}

TEST(Arguments, TheEmptyTextEmptiesAList) {
  const Loaded loaded =
      MustLoad({"--proxy-trusted-headers=A", "--proxy-trusted-headers=", "--proxy-trusted-headers=B"});
  EXPECT_THAT(loaded.options.proxy_trusted_headers, ElementsAre("B"));
}

TEST(Arguments, NothingIsLeftFromAnEarlierLoad) {
  MustLoad({"--threads=5", "--proxy-trusted-headers=A"});
  const Loaded second = MustLoad({"--proxy-trusted-headers=B"});
  EXPECT_EQ(second.options.threads, 32);
  EXPECT_THAT(second.options.proxy_trusted_headers, ElementsAre("B"));
}

class ShorthandForms : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(ShorthandForms, NameTheSameFile) {
  const TextFile file("updateCheck: false\n");
  std::vector<std::string> arguments = GetParam();
  arguments.back() += file.path();
  EXPECT_EQ(MustLoad(arguments).options.config_path, file.path());
}

INSTANTIATE_TEST_SUITE_P(Forms, ShorthandForms,
                         testing::Values(std::vector<std::string>{"-c", ""}, std::vector<std::string>{"-c"},
                                         std::vector<std::string>{"-c="}, std::vector<std::string>{"-vc"},
                                         std::vector<std::string>{"-vc", ""}, std::vector<std::string>{"--config="}));

TEST(Arguments, AShorthandSwitchStandsAlone) {
  EXPECT_TRUE(MustLoad({"-v"}).options.verbose);
}

TEST(Arguments, AnUnknownFlagIsNamed) {
  EXPECT_THAT(Refused({"--nonesuch=1"}), HasSubstr("unknown flag --nonesuch"));
  EXPECT_THAT(Refused({"-x"}), HasSubstr("unknown flag -x"));
  EXPECT_THAT(Refused({"-threads=3"}), HasSubstr("unknown flag"));
}

TEST(Arguments, TheTextOfAnUnknownFlagIsNotRepeated) {
  EXPECT_THAT(Refused({"--postgres-urll=hunter2"}), Not(HasSubstr("hunter2")));
  EXPECT_THAT(Refused({"--postgres-urll", "hunter2"}), Not(HasSubstr("hunter2")));
}

TEST(Arguments, WhatStandsBehindAWrongSeparatorIsNotRepeated) {
  for (const char* argument : {"--postgres-url:hunter2", "--postgres-url hunter2", "--/hunter2", "-:hunter2"}) {
    EXPECT_THAT(Refused({argument}), AllOf(HasSubstr("unknown flag"), Not(HasSubstr("hunter2")))) << argument;
  }
  EXPECT_THAT(Refused({"--postgres-url:hunter2"}), HasSubstr("--postgres-url"));
}

TEST(Arguments, AStrayArgumentThatIsNoWordIsToldByItsPosition) {
  for (const std::string& argument : {std::string("postgres://u:hunter2@h"), "hunter2" + std::string(26, 'x')}) {
    const std::string refused = Refused({"--threads=3", argument});
    EXPECT_THAT(refused, AllOf(HasSubstr("unexpected argument number 2"), Not(HasSubstr("hunter2"))));
  }
}

class FlagsOfAbseil : public testing::TestWithParam<std::string> {};

TEST_P(FlagsOfAbseil, AreUnknown) {
  EXPECT_THAT(Refused({GetParam()}), HasSubstr("unknown flag"));
}

INSTANTIATE_TEST_SUITE_P(Names, FlagsOfAbseil,
                         testing::Values("--flagfile=/etc/passwd", "--fromenv=threads", "--tryfromenv=threads",
                                         "--undefok=x", "--helpfull", "--helpshort", "--version", "--noverbose",
                                         "--only_check_args"));

TEST(Arguments, AMissingTextIsAnError) {
  EXPECT_THAT(Refused({"--session-duration"}), HasSubstr("session-duration"));
}

TEST(Arguments, AStrayWordIsAnError) {
  EXPECT_THAT(Refused({"nonesuch"}), HasSubstr("nonesuch"));
}

TEST(Arguments, WordsAreTakenWhereTheyAreWanted) {
  const Loaded loaded = MustLoad({"create-user", "--threads=3", "-", "--", "--not-a-flag"}, {}, 3);
  EXPECT_THAT(loaded.words, ElementsAre("create-user", "-", "--not-a-flag"));
  EXPECT_EQ(loaded.options.threads, 3);
}

TEST(Arguments, OneWordTooManyIsAnError) {
  EXPECT_THAT(std::string(LoadFrom({"migrate", "now"}, {}, 1).status().message()), HasSubstr("\"now\""));
}

TEST(Arguments, HelpOutranksMistakes) {
  const Loaded loaded = MustLoad({"--nonesuch", "--help"}, {"CODER_UPDATE_CHECK=perhaps"});
  EXPECT_TRUE(loaded.help);
  EXPECT_EQ(loaded.options.threads, 32);
}

TEST(Arguments, HelpHasAShorthand) {
  EXPECT_TRUE(MustLoad({"-h"}).help);
}

TEST(Arguments, NoArgumentsAtAllAreFine) {
  const absl::StatusOr<Loaded> loaded = Load({}, nullptr);
  ASSERT_TRUE(loaded.ok());
  EXPECT_FALSE(loaded->help);
}

}  // namespace
}  // namespace postern::config
