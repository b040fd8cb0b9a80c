#include "auth/names.h"

#include <gtest/gtest.h>

#include <string>

namespace postern::auth {
namespace {

TEST(IsPresentTest, RefusesOnlyTheEmptyText) {
  EXPECT_FALSE(IsPresent(""));
  EXPECT_TRUE(IsPresent(" "));
}

class RefusedEmailTest : public testing::TestWithParam<const char*> {};
TEST_P(RefusedEmailTest, IsRefused) {
  EXPECT_FALSE(IsEmail(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Addresses, RefusedEmailTest,
                         testing::Values("", "a", "a@", "@b.co", "@", "a@localhost", "a@b.c1", "a@10.0.0.1", "a@b.co.",
                                         "a@.b.co", "a@b..co", "a..b@c.de", ".a@b.co", "a.@b.co", "a b@c.de", "a@-b.co",
                                         "a@b-.co", "a@b_c.de", "<a@b.co>", "X <a@b.co>", " a@b.co", "a@b.co ",
                                         "a@b@c.de", "a@b.1c", "a@b.c-", "a@[10.0.0.1]", "a(x)@b.co", "\"\"@b.co",
                                         "\"a@b.co", "\"a\"b@c.de", "\"a\nb\"@c.de", "\"a\\\"@b.co", "a\x01@b.co",
                                         "a\x7f@b.co", "a@b.\xC3", "\xFF@b.co", "a\xED\xA0\x80@b.co", "a@b.co\n",
                                         "a,b@c.de", "prebuilds@system"));

class AcceptedEmailTest : public testing::TestWithParam<const char*> {};
TEST_P(AcceptedEmailTest, IsAccepted) {
  EXPECT_TRUE(IsEmail(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Addresses, AcceptedEmailTest,
                         testing::Values("x@b.c", "x+tag@b.co", "x@sub.do-main.co", "x@b.CO", "o'x@b.co", "x@bü.co",
                                         "üx@b.co", "\"a x\"@b.co", "a.x.c@b.co", "1@2.co", "x@b.c1d", "x@a~b.co",
                                         "!#$%&'*+-/=?^_`{|}~@b.co", "\"a\\\"b@c\"@d.co", "x@b.日本", "x@1.2.co"));

TEST(IsEmailTest, HasNoLimitOfLength) {
  EXPECT_TRUE(IsEmail(std::string(100'000, 'x') + "@b.co"));
}

TEST(IsEmailTest, RefusesNul) {
  EXPECT_FALSE(IsEmail(std::string("a\0b@c.de", 8)));
}

TEST(IsUsernameTest, AcceptsRunsOfLettersAndDigitsJoinedBySingleHyphens) {
  for (const char* name :
       {"a", "1", "A-b-3", "new-create", "New", "CREATE", "me", "first", "x1234567890123456789012345678901"}) {
    EXPECT_TRUE(IsUsername(name)) << name;
  }
}

TEST(IsUsernameTest, RefusesHyphensAtTheEndsAndTwoInARow) {
  for (const char* name : {"-", "-a", "a-", "a--b"}) EXPECT_FALSE(IsUsername(name)) << name;
}

TEST(IsUsernameTest, RefusesOtherCharacters) {
  for (const char* name : {"", " ", "a b", "a_b", "a.b", "é", "a\n", "a@b"}) EXPECT_FALSE(IsUsername(name)) << name;
}

TEST(IsUsernameTest, RefusesMoreThan32Bytes) {
  EXPECT_TRUE(IsUsername(std::string(32, 'a')));
  EXPECT_FALSE(IsUsername(std::string(33, 'a')));
}

TEST(IsUsernameTest, RefusesTheTwoNamesThatRoutesTake) {
  EXPECT_FALSE(IsUsername("new"));
  EXPECT_FALSE(IsUsername("create"));
}

TEST(IsRealNameTest, AcceptsAnythingWithoutSpaceAtItsEnds) {
  for (const char* name : {"", "x", "O'Neil, J. <b>", "two  blanks", "é", "日本"})
    EXPECT_TRUE(IsRealName(name)) << name;
}

TEST(IsRealNameTest, RefusesSpaceAtEitherEnd) {
  for (const char* name : {" x", "x ", "\tx", "x\n", " ", "\u00A0x", "x\u3000", "x\u2009", "\u2028x", "x\u0085"}) {
    EXPECT_FALSE(IsRealName(name)) << name;
  }
}

TEST(IsRealNameTest, CountsBytes) {
  std::string accents;
  for (int i = 0; i < 64; ++i) accents += "é";
  EXPECT_TRUE(IsRealName(accents));
  EXPECT_FALSE(IsRealName(accents + "é"));
  EXPECT_TRUE(IsRealName(std::string(128, 'x')));
  EXPECT_FALSE(IsRealName(std::string(129, 'x')));
}

TEST(IsRealNameTest, TakesStrayBytesForNoSpace) {
  EXPECT_TRUE(IsRealName("\x85x"));
  EXPECT_TRUE(IsRealName("x\xA0"));
  EXPECT_TRUE(IsRealName("x\xA0\xA0\xA0\xA0\xA0"));
}

TEST(TrimmedRealNameTest, DropsSpaceAtTheEnds) {
  EXPECT_EQ(TrimmedRealName("\t Ada \u00A0\n"), "Ada");
  EXPECT_EQ(TrimmedRealName(" \u3000 "), "");
  EXPECT_EQ(TrimmedRealName(""), "");
}

TEST(TrimmedRealNameTest, CutsBetweenCodePoints) {
  EXPECT_EQ(TrimmedRealName(std::string(127, 'x') + "éé"), std::string(127, 'x'));
  EXPECT_EQ(TrimmedRealName(std::string(126, 'x') + "éé"), std::string(126, 'x') + "é");
}

TEST(TrimmedRealNameTest, WhatIsCutIsAccepted) {
  EXPECT_TRUE(IsRealName(TrimmedRealName(std::string(120, 'x') + "            y")));
}

}  // namespace
}  // namespace postern::auth
