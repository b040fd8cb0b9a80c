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

TEST(ParseTimeTest, ReadsWhatFormatTimePrints) {
  for (const char* text : {"0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "2024-02-29T12:34:56.1Z",
                           "9999-12-31T23:59:59.999999Z"}) {
    const std::optional<Time> time = ParseTime(text);
    ASSERT_TRUE(time.has_value()) << text;
    EXPECT_EQ(FormatTime(*time), text);
  }
}

TEST(ParseTimeTest, ZonesAreTakenOff) {
  EXPECT_EQ(ParseTime("1970-01-01T01:30:00+01:30"), Time{0});
  EXPECT_EQ(ParseTime("1969-12-31T16:00:00-08:00"), Time{0});
}

TEST(ParseTimeTest, LettersAreOfEitherCase) {
  EXPECT_EQ(ParseTime("1970-01-01t00:00:01z"), Time{kSecond});
}

TEST(ParseTimeTest, FractionsBeyondMicrosecondsAreCut) {
  EXPECT_EQ(ParseTime("1970-01-01T00:00:00.0000019999999999999999Z"), Time{1});
}

TEST(ParseTimeTest, DaysAndHoursThatAreNotThereAreRefused) {
  for (const char* text : {"2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z",
                           "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:00+99:00"}) {
    EXPECT_EQ(ParseTime(text), std::nullopt) << text;
  }
}

TEST(ParseTimeTest, OtherFormsAreRefused) {
  for (const char* text :
       {"", "2024-01-01", "2024-01-01T00:00:00", "2024-01-01 00:00:00Z", "2024-1-01T00:00:00Z", "24-01-01T00:00:00Z",
        " 2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z ", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00,5Z",
        "2024-01-01T00:00:00+01", "2024-01-01T00:00:00+0100", "-024-01-01T00:00:00Z", "infinite-future", "now"}) {
    EXPECT_EQ(ParseTime(text), std::nullopt) << text;
  }
}

TEST(TimeTest, IsOrderedByInstant) {
  EXPECT_LT(kZeroTime, Time{0});
  EXPECT_EQ(Time{7}, Time{7});
}

}  // namespace
}  // namespace postern::json
