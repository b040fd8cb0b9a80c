#include "config/duration.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace postern::config {
namespace {

using std::chrono::nanoseconds;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kHour = 3600 * kSecond;
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

struct Read {
  std::string text;
  std::int64_t nanoseconds;
};

class DurationRead : public testing::TestWithParam<Read> {};

TEST_P(DurationRead, GivesNanoseconds) {
  const auto duration = ParseDuration(GetParam().text);
  ASSERT_TRUE(duration.ok()) << GetParam().text << ": " << duration.status();
  EXPECT_EQ(duration->count(), GetParam().nanoseconds) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Texts, DurationRead,
    testing::Values(Read{"0", 0}, Read{"+0", 0}, Read{"-0", 0}, Read{"0s", 0}, Read{"1ns", 1}, Read{"5us", 5000},
                    Read{"1500\u00b5s", 1'500'000}, Read{"1500\u03bcs", 1'500'000}, Read{"100ms", 100'000'000},
                    Read{"15s", 15 * kSecond}, Read{"90m", 5400 * kSecond}, Read{"1.5h", 5400 * kSecond},
                    Read{"+.5h", 1800 * kSecond}, Read{"1.h", kHour}, Read{"1h1h", 2 * kHour}, Read{"-1h", -kHour},
                    Read{"-1.5s", -1'500'000'000}, Read{"1h2m3s4ms5us6ns", 3'723'004'005'006}, Read{"7d", 168 * kHour},
                    Read{"1d12h", 36 * kHour}, Read{"2w", 336 * kHour}, Read{"876600h", 876600 * kHour},
                    Read{"0.3333333333333333333h", 1200 * kSecond - 1}, Read{"2562047h47m16.854775807s", kMost},
                    Read{"9223372036854775807ns", kMost}, Read{"-9223372036854775808ns", kLeast}));

class DurationRefused : public testing::TestWithParam<std::string> {};

TEST_P(DurationRefused, IsAnError) {
  EXPECT_FALSE(ParseDuration(GetParam()).ok()) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Texts, DurationRefused,
                         testing::Values("", "+", "-", "7", "10", "a week", "168 h", "7 h", "1 month", " 1h", "1h ",
                                         "1e3h", "1h-5m", "--1s", "+-1s", "1H", "1y", ".", ".h", "h", "1.2.3h", "1h5",
                                         "9999999h", "9223372036854775808ns", "-9223372036854775809ns",
                                         "99999999999999999999999999999999999999999999ns", "2562047h1d", "15251w"));

TEST(DurationErrors, DoNotRepeatTheText) {
  EXPECT_EQ(ParseDuration("hunter2").status().message().find("hunter"), absl::string_view::npos);
}

TEST(DurationErrors, TellWhatIsTooLong) {
  EXPECT_NE(ParseDuration("9999999h").status().message().find("longer"), absl::string_view::npos);
}

class DurationPrinted : public testing::TestWithParam<Read> {};

TEST_P(DurationPrinted, IsInGoForm) {
  EXPECT_EQ(FormatDuration(nanoseconds(GetParam().nanoseconds)), GetParam().text);
}

TEST_P(DurationPrinted, IsReadBack) {
  const auto duration = ParseDuration(GetParam().text);
  ASSERT_TRUE(duration.ok());
  EXPECT_EQ(duration->count(), GetParam().nanoseconds);
}

INSTANTIATE_TEST_SUITE_P(Values, DurationPrinted,
                         testing::Values(Read{"0s", 0}, Read{"1ns", 1}, Read{"1.5\u00b5s", 1500},
                                         Read{"500ms", 500'000'000}, Read{"1.5s", 1'500'000'000},
                                         Read{"15s", 15 * kSecond}, Read{"1m0s", 60 * kSecond},
                                         Read{"1m0.000000001s", 60 * kSecond + 1}, Read{"168h0m0s", 168 * kHour},
                                         Read{"1h30m0s", 5400 * kSecond}, Read{"-1h0m0s", -kHour},
                                         Read{"2562047h47m16.854775807s", kMost},
                                         Read{"-2562047h47m16.854775808s", kLeast}));

}  // namespace
}  // namespace postern::config
