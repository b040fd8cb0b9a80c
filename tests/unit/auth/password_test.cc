#include "auth/password.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace postern::auth {
namespace {

// Made elsewhere; one or two iterations, so that the tests are quick.
constexpr std::string_view kTomato =
    "$pbkdf2-sha256$1$MDEyMzQ1Njc4OWFiY2RlZg$"
    "tWagzo2xpmreoF/oNg89O+V/mak6YWugqV8gyGMJFv59Mu8YgumumljjBdOu3P78AnARvMsQez0qqEhUtM1PCQ";
constexpr std::string_view kTomatoShortSalt =
    "$pbkdf2-sha256$2$YWJj$TBLMASkAyXUjEa5w3b9eVsz0sGNsucuGOTSWZ1Yv2w5lzs8c7rJSfEUceSPmyHskyvdvH4LGpJ0KZy4Atk2eBw";
constexpr std::string_view kTomatoNoSalt =
    "$pbkdf2-sha256$1$$MUeKjUpbe/l05+VHlfa8c6LilvV/M3H8rt+sj7Ibq9s7VJK43Lweay+dZ5yamB016EZXrjIPiU6+NewuMY0M4Q";
constexpr std::string_view kTomato32Bytes =
    "$pbkdf2-sha256$1$MDEyMzQ1Njc4OWFiY2RlZg$tWagzo2xpmreoF/oNg89O+V/mak6YWugqV8gyGMJFv4";
constexpr std::string_view kLetterX =
    "$pbkdf2-sha256$1$MDEyMzQ1Njc4OWFiY2RlZg$"
    "Ua3J7u4OkcOR8+Mwhdwd0z+dx4QWTEiXhA5nqdfk8/XCDQDUXiykMqn4MWvuH5y+WbelQ8Lx0rXrdkUKVRUuVA";

std::string Replaced(std::string_view stored, std::string_view what, std::string_view with) {
  std::string changed(stored);
  return changed.replace(changed.find(what), what.size(), with);
}

// "true", "false" or "malformed".
std::string Verdict(std::string_view stored, std::string_view password) {
  const absl::StatusOr<bool> same = Verify(stored, password);
  if (same.ok()) return *same ? "true" : "false";
  return absl::IsInvalidArgument(same.status()) ? "malformed" : same.status().ToString();
}

TEST(VerifyTest, KnownVectorOfFullStrength) {
  EXPECT_EQ(Verdict("$pbkdf2-sha256$65535$z8c1p1C2ru9EImBP1I+ZNA$pNjE3Yk0oG0PmJ0Je+y7ENOVlSkn/"
                    "b0BEqqdKsq6Y97wQBq0xT+lD5bWJpyIKJqQICuPZcEaGDKrXJn8+SIHRg",
                    "tomato"),
            "true");
}

TEST(VerifyTest, OtherPasswordsAreFalse) {
  for (const char* password : {"", "Tomato", "tomato ", "tomat"}) EXPECT_EQ(Verdict(kTomato, password), "false");
}

TEST(VerifyTest, SaltsOfAnyLengthWork) {
  EXPECT_EQ(Verdict(kTomato, "tomato"), "true");
  EXPECT_EQ(Verdict(kTomatoShortSalt, "tomato"), "true");
  EXPECT_EQ(Verdict(kTomatoNoSalt, "tomato"), "true");
}

TEST(VerifyTest, HashOfAnotherLengthIsFalse) {
  EXPECT_EQ(Verdict(kTomato32Bytes, "tomato"), "false");
  EXPECT_EQ(Verdict(std::string(kTomato) + "AA", "tomato"), "false");
}

TEST(VerifyTest, PaddedHashIsFalse) {
  EXPECT_EQ(Verdict(std::string(kTomato) + "==", "tomato"), "false");
}

TEST(VerifyTest, WhateverFollowsAFourthDollarIsComparedWhole) {
  EXPECT_EQ(Verdict(std::string(kTomato) + "$", "tomato"), "false");
}

TEST(VerifyTest, OddlyWrittenIterationsAreFalse) {
  for (const char* iterations : {"$+1$", "$01$", "$0$", "$-1$", "$-9223372036854775808$"}) {
    EXPECT_EQ(Verdict(Replaced(kTomato, "$1$", iterations), "tomato"), "false") << iterations;
  }
}

TEST(VerifyTest, IterationsThatAreNoNumberAreMalformed) {
  for (const char* iterations : {"$$", "$x$", "$1x$", "$1.0$", "$0x1$", "$9223372036854775808$"}) {
    EXPECT_EQ(Verdict(Replaced(kTomato, "$1$", iterations), "tomato"), "malformed") << iterations;
  }
}

TEST(VerifyTest, IterationsBeyondTheBoundAreMalformed) {
  EXPECT_EQ(Verdict(Replaced(kTomato, "$1$", "$10000001$"), "tomato"), "malformed");
}

TEST(VerifyTest, SaltThatDoesNotDecodeIsMalformed) {
  for (const char* salt : {"$M$", "$MDEyM$", "$MDEy*DEy$", "$MDE=$", "$MD Ey$", "$MDE-$"}) {
    EXPECT_EQ(Verdict(Replaced(kTomato, "$MDEyMzQ1Njc4OWFiY2RlZg$", salt), "tomato"), "malformed") << salt;
  }
}

TEST(VerifyTest, OtherShapesAreMalformed) {
  const std::vector<std::string> shapes = {"none",
                                           "password",
                                           std::string(64, 'a'),
                                           std::string(64, '$').replace(0, 1, "x"),
                                           Replaced(kTomato, "$pbkdf2", "x$pbkdf2"),
                                           Replaced(kTomato, "sha256", "sha512"),
                                           Replaced(kTomato, "$MDEy", "MDEy"),
                                           std::string(kTomatoNoSalt.substr(0, 63))};
  for (const std::string& shape : shapes) EXPECT_EQ(Verdict(shape, "tomato"), "malformed") << shape;
}

TEST(VerifyTest, ErrorTellsNeitherHashNorPassword) {
  const std::string text = Verify(Replaced(kTomato, "sha256", "sha512"), "tomato").status().ToString();
  EXPECT_EQ(text.find("tomato"), std::string::npos);
  EXPECT_EQ(text.find("tWagzo2"), std::string::npos);
}

TEST(VerifyTest, NoPasswordPassesWhereNoneIsStored) {
  for (const char* password : {"", "hunter2", "tomato", "password", "none"}) {
    EXPECT_EQ(Verdict("", password), "false") << password;
  }
}

TEST(VerifyTest, TrailingNulIsNoDifference) {
  EXPECT_EQ(Verdict(kLetterX, "x"), "true");
  EXPECT_EQ(Verdict(kLetterX, std::string_view("x\0", 2)), "true");
}

TEST(VerifyTest, TakesPasswordsOfAMebibyte) {
  EXPECT_EQ(Verdict(kTomato, std::string(1 << 20, 'x')), "false");
}

TEST(HashTest, IsVerified) {
  const auto stored = Hash("a password");
  ASSERT_TRUE(stored.ok());
  EXPECT_EQ(Verdict(*stored, "a password"), "true");
  EXPECT_EQ(Verdict(*stored, "another password"), "false");
}

TEST(HashTest, HasTheStoredForm) {
  const auto stored = Hash("tomato");
  ASSERT_TRUE(stored.ok());
  EXPECT_TRUE(stored->starts_with("$pbkdf2-sha256$65535$"));
  EXPECT_EQ(stored->size(), 21U + 22U + 1U + 86U);
  EXPECT_EQ(stored->find('='), std::string::npos);
}

TEST(HashTest, SaltsEachTimeAnew) {
  const auto first = Hash("tomato");
  const auto second = Hash("tomato");
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_NE(first->substr(21, 22), second->substr(21, 22));
}

}  // namespace
}  // namespace postern::auth
