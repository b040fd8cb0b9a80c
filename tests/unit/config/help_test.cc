#include "config/help.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "config/options.h"

namespace postern::config {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(HelpText, HasEveryOptionThatIsNotHidden) {
  const std::string help = Help("program");
  for (const OptionRow& row : Table()) {
    if (row.extras.hidden) continue;
    EXPECT_THAT(help, HasSubstr("--" + row.flag));
    EXPECT_THAT(help, HasSubstr(std::string(row.env)));
  }
}

TEST(HelpText, LeavesHiddenOptionsOut) {
  EXPECT_THAT(Help("program"), Not(HasSubstr("--verbose")));
}

TEST(HelpText, ShowsShorthandChoicesAndDefaults) {
  const std::string help = Help("program");
  EXPECT_THAT(help, HasSubstr("-c, --config=PATH"));
  EXPECT_THAT(help, HasSubstr("--samesite-auth-cookie=lax|none"));
  EXPECT_THAT(help, HasSubstr("(default: 168h0m0s)"));
}

TEST(HelpText, NamesTheProgramAndTheGroups) {
  EXPECT_THAT(Help("postern-tokens"), HasSubstr("Usage: postern-tokens"));
  EXPECT_THAT(Help("program"), HasSubstr("Networking / HTTP"));
}

TEST(HelpText, BeginsWithWhatTheProgramActsOn) {
  const std::string help = Help("postern-updatecheck");
  const std::size_t rest = help.find("\nALL THE REST\n");
  EXPECT_THAT(help, HasSubstr("\nWHAT postern-updatecheck ACTS ON\n"));
  EXPECT_LT(help.find("--update-check-url"), rest);
  EXPECT_GT(help.find("--disable-password-auth"), rest);
  EXPECT_NE(rest, std::string::npos);
}

TEST(HelpText, HasEachOptionOnce) {
  const std::string help = Help("postern VERB");
  EXPECT_LT(help.find("--data-dir="), help.find("\nALL THE REST\n"));
  EXPECT_EQ(help.find("--data-dir="), help.rfind("--data-dir="));
}

TEST(HelpText, FitsAHundredColumns) {
  std::istringstream lines(Help("program"));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
}

}  // namespace
}  // namespace postern::config
