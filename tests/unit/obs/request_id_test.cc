#include "obs/request_id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace postern::obs {
namespace {

TEST(NewUuidTest, IsOfVersionFourInCanonicalForm) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_THAT(NewUuid(),
                testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  }
}

TEST(NewUuidTest, NeverRepeats) {
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) seen.insert(NewUuid());
  EXPECT_EQ(seen.size(), 10'000U);
}

TEST(NewUuidTest, EveryDigitThatIsFreeTakesEveryValue) {
  std::vector<std::set<char>> digits(36);
  for (int i = 0; i < 2'000; ++i) {
    const std::string uuid = NewUuid();
    for (std::size_t at = 0; at < digits.size(); ++at) digits[at].insert(uuid[at]);
  }
  for (std::size_t at = 0; at < digits.size(); ++at) {
    const bool fixed = at == 8 || at == 13 || at == 14 || at == 18 || at == 23;
    EXPECT_EQ(digits[at].size(), fixed ? 1U : at == 19 ? 4U : 16U) << at;
  }
}

}  // namespace
}  // namespace postern::obs
