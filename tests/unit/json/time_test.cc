#include "json/time.h"

#include <gtest/gtest.h>

namespace postern::json {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;

std::string At(std::int64_t micros) {
  return FormatTime({micros});
}

TEST(FormatTimeTest, ZeroTimeIsTheFirstSecondOfYearOne) {
  EXPECT_EQ(FormatTime(kZeroTime), "0001-01-01T00:00:00Z");
}

TEST(FormatTimeTest, WholeSecondsHaveNoFraction) {
  EXPECT_EQ(At(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(At(1'706'933'106 * kSecond), "2024-02-03T04:05:06Z");
}

TEST(FormatTimeTest, FractionsHaveUpToSixDigits) {
  EXPECT_EQ(At(1), "1970-01-01T00:00:00.000001Z");
  EXPECT_EQ(At(123'456), "1970-01-01T00:00:00.123456Z");
  EXPECT_EQ(At(999'999), "1970-01-01T00:00:00.999999Z");
}

TEST(FormatTimeTest, TrailingZerosAreTrimmed) {
  EXPECT_EQ(At(100'000), "1970-01-01T00:00:00.1Z");
  EXPECT_EQ(At(120'300), "1970-01-01T00:00:00.1203Z");
  EXPECT_EQ(At(10 * kSecond + 50), "1970-01-01T00:00:10.00005Z");
}

TEST(FormatTimeTest, BeforeNineteenSeventyCountsBackwards) {
  EXPECT_EQ(At(-1), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(At(-kSecond), "1969-12-31T23:59:59Z");
  EXPECT_EQ(At(-kDay), "1969-12-31T00:00:00Z");
}

TEST(FormatTimeTest, LeapDaysAreThereInLeapYears) {
  EXPECT_EQ(At(1'709'164'800 * kSecond), "2024-02-29T00:00:00Z");
  EXPECT_EQ(At(951'782'400 * kSecond), "2000-02-29T00:00:00Z");
}

TEST(FormatTimeTest, CenturiesAreNoLeapYears) {
  constexpr std::int64_t kLastOfFebruary2100 = 4'107'456'000 * kSecond;
  EXPECT_EQ(At(kLastOfFebruary2100), "2100-02-28T00:00:00Z");
  EXPECT_EQ(At(kLastOfFebruary2100 + kDay), "2100-03-01T00:00:00Z");
}

TEST(FormatTimeTest, LastInstantHasFourDigitsOfAYear) {
  EXPECT_EQ(At(253'402'300'799 * kSecond + 999'999), "9999-12-31T23:59:59.999999Z");
}

TEST(TimeTest, IsOrderedByInstant) {
  EXPECT_LT(kZeroTime, Time{0});
  EXPECT_EQ(Time{7}, Time{7});
}

}  // namespace
}  // namespace postern::json
