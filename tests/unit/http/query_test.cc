#include "http/query.h"

#include <gtest/gtest.h>

namespace postern::http {
namespace {

TEST(PercentDecodeTest, DecodesEscapesInEitherCase) {
  EXPECT_EQ(PercentDecode("a%20b%2f%2F%C3%a9"), "a b//\xC3\xA9");
}

TEST(PercentDecodeTest, DecodesOnce) {
  EXPECT_EQ(PercentDecode("%2541"), "%41");
}

TEST(PercentDecodeTest, PlusIsASpaceInQueriesAlone) {
  EXPECT_EQ(PercentDecode("a+b"), "a+b");
  EXPECT_EQ(PercentDecode("a+b%2B", true), "a b+");
}

TEST(PercentDecodeTest, RefusesMalformedEscapes) {
  for (const char* text : {"%", "%4", "a%", "%zz", "%4g", "%-1", "%%41"}) {
    EXPECT_EQ(PercentDecode(text), std::nullopt) << text;
  }
}

TEST(PercentDecodeTest, KeepsNul) {
  EXPECT_EQ(PercentDecode("a%00b"), std::string("a\0b", 3));
}

TEST(PercentEncodeTest, KeepsLettersDigitsAndFourMore) {
  EXPECT_EQ(PercentEncode("aZ09-._~"), "aZ09-._~");
}

TEST(PercentEncodeTest, EscapesAllElse) {
  EXPECT_EQ(PercentEncode("a b+c&d=e/\xC3\xA9%"), "a%20b%2Bc%26d%3De%2F%C3%A9%25");
  EXPECT_EQ(PercentEncode(std::string_view("\0", 1)), "%00");
}

TEST(QueryTest, FindsDecodedParameters) {
  const Query query("limit=5&q=status%3Aactive+x&name=a%26b");
  EXPECT_EQ(query.First("limit"), "5");
  EXPECT_EQ(query.First("q"), "status:active x");
  EXPECT_EQ(query.First("name"), "a&b");
}

TEST(QueryTest, NamesAreDecodedAndKeepTheirCase) {
  const Query query("%6Cimit=5&LIMIT=6");
  EXPECT_EQ(query.First("limit"), "5");
  EXPECT_EQ(query.First("LIMIT"), "6");
}

TEST(QueryTest, AbsentIsNotEmpty) {
  const Query query("a=&b");
  EXPECT_EQ(query.First("a"), "");
  EXPECT_EQ(query.First("b"), "");
  EXPECT_EQ(query.First("c"), std::nullopt);
}

TEST(QueryTest, FirstCountsAndAllAreCounted) {
  const Query query("a=1&a=2&b=3&a=");
  EXPECT_EQ(query.First("a"), "1");
  EXPECT_EQ(query.Count("a"), 3);
  EXPECT_EQ(query.Count("b"), 1);
  EXPECT_EQ(query.Count("c"), 0);
}

TEST(QueryTest, ValueMayHoldEqualsSigns) {
  EXPECT_EQ(Query("a=b=c").First("a"), "b=c");
}

TEST(QueryTest, MalformedPairsAreLeftOut) {
  const Query query("a=%zz&%=x&b=1;c=2&&=y&d=4");
  EXPECT_EQ(query.First("a"), std::nullopt);
  EXPECT_EQ(query.First("b"), std::nullopt);
  EXPECT_EQ(query.First("c"), std::nullopt);
  EXPECT_EQ(query.First("d"), "4");
}

TEST(QueryTest, EmptyQueryHasNothing) {
  EXPECT_EQ(Query("").First(""), std::nullopt);
}

TEST(ParseBoolTest, TakesTheSixWaysOfEach) {
  for (const char* text : {"1", "t", "T", "TRUE", "true", "True"}) EXPECT_EQ(ParseBool(text), true) << text;
  for (const char* text : {"0", "f", "F", "FALSE", "false", "False"}) EXPECT_EQ(ParseBool(text), false) << text;
}

TEST(ParseBoolTest, RefusesAllElse) {
  for (const char* text : {"", "yes", "no", "on", "tRUE", "2", " true", "true "}) {
    EXPECT_EQ(ParseBool(text), std::nullopt) << text;
  }
}

TEST(ParsePageNumberTest, TakesDecimalNumbersOf31Bits) {
  EXPECT_EQ(ParsePageNumber("0"), 0);
  EXPECT_EQ(ParsePageNumber("25"), 25);
  EXPECT_EQ(ParsePageNumber("2147483647"), 2147483647);
}

TEST(ParsePageNumberTest, TakesASignAndLeadingZeros) {
  EXPECT_EQ(ParsePageNumber("+1"), 1);
  EXPECT_EQ(ParsePageNumber("01"), 1);
  EXPECT_EQ(ParsePageNumber("-0"), 0);
}

TEST(ParsePageNumberTest, RefusesAllElse) {
  for (const char* text : {"", "-1", "2147483648", "99999999999999999999", "1.0", "1e3", "0x10", " 1", "1 ", "one", "+",
                           "-", "++1", "+-1"}) {
    EXPECT_EQ(ParsePageNumber(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace postern::http
