#include "auth/token.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "absl/strings/escaping.h"

namespace postern::auth {
namespace {

constexpr std::string_view kGood = "0123456789-ABCDEFGHIJKLMNOPQRSTuv";

TEST(GenerateTokenTest, HasTheShapeThatParsingAsksFor) {
  const auto token = GenerateToken();
  ASSERT_TRUE(token.ok());
  const std::string text = token->text();
  const ParsedToken parsed = ParseToken(text);
  EXPECT_EQ(parsed.flaw, std::nullopt);
  EXPECT_EQ(parsed.id, token->id);
  EXPECT_EQ(parsed.secret, token->secret);
}

TEST(GenerateTokenTest, NeverRepeats) {
  std::set<std::string> ids;
  std::set<std::string> secrets;
  for (int i = 0; i < 1'000; ++i) {
    const auto token = GenerateToken();
    ASSERT_TRUE(token.ok());
    ids.insert(token->id);
    secrets.insert(token->secret);
  }
  EXPECT_EQ(ids.size(), 1'000U);
  EXPECT_EQ(secrets.size(), 1'000U);
}

// A remainder of whole bytes would draw the first eight letters 25 % more often than the others: some 26 standard
// deviations in this many draws.
TEST(GenerateTokenTest, FavoursNoLetter) {
  std::array<int, 256> counts{};
  constexpr int kTokens = 20'000;
  for (int i = 0; i < kTokens; ++i) {
    const auto token = GenerateToken();
    ASSERT_TRUE(token.ok());
    for (const char c : token->id + token->secret) ++counts[static_cast<unsigned char>(c)];
  }
  constexpr double kExpected = kTokens * 32.0 / 62;
  int letters = 0;
  for (const int count : counts) {
    if (count == 0) continue;
    ++letters;
    EXPECT_NEAR(count, kExpected, 0.08 * kExpected);
  }
  EXPECT_EQ(letters, 62);
}

TEST(ParseTokenTest, TakesATokenApart) {
  const ParsedToken parsed = ParseToken(kGood);
  EXPECT_EQ(parsed.flaw, std::nullopt);
  EXPECT_EQ(parsed.id, "0123456789");
  EXPECT_EQ(parsed.secret, "ABCDEFGHIJKLMNOPQRSTuv");
}

TEST(ParseTokenTest, RefusesOtherThanTwoParts) {
  for (const char* text :
       {"", "0123456789", "0123456789-ABCDEFGHIJ-KLMNOPQRSTuv", "-0123456789-ABCDEFGHIJKLMNOPQRSTuv", "--"}) {
    EXPECT_EQ(ParseToken(text).flaw, TokenFlaw::kParts) << text;
  }
}

TEST(ParseTokenTest, RefusesIdsOfOtherLengths) {
  for (const char* text : {"-", "012345678-ABCDEFGHIJKLMNOPQRSTuv", "01234567890-ABCDEFGHIJKLMNOPQRSTuv"}) {
    EXPECT_EQ(ParseToken(text).flaw, TokenFlaw::kIdLength) << text;
  }
}

TEST(ParseTokenTest, RefusesSecretsOfOtherLengths) {
  for (const char* text : {"0123456789-", "0123456789-ABCDEFGHIJKLMNOPQRSTu", "0123456789-ABCDEFGHIJKLMNOPQRSTuvw"}) {
    EXPECT_EQ(ParseToken(text).flaw, TokenFlaw::kSecretLength) << text;
  }
}

TEST(ParseTokenTest, RefusesWhatIsNeitherLetterNorDigit) {
  for (const char* text : {"012345678 -ABCDEFGHIJKLMNOPQRSTuv", "0123456789-ABCDEFGHIJKLMNOPQRSTu'",
                           "01234567\xC3\xA9-ABCDEFGHIJKLMNOPQRSTuv", "012345678\xFF-ABCDEFGHIJKLMNOPQRSTuv"}) {
    EXPECT_EQ(ParseToken(text).flaw, TokenFlaw::kAlphabet) << text;
  }
}

TEST(ParseTokenTest, GivesNoPartsOfAFlawedToken) {
  const ParsedToken parsed = ParseToken("0123456789-short");
  EXPECT_TRUE(parsed.id.empty());
  EXPECT_TRUE(parsed.secret.empty());
}

TEST(ExplainTest, SaysSomethingElseForEachFlaw) {
  std::set<std::string_view> texts;
  for (const TokenFlaw flaw :
       {TokenFlaw::kParts, TokenFlaw::kIdLength, TokenFlaw::kSecretLength, TokenFlaw::kAlphabet}) {
    texts.insert(Explain(flaw));
  }
  EXPECT_EQ(texts.size(), 4U);
}

TEST(HashSecretTest, IsTheRawSha256OfTheSecretAlone) {
  EXPECT_EQ(absl::BytesToHexString(HashSecret("0123456789ABCDEFGHIJKL")),
            "83fc0655d53d830f614b25990393130a2bc9a7dddcd483b9967be9c24cc2d5dd");
}

TEST(ConstantTimeEqualTest, ComparesWhole) {
  EXPECT_TRUE(ConstantTimeEqual("", ""));
  EXPECT_TRUE(ConstantTimeEqual("abc", "abc"));
  EXPECT_FALSE(ConstantTimeEqual("abc", "abd"));
  EXPECT_FALSE(ConstantTimeEqual("abc", "ab"));
  EXPECT_FALSE(ConstantTimeEqual(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
}

}  // namespace
}  // namespace postern::auth
