// Passwords typed at a terminal, asked for by `postern`.
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/support/site.h"
#include "tests/support/terminal.h"

namespace postern::test {
namespace {

constexpr char kFirst[] = "New password: ";
constexpr char kSecond[] = "The same again: ";

// `postern create-admin-user` at a terminal, and a person who types.
class PasswordTerminal : public testing::Test {
 protected:
  PasswordTerminal()
      : program_("postern", {"create-admin-user", "ada@example.com", "ada"},
                 {{"CODER_PG_CONNECTION_URL", database_.url()}}, terminal_.program_end()) {}

  void AwaitPrompt(const std::string& prompt) {
    ASSERT_TRUE(Eventually([&] { return Count(prompt) > 0; })) << program_.Output();
  }
  int Count(const std::string& text) const {
    const std::string output = program_.Output();
    int count = 0;
    for (std::size_t at = 0; (at = output.find(text, at)) != std::string::npos; at += text.size()) ++count;
    return count;
  }
  void TypeBoth(const std::string& first, const std::string& second) {
    AwaitPrompt(kFirst);
    terminal_.Type(first + "\n");
    AwaitPrompt(kSecond);
    terminal_.Type(second + "\n");
  }
  std::string Users() { return database_.Value("SELECT count(*) FROM users WHERE username = 'ada'"); }
  std::string OfProcess(const char* file) const {
    return ReadFile("/proc/" + std::to_string(program_.pid()) + "/" + file);
  }

  TestDatabase database_;
  Terminal terminal_;
  Program program_;
};

TEST_F(PasswordTerminal, TypedTwiceItIsTheUsers) {
  TypeBoth(kPassword, kPassword);
  EXPECT_EQ(program_.AwaitEnd(), 0) << program_.Output();
  EXPECT_EQ(Users(), "1");
}

TEST_F(PasswordTerminal, TheSecondMustBeTheFirst) {
  TypeBoth(kPassword, "SomeOtherPassword!");
  EXPECT_EQ(program_.AwaitEnd(), 1);
  EXPECT_EQ(Count("not the same"), 1) << program_.Output();
  EXPECT_EQ(Users(), "0");
}

TEST_F(PasswordTerminal, AWeakOneIsNotAskedForTwice) {
  AwaitPrompt(kFirst);
  terminal_.Type("hunter2\n");
  EXPECT_EQ(program_.AwaitEnd(), 1);
  EXPECT_EQ(Count(kSecond), 0) << program_.Output();
}

TEST_F(PasswordTerminal, TheEndOfInputIsNoPassword) {
  AwaitPrompt(kFirst);
  terminal_.Type("\x04");
  EXPECT_EQ(program_.AwaitEnd(), 1);
  EXPECT_EQ(Count("no password was given"), 1) << program_.Output();
}

TEST_F(PasswordTerminal, NothingTypedIsShown) {
  TypeBoth(kPassword, kPassword);
  ASSERT_EQ(program_.AwaitEnd(), 0);
  EXPECT_EQ(terminal_.Shown(), "");
  EXPECT_EQ(Count(kPassword), 0);
}

TEST_F(PasswordTerminal, ItIsInNoListOfProcesses) {
  AwaitPrompt(kFirst);
  terminal_.Type(std::string(kPassword) + "\n");
  AwaitPrompt(kSecond);
  ASSERT_NE(OfProcess("cmdline").find("create-admin-user"), std::string::npos);
  EXPECT_EQ(OfProcess("cmdline").find(kPassword), std::string::npos);
  EXPECT_EQ(OfProcess("environ").find(kPassword), std::string::npos);
}

TEST_F(PasswordTerminal, TheTerminalShowsAgainAfterwards) {
  AwaitPrompt(kFirst);
  EXPECT_FALSE(terminal_.Echoes());
  terminal_.Type("hunter2\n");
  ASSERT_EQ(program_.AwaitEnd(), 1);
  EXPECT_TRUE(terminal_.Echoes());
}

TEST_F(PasswordTerminal, ASignalEndsItAndTheTerminalShowsAgain) {
  AwaitPrompt(kFirst);
  program_.Signal(SIGINT);
  EXPECT_EQ(program_.AwaitEnd(), 128 + SIGINT);
  EXPECT_TRUE(terminal_.Echoes());
  EXPECT_EQ(Users(), "0");
}

TEST_F(PasswordTerminal, SoDoesASignalAtTheSecondPrompt) {
  AwaitPrompt(kFirst);
  terminal_.Type(std::string(kPassword) + "\n");
  AwaitPrompt(kSecond);
  program_.Signal(SIGTERM);
  EXPECT_EQ(program_.AwaitEnd(), 128 + SIGTERM);
  EXPECT_TRUE(terminal_.Echoes());
}

TEST_F(PasswordTerminal, WhileItIsStoppedTheTerminalShowsAndThenItAsksAgain) {
  AwaitPrompt(kFirst);
  program_.Signal(SIGTSTP);
  ASSERT_TRUE(Eventually([&] { return OfProcess("stat").find(") T ") != std::string::npos; }));
  EXPECT_TRUE(terminal_.Echoes());
  program_.Signal(SIGCONT);
  ASSERT_TRUE(Eventually([&] { return Count(kFirst) == 2; }));
  EXPECT_FALSE(terminal_.Echoes());
  terminal_.Type(std::string(kPassword) + "\n");
  AwaitPrompt(kSecond);
  terminal_.Type(std::string(kPassword) + "\n");
  EXPECT_EQ(program_.AwaitEnd(), 0) << program_.Output();
}

}  // namespace
}  // namespace postern::test
