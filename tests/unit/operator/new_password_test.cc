#include "operator/new_password.h"

#include <gmock/gmock.h>
#include <unistd.h>

namespace postern::operators {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kGood[] = "SomeSecurePassword!";

absl::StatusOr<std::string> Read(const std::string& input) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  EXPECT_EQ(write(ends[1], input.data(), input.size()), static_cast<ssize_t>(input.size()));
  close(ends[1]);
  absl::StatusOr<std::string> password = ReadNewPassword(ends[0]);
  close(ends[0]);
  return password;
}

std::string RefusalOf(const std::string& input) {
  const absl::StatusOr<std::string> password = Read(input);
  EXPECT_TRUE(absl::IsFailedPrecondition(password.status()) || absl::IsOutOfRange(password.status()));
  return std::string(password.status().message());
}

TEST(NewPasswordTest, TheFirstLineIsIt) {
  EXPECT_EQ(Read(std::string(kGood) + "\nmore\n").value(), kGood);
}

TEST(NewPasswordTest, BlanksAtItsEndsBelongToIt) {
  EXPECT_EQ(Read(" Some Secure Password! \n").value(), " Some Secure Password! ");
}

TEST(NewPasswordTest, NoneIsRefused) {
  EXPECT_THAT(RefusalOf(""), HasSubstr("no password"));
}

TEST(NewPasswordTest, AnEmptyOneIsRefused) {
  EXPECT_THAT(RefusalOf(std::string("\n") + kGood), HasSubstr("empty"));
}

TEST(NewPasswordTest, AWeakOneIsRefusedAndNotShown) {
  const std::string refusal = RefusalOf("hunter2\n");
  EXPECT_THAT(refusal, HasSubstr("insecure password"));
  EXPECT_THAT(refusal, Not(HasSubstr("hunter2")));
}

TEST(NewPasswordTest, SixtyFourBytesAreTheMost) {
  const std::string most = std::string(kGood) + "abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFG";
  ASSERT_EQ(most.size(), 64U);
  EXPECT_EQ(Read(most + "\n").value(), most);
  EXPECT_THAT(RefusalOf(most + "H\n"), HasSubstr("64"));
}

TEST(NewPasswordTest, ALineWithoutEndIsRefused) {
  EXPECT_THAT(RefusalOf(std::string(5000, 'x')), HasSubstr("longer than 1024 bytes"));
}

TEST(NewPasswordTest, WhatNoLoginCouldSendIsRefused) {
  EXPECT_THAT(RefusalOf(std::string(kGood) + "\xff\n"), HasSubstr("UTF-8"));
  EXPECT_THAT(RefusalOf(std::string(kGood) + std::string(1, '\0') + "\n"), HasSubstr("UTF-8"));
}

}  // namespace
}  // namespace postern::operators
