// What all verbs of `postern` share: help, and words that are wrong.
#include <gtest/gtest.h>

#include "tests/http/processes/served_program.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

test::Run Postern(const std::vector<std::string>& words) {
  return RunProgram("postern", words);
}

bool Says(const test::Run& run, const std::string& text) {
  return run.output.find(text) != std::string::npos;
}

TEST(OperatorVerbs, HelpListsThem) {
  const test::Run run = Postern({"help"});
  EXPECT_EQ(run.status, 0);
  for (const char* verb : {"up", "migrate", "nginx", "create-admin-user", "reset-password", "purge"}) {
    EXPECT_TRUE(Says(run, std::string("postern ") + verb)) << run.output;
  }
  EXPECT_EQ(Postern({"--help"}).output, run.output);
}

TEST(OperatorVerbs, OneIsExplainedByHelpAndByItsFlag) {
  const test::Run run = Postern({"help", "purge"});
  EXPECT_EQ(run.status, 0);
  EXPECT_TRUE(Says(run, "Usage: postern purge AGE")) << run.output;
  EXPECT_EQ(Postern({"purge", "--help"}).output, run.output);
}

TEST(OperatorVerbs, TheManualPageIsPrinted) {
  const test::Run run = Postern({"help", "man"});
  EXPECT_EQ(run.status, 0);
  EXPECT_TRUE(Says(run, ".TH POSTERN 1")) << run.output;
}

TEST(OperatorVerbs, AnUnknownOneIsRefusedWithTheListOfThem) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"frobnicate"}, {"help", "frobnicate"}, {"frobnicate", "--help"}, {}}) {
    const test::Run run = Postern(words);
    EXPECT_EQ(run.status, 2);
    EXPECT_TRUE(IsOneLine(run.output)) << run.output;
    EXPECT_TRUE(Says(run, "create-admin-user")) << run.output;
  }
}

TEST(OperatorVerbs, MissingWordsAreNamed) {
  EXPECT_TRUE(Says(Postern({"create-admin-user", "ada@example.com"}), "create-admin-user needs EMAIL USERNAME"));
  EXPECT_TRUE(Says(Postern({"reset-password"}), "reset-password needs USER"));
  EXPECT_TRUE(Says(Postern({"purge"}), "purge needs AGE"));
  EXPECT_EQ(Postern({"purge"}).status, 2);
}

TEST(OperatorVerbs, APasswordAmongTheWordsIsRefusedAndNotRepeated) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"create-admin-user", "ada@example.com", "ada", "hunter2"},
        {"reset-password", "ada", "hunter2"},
        {"reset-password", "ada", "--password", "hunter2"}}) {
    const test::Run run = Postern(words);
    EXPECT_EQ(run.status, 2);
    EXPECT_TRUE(IsOneLine(run.output)) << run.output;
    EXPECT_FALSE(Says(run, "hunter2")) << run.output;
  }
}

TEST(OperatorVerbs, WhatMayBeASecretIsNotRepeatedByThoseThatTakeNoWords) {
  const test::Run run = Postern({"up", "postgres://u:hunter2@h/d"});
  EXPECT_EQ(run.status, 2);
  EXPECT_TRUE(IsOneLine(run.output)) << run.output;
  EXPECT_TRUE(Says(run, "too many words")) << run.output;
  EXPECT_FALSE(Says(run, "hunter2")) << run.output;
  EXPECT_TRUE(Says(Postern({"up", "now"}), "unexpected argument \"now\""));
}

TEST(OperatorVerbs, WithoutADatabaseTheySayHowToNameOne) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"create-admin-user", "ada@example.com", "ada"},
                                                {"reset-password", "ada"},
                                                {"purge", "1d"}}) {
    const test::Run run = Postern(words);
    EXPECT_EQ(run.status, 2);
    EXPECT_TRUE(Says(run, "--postgres-url")) << run.output;
  }
}

TEST(OperatorVerbs, AnUnreachableDatabaseIsTheFailureOfEach) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"create-admin-user", "ada@example.com", "ada"},
                                                {"reset-password", "ada"},
                                                {"purge", "1d"}}) {
    const test::Run run =
        RunProgram("postern", words, {{"CODER_PG_CONNECTION_URL", "host=127.0.0.1 port=1 user=x password=secretword"}});
    EXPECT_EQ(run.status, 1);
    EXPECT_TRUE(IsOneLine(run.output)) << run.output;
    EXPECT_FALSE(Says(run, "secretword")) << run.output;
  }
}

}  // namespace
}  // namespace postern::test
