#include "config/kinds.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace postern::config {
namespace {

TEST(BoolKind, TakesTrueAndFalseInTheirSpellings) {
  for (const std::string text : {"1", "t", "T", "TRUE", "true", "True"}) EXPECT_TRUE(*Bool::Parse(text)) << text;
  for (const std::string text : {"", "0", "f", "F", "FALSE", "false", "False"})
    EXPECT_FALSE(*Bool::Parse(text)) << text;
}

TEST(BoolKind, RefusesAllElse) {
  for (const std::string text : {"yes", "no", "on", "off", "tRUE", "2", " true", "y", "n"}) {
    EXPECT_FALSE(Bool::Parse(text).ok()) << text;
  }
}

TEST(Int64Kind, TakesTheWholeRange) {
  EXPECT_EQ(*Int64::Parse("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(*Int64::Parse("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(*Int64::Parse("+010"), 10);
  EXPECT_EQ(*Int64::Parse("-5"), -5);
}

TEST(Int64Kind, RefusesAllElse) {
  for (const std::string text :
       {"", "+", "-", "+-5", "--5", "1_000", "0x10", "1.5", " 1", "1 ", "9223372036854775808"}) {
    EXPECT_FALSE(Int64::Parse(text).ok()) << text;
  }
}

TEST(StringKind, KeepsTheTextAsItIs) {
  EXPECT_EQ(*String::Parse("  spaces kept "), "  spaces kept ");
}

TEST(EnumKind, TakesAnyCaseAndKeepsItAsTyped) {
  EXPECT_EQ(*Enum<kSameSiteChoices>::Parse("NONE"), "NONE");
}

TEST(EnumKind, RefusesOtherWordsAndNamesTheChoices) {
  const auto refused = Enum<kSameSiteChoices>::Parse("strict");
  EXPECT_EQ(refused.status().message(), "is none of lax, none");
}

TEST(EnumKind, RefusesTheEmptyText) {
  EXPECT_FALSE(Enum<kSameSiteChoices>::Parse("").ok());
}

TEST(UrlKind, KeepsTheNormalizedText) {
  EXPECT_EQ(*UrlText::Parse("HTTPS://h/a b"), "https://h/a%20b");
}

}  // namespace
}  // namespace postern::config
