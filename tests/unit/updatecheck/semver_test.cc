#include "handlers/updatecheck/semver.h"

#include <array>
#include <ostream>
#include <string>

#include "gtest/gtest.h"

namespace postern::updatecheck {
namespace {

// Each comes before the next.
constexpr std::array<const char*, 22> kAscending = {"nonsense",
                                                    "v0.0.0-0",
                                                    "v0.0.0",
                                                    "v0.0.1",
                                                    "v0.1.0",
                                                    "v1.0.0-1",
                                                    "v1.0.0-9",
                                                    "v1.0.0-10",
                                                    "v1.0.0-99999999999999999999998",
                                                    "v1.0.0-99999999999999999999999",
                                                    "v1.0.0--",
                                                    "v1.0.0-alpha",
                                                    "v1.0.0-alpha.1",
                                                    "v1.0.0-alpha.1.x",
                                                    "v1.0.0-alpha.beta",
                                                    "v1.0.0-beta.2",
                                                    "v1.0.0-rc.11",
                                                    "v1.0.0",
                                                    "v2.9.0",
                                                    "v2.10.0",
                                                    "v99",
                                                    "v18446744073709551616.0.0"};

TEST(CompareVersions, OrdersEveryPair) {
  for (std::size_t i = 0; i < kAscending.size(); ++i) {
    for (std::size_t j = 0; j < kAscending.size(); ++j) {
      EXPECT_TRUE(CompareVersions(kAscending[i], kAscending[j]) == (i <=> j)) << kAscending[i] << " " << kAscending[j];
    }
  }
}

struct Pair {
  const char* left;
  const char* right;
};

class EqualVersions : public testing::TestWithParam<Pair> {};

TEST_P(EqualVersions, AreEqual) {
  EXPECT_TRUE(CompareVersions(GetParam().left, GetParam().right) == 0);
  EXPECT_TRUE(CompareVersions(GetParam().right, GetParam().left) == 0);
}

INSTANTIATE_TEST_SUITE_P(CompareVersions, EqualVersions,
                         testing::Values(Pair{"v99", "v99.0.0"}, Pair{"v99.0", "v99.0.0"}, Pair{"v1.2", "v1.2.0"},
                                         Pair{"v1.0.0+build", "v1.0.0"}, Pair{"v1.0.0+001", "v1.0.0+x.y-z"},
                                         Pair{"v1.0.0-rc.1+a", "v1.0.0-rc.1+b"}, Pair{"", "nonsense"},
                                         Pair{"v1.0.0-", "V1.0.0"}));

class NoVersion : public testing::TestWithParam<const char*> {};

TEST_P(NoVersion, ComesBeforeEveryVersion) {
  EXPECT_TRUE(CompareVersions(GetParam(), "v0.0.0-0") < 0);
}

INSTANTIATE_TEST_SUITE_P(CompareVersions, NoVersion,
                         testing::Values("", "v", "99.0.0", "V99.0.0", "vv99", " v99.0.0", "v99.0.0 ", "v 99",
                                         "v99.x.0", "v99.", "v99.0.", "v99.0.0.", "v99.0.0.0", "v2.023.1", "v099",
                                         "v-1", "v+1", "v99-rc.1", "v99.0-rc.1", "v99+build", "v99.0+build", "v99.0.0-",
                                         "v99.0.0+", "v99.0.0-rc..1", "v99.0.0-rc.", "v99.0.0-.rc", "v99.0.0-01",
                                         "v99.0.0-rc.01", "v99.0.0+a..b", "v99.0.0+a+b", "v99.0.0-ä", "v99.0.0-rc_1",
                                         "v99,0,0"));

TEST(CompareVersions, TakesNumbersOfAnyLength) {
  const std::string nines(100'000, '9');
  EXPECT_TRUE(CompareVersions("v" + nines, "v" + nines + "0") < 0);
  EXPECT_TRUE(CompareVersions("v1.0.0-" + nines, "v1.0.0-1" + nines) < 0);
}

}  // namespace
}  // namespace postern::updatecheck
