#include "config/kinds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace postern::config {
namespace {

using testing::ElementsAre;
using testing::Optional;

// The value that a kind reads from this text of a file.
template <typename Kind>
auto FromFile(const std::string& text) {
  return Kind::FromYaml(ParseYaml("key: " + text + "\n")->entries.front().second);
}

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

TEST(HostPortKind, KeepsTheTextAndTakesAColonAloneForNone) {
  EXPECT_EQ(*HostPortText::Parse("[::1]:http"), "[::1]:http");
  EXPECT_EQ(*HostPortText::Parse("host:"), "host:");
  EXPECT_EQ(*HostPortText::Parse(":"), "");
  for (const std::string text : {"", "host", "::1"}) EXPECT_FALSE(HostPortText::Parse(text).ok()) << text;
}

TEST(RegexpKind, IsOfRe2) {
  EXPECT_EQ(*Regexp::Parse("^(a|b)+$"), "^(a|b)+$");
  for (const std::string text : {"(", "a**", "(?=x)", "\\1"}) EXPECT_FALSE(Regexp::Parse(text).ok()) << text;
}

TEST(WildcardKind, TakesOneStarAtTheStart) {
  for (const std::string text : {"", "*.apps.example.com", "*--Apps.example.com", "*-x.example.com", "*.a.b:8443"}) {
    const auto host = WildcardHost::Parse(text);
    ASSERT_TRUE(host.ok()) << text;
    EXPECT_EQ(*host, text);
  }
}

TEST(WildcardKind, RefusesAllElse) {
  for (const std::string text :
       {"*", "*.", "*.example.com.", ".example.com", "example.com", "a*.example.com", "*.*.com", "*.a.*",
        "https://*.example.com", "*.exa_mple.com", "*.-a.com", "*.a-.com", "*-.example.com", "*..com", "* .a.com"}) {
    EXPECT_FALSE(WildcardHost::Parse(text).ok()) << text;
  }
}

TEST(WildcardKind, IsNotLookedAtInTheFile) {
  EXPECT_EQ(*FromFile<WildcardHost>("example.com"), "example.com");
}

TEST(ChoiceArrayKind, TakesWordsOfItsListAlone) {
  EXPECT_THAT(*ChoiceArray<kProvisionerTypes>::Parse("terraform,echo"), Optional(ElementsAre("terraform", "echo")));
  EXPECT_THAT(*ChoiceArray<kAgentStatLabels>::Parse("username"), Optional(ElementsAre("username")));
  EXPECT_EQ(*ChoiceArray<kProvisionerTypes>::Parse(""), std::nullopt);
  for (const std::string text : {"Terraform", "echo,", "echo, terraform", "username"}) {
    EXPECT_FALSE(ChoiceArray<kProvisionerTypes>::Parse(text).ok()) << text;
  }
}

TEST(ChoiceArrayKind, IsAListOfAnyWordsInTheFileAndNoSingleValue) {
  EXPECT_THAT(*FromFile<ChoiceArray<kProvisionerTypes>>("[mine]"), Optional(ElementsAre("mine")));
  EXPECT_THAT(*FromFile<ChoiceArray<kProvisionerTypes>>("[]"), Optional(ElementsAre()));
  EXPECT_FALSE(FromFile<ChoiceArray<kProvisionerTypes>>("echo").ok());
}

}  // namespace
}  // namespace postern::config
