#include "auth/token_name.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace postern::auth {
namespace {

TEST(TokenNameOfTest, HasAnAdjectiveASurnameAndEightDigits) {
  EXPECT_EQ(TokenNameOf(0), "able_abel00000000");
  EXPECT_EQ(TokenNameOf(kTokenNames - 1), "wise_volta99999999");
}

TEST(TokenNameOfTest, EveryPairOfWordsIsItsOwn) {
  std::set<std::string> names;
  for (std::uint64_t pair = 0; pair < 64 * 64; ++pair) names.insert(TokenNameOf(pair * 100'000'000));
  EXPECT_EQ(names.size(), 64U * 64U);
}

TEST(MakeTokenNameTest, LooksLikeAName) {
  const auto name = MakeTokenName();
  ASSERT_TRUE(name.ok());
  EXPECT_TRUE(std::regex_match(*name, std::regex("[a-z]+_[a-z]+[0-9]{8}"))) << *name;
}

TEST(MakeTokenNameTest, ThreeHundredAtOnceAreDifferent) {
  std::set<std::string> names;
  for (int i = 0; i < 300; ++i) {
    const auto name = MakeTokenName();
    ASSERT_TRUE(name.ok());
    names.insert(*name);
  }
  EXPECT_EQ(names.size(), 300U);
}

}  // namespace
}  // namespace postern::auth
