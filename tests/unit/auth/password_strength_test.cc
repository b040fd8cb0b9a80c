#include "auth/password_strength.h"

#include <gtest/gtest.h>

#include <cmath>

namespace postern::auth {
namespace {

constexpr std::string_view kTooLong = "password must be no more than 64 characters";

std::string Repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

struct Entropy {
  std::string password;
  double length;
  double base;
};
class EntropyTest : public testing::TestWithParam<Entropy> {};
TEST_P(EntropyTest, IsReducedLengthTimesTheBitsOfACharacter) {
  const Entropy& expected = GetParam();
  EXPECT_DOUBLE_EQ(PasswordEntropy(expected.password), expected.length * std::log2(expected.base));
}
INSTANTIATE_TEST_SUITE_P(Passwords, EntropyTest,
                         testing::Values(Entropy{"password", 8, 26}, Entropy{"newpassword", 11, 26},
                                         Entropy{"correcthorse", 12, 26}, Entropy{"Tr0ub4dor&3", 11, 67},
                                         Entropy{"aaaaaaaa", 2, 26}, Entropy{"abcdefghijkl", 4, 26},
                                         Entropy{"12345678901234567890", 6, 10}, Entropy{"!", 1, 5}, Entropy{" ", 1, 5},
                                         Entropy{"~", 1, 22}, Entropy{"A", 1, 26}, Entropy{"`b", 2, 27},
                                         Entropy{"éb", 3, 27}, Entropy{"éèéb", 7, 28}, Entropy{"ééééb", 5, 27},
                                         Entropy{"qwertyuiop", 2, 26},
                                         Entropy{"\xFF"
                                                 "b",
                                                 4, 27},
                                         Entropy{std::string("\0b", 2), 2, 27}, Entropy{"aabb", 4, 26}));

TEST(EntropyOfNothingTest, IsZero) {
  EXPECT_EQ(PasswordEntropy(""), 0);
}

class StrongPasswordTest : public testing::TestWithParam<std::string> {};
TEST_P(StrongPasswordTest, HasNoFlaw) {
  EXPECT_EQ(PasswordFlaw(GetParam()), std::nullopt);
}
INSTANTIATE_TEST_SUITE_P(Passwords, StrongPasswordTest,
                         testing::Values("correcthorse", "Tr0ub4dor&3", "PasswordSecured123!", "Aa1!Aa1!x",
                                         "q1w2e3r4t5y6", "CORRECTHORSE", "_-., _-., _-., _-., _-.,", "correct horse",
                                         Repeated("a1B!", 16)));

class WeakPasswordTest : public testing::TestWithParam<std::string> {};
TEST_P(WeakPasswordTest, IsCalledInsecure) {
  const auto flaw = PasswordFlaw(GetParam());
  ASSERT_TRUE(flaw.has_value());
  EXPECT_TRUE(flaw->starts_with("insecure password, try ")) << *flaw;
}
INSTANTIATE_TEST_SUITE_P(Passwords, WeakPasswordTest,
                         testing::Values("", "weak", "password", "newpassword", "correcthors", "aaaaaaaa",
                                         "abcdefghijkl", "12345678901234567890", "qwertyuiopasdfg", "zyxwvutsrqponmlk",
                                         "aaabbbcccddd", "Aa1!Aa1!", "!@$&*!@$&*!@", std::string(30, ' '),
                                         "xkqzvjwmbph", "äöüßéèàç", std::string(64, 'a'), Repeated("é", 33)));

TEST(PasswordFlawTest, LengthIsCountedInBytes) {
  EXPECT_EQ(PasswordFlaw(Repeated("a1B!", 16) + "x"), kTooLong);
  EXPECT_EQ(PasswordFlaw(Repeated("aé1B", 12) + "aé1"), std::nullopt);  // 64 bytes
  EXPECT_EQ(PasswordFlaw(Repeated("aé1B", 13)), kTooLong);              // 65 bytes, 52 characters
}

TEST(PasswordFlawTest, LongAndWeakIsCalledWeak) {
  EXPECT_TRUE(PasswordFlaw(std::string(65, 'a'))->starts_with("insecure password, try "));
}

TEST(PasswordFlawTest, NamesTheClassesThatAreMissing) {
  EXPECT_EQ(PasswordFlaw("weak"), "insecure password, try adding capital letters, digits, symbols or making it longer");
  EXPECT_EQ(PasswordFlaw("aA1!-~"), "insecure password, try making it longer");
}

// A mebibyte each: what repeats, what walks along a sequence, what does neither, and many different characters. The
// rule taken step by step would need minutes for some of them.
TEST(PasswordFlawTest, LargePasswordsAreJudgedToo) {
  constexpr int kSize = 1 << 20;
  EXPECT_TRUE(PasswordFlaw(std::string(kSize, 'a'))->starts_with("insecure"));
  EXPECT_EQ(PasswordFlaw(Repeated("abcdefghijklmnopqrstuvwxyz0123456789", kSize / 36)), kTooLong);
  EXPECT_EQ(PasswordFlaw(Repeated("a1B!", kSize / 4)), kTooLong);
  EXPECT_EQ(PasswordFlaw(Repeated("日本語é", kSize / 11)), kTooLong);
}

// The rule as it is told, one step at a time.
std::string Walked(std::string text, std::string_view sequence) {
  int counter = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (std::size_t j = 0; j < sequence.size() && i < text.size(); ++j) {
      if (text[i] != sequence[j]) {
        counter = 0;
      } else if (++counter > 2) {
        text.erase(i, 1);
      } else {
        ++i;
      }
    }
  }
  return text;
}

std::size_t LengthByTheRule(const std::string& password) {
  std::string text;
  for (const char c : password) {
    if (text.size() < 2 || text.back() != c || text[text.size() - 2] != c) text += c;
  }
  for (const char* sequence : {"0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz",
                               "9876543210", "poiuytrewq", "lkjhgfdsa", "mnbvcxz", "zyxwvutsrqponmlkjihgfedcba"}) {
    text = Walked(text, sequence);
  }
  return text.size();
}

TEST(PasswordEntropyTest, ShortCutIsTheRuleTakenStepByStep) {
  std::uint32_t state = 12345;
  const auto next = [&state](std::uint32_t below) { return (state = state * 1664525 + 1013904223) / 65536 % below; };
  for (int round = 0; round < 20'000; ++round) {
    constexpr std::string_view kLetters = "abcdefghpoiuytrewqzyx";
    std::string password;
    char letter = 'a';
    for (std::uint32_t size = 1 + next(24); password.size() < size; password += letter) {
      const std::uint32_t kind = next(4);  // On along the alphabet, or back, or anything.
      letter = kind == 0 && letter < 'z'   ? static_cast<char>(letter + 1)
               : kind == 1 && letter > 'a' ? static_cast<char>(letter - 1)
                                           : kLetters[next(kLetters.size())];
    }
    ASSERT_DOUBLE_EQ(PasswordEntropy(password), static_cast<double>(LengthByTheRule(password)) * std::log2(26))
        << password;
  }
}

}  // namespace
}  // namespace postern::auth
