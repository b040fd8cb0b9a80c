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

TEST(HelpText, FitsAHundredColumns) {
  std::istringstream lines(Help("program"));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
}

}  // namespace
}  // namespace postern::config
