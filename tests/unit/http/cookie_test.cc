#include "http/cookie.h"

#include <gtest/gtest.h>

namespace postern::http {
namespace {

TEST(FindCookieTest, FindsAmongOthers) {
  EXPECT_EQ(FindCookie("a=1; token=x-y; b=2", "token"), "x-y");
  EXPECT_EQ(FindCookie("token=x", "token"), "x");
  EXPECT_EQ(FindCookie("a=1;token=x", "token"), "x");
}

TEST(FindCookieTest, FirstOfThatNameCounts) {
  EXPECT_EQ(FindCookie("token=x; token=y", "token"), "x");
}

TEST(FindCookieTest, NamesAreComparedWholeAndInTheirCase) {
  EXPECT_EQ(FindCookie("mytoken=1; token2=2; Token=3", "token"), std::nullopt);
}

TEST(FindCookieTest, QuotesAroundTheValueAreDropped) {
  EXPECT_EQ(FindCookie("token=\"x\"", "token"), "x");
  EXPECT_EQ(FindCookie("token=\"\"", "token"), "");
  EXPECT_EQ(FindCookie("token=\"", "token"), "\"");
}

TEST(FindCookieTest, ValueMayHoldEqualsSigns) {
  EXPECT_EQ(FindCookie("token=YQ==", "token"), "YQ==");
}

TEST(FindCookieTest, EmptyIsNotAbsent) {
  EXPECT_EQ(FindCookie("token=", "token"), "");
  EXPECT_EQ(FindCookie("token", "token"), std::nullopt);
  EXPECT_EQ(FindCookie("", "token"), std::nullopt);
}

TEST(FindCookieTest, SurvivesOddHeaders) {
  EXPECT_EQ(FindCookie(";;; =x; token = y;token=z;", "token"), "z");
  EXPECT_EQ(FindCookie("\t token=x \t", "token"), "x");
}

TEST(SetCookieTest, IsForThePathAndNotForScripts) {
  EXPECT_EQ(SetCookie("token", "x-y", {}), "token=x-y; Path=/; HttpOnly; SameSite=Lax");
}

TEST(SetCookieTest, CanBeForHttpsAlone) {
  EXPECT_EQ(SetCookie("token", "x", {.secure = true}), "token=x; Path=/; HttpOnly; Secure; SameSite=Lax");
}

TEST(SetCookieTest, SameSiteIsReadInAnyCase) {
  EXPECT_EQ(SetCookie("token", "x", {.same_site = "None"}), "token=x; Path=/; HttpOnly; SameSite=None");
  EXPECT_EQ(SetCookie("token", "x", {.same_site = "LAX"}), "token=x; Path=/; HttpOnly; SameSite=Lax");
}

TEST(ClearCookieTest, EndsItAtOnce) {
  EXPECT_EQ(ClearCookie("token"), "token=; Path=/; Max-Age=0");
}

}  // namespace
}  // namespace postern::http
