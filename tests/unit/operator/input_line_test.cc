#include "operator/input_line.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace postern::operators {
namespace {

// A pipe that stays open unless closed: a reader that waited for more than its line would hang.
class InputLineTest : public testing::Test {
 protected:
  InputLineTest() { EXPECT_EQ(pipe(ends_), 0); }
  ~InputLineTest() override {
    close(ends_[0]);
    End();
  }
  void Send(const std::string& text) {
    EXPECT_EQ(write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void End() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }
  int input() const { return ends_[0]; }

  int ends_[2] = {-1, -1};
};

TEST_F(InputLineTest, TheFirstLineIsReadAndNoEndAwaited) {
  Send("one\ntwo\n");
  EXPECT_EQ(ReadLine(input()).value(), "one");
}

TEST_F(InputLineTest, ALineMayEndWithTheInput) {
  Send("one");
  End();
  EXPECT_EQ(ReadLine(input()).value(), "one");
}

TEST_F(InputLineTest, ACarriageReturnBelongsToTheBreak) {
  Send("one\r\n");
  EXPECT_EQ(ReadLine(input()).value(), "one");
}

TEST_F(InputLineTest, BlanksBelongToTheLine) {
  Send(" one \t\n");
  EXPECT_EQ(ReadLine(input()).value(), " one \t");
}

TEST_F(InputLineTest, AnEmptyLineIsALine) {
  Send("\n");
  EXPECT_EQ(ReadLine(input()).value(), "");
}

TEST_F(InputLineTest, NoByteIsNoLine) {
  End();
  EXPECT_TRUE(absl::IsNotFound(ReadLine(input()).status()));
}

TEST_F(InputLineTest, TheLongestLineIsRead) {
  Send(std::string(kMaxLineBytes, 'x') + "\r\n");
  EXPECT_EQ(ReadLine(input()).value().size(), kMaxLineBytes);
}

TEST_F(InputLineTest, ALongerLineIsRefusedBeforeItEnds) {
  Send(std::string(kMaxLineBytes + 2, 'x'));
  EXPECT_TRUE(absl::IsOutOfRange(ReadLine(input()).status()));
}

TEST_F(InputLineTest, AByteMoreIsRefusedToo) {
  Send(std::string(kMaxLineBytes + 1, 'x') + "\n");
  EXPECT_TRUE(absl::IsOutOfRange(ReadLine(input()).status()));
}

TEST_F(InputLineTest, AnErrorOfTheWaitEndsTheReading) {
  EXPECT_TRUE(absl::IsCancelled(ReadLine(input(), [] { return absl::CancelledError("told to"); }).status()));
}

TEST_F(InputLineTest, WhatCannotBeReadIsAnError) {
  EXPECT_TRUE(absl::IsUnavailable(ReadLine(-1).status()));
}

}  // namespace
}  // namespace postern::operators
