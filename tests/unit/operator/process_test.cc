#include "operator/process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/operator/temporary_folder.h"

namespace postern::operators {
namespace {

class ProcessTest : public TemporaryFolderTest {
 protected:
  // What the shell prints and how it ends.
  std::string Run(const std::string& script, Command command = {}) {
    command.arguments = {"/bin/sh", "-c", script};
    command.log = path("log");
    const absl::StatusOr<pid_t> pid = StartProcess(command);
    if (!pid.ok()) return std::string(pid.status().message());
    waitpid(*pid, &end_, 0);
    return Read(path("log"));
  }

  int end_ = 0;
};

TEST_F(ProcessTest, OutputGoesToTheLog) {
  EXPECT_EQ(Run("echo out; echo err >&2"), "out\nerr\n");
}

TEST_F(ProcessTest, WithoutALogOutputGoesToOurStderr) {
  testing::internal::CaptureStderr();
  const absl::StatusOr<pid_t> pid = StartProcess({.arguments = {"/bin/sh", "-c", "echo out; echo err >&2"}});
  ASSERT_TRUE(pid.ok()) << pid.status();
  waitpid(*pid, &end_, 0);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "out\nerr\n");
}

TEST_F(ProcessTest, GetsItsEnvironmentAndNothingOfOurs) {
  ASSERT_EQ(setenv("OPERATOR_TEST", "ours", 1), 0);
  Command command;
  command.environment = {"GIVEN=yes"};
  EXPECT_EQ(Run("echo $GIVEN,$OPERATOR_TEST", command), "yes,\n");
}

TEST_F(ProcessTest, RunsInItsWorkingFolder) {
  Command command;
  command.working_folder = "/";
  EXPECT_EQ(Run("pwd", command), "/\n");
}

TEST_F(ProcessTest, GetsKeptDescriptorsFromThreeOn) {
  std::ofstream(path("kept")) << "kept text\n";
  Command command;
  command.kept = {open(path("kept").c_str(), O_RDONLY | O_CLOEXEC)};
  EXPECT_EQ(Run("cat <&3", command), "kept text\n");
  close(command.kept[0]);
}

TEST_F(ProcessTest, GetsItsInputAsFd0) {
  std::ofstream(path("input")) << "input text\n";
  Command command;
  command.input = open(path("input").c_str(), O_RDONLY | O_CLOEXEC);
  EXPECT_EQ(Run("cat", command), "input text\n");
  close(command.input);
}

TEST_F(ProcessTest, ReadsNothing) {
  EXPECT_EQ(Run("cat"), "");
}

TEST_F(ProcessTest, LeadsAGroupOfItsOwn) {
  EXPECT_EQ(Run("[ $(cut -d ' ' -f 5 /proc/$$/stat) = $$ ] && echo leads"), "leads\n");
}

TEST_F(ProcessTest, AProgramThatIsNotThereSaysSoInTheLog) {
  Command command;
  command.arguments = {"/nonexistent/program"};
  command.log = path("log");
  waitpid(*StartProcess(command), &end_, 0);
  EXPECT_EQ(DescribeEnd(end_), "status 127");
  EXPECT_THAT(Read(path("log")), testing::HasSubstr("/nonexistent/program: No such file"));
}

TEST_F(ProcessTest, EndsAreDescribed) {
  Run("exit 3");
  EXPECT_EQ(DescribeEnd(end_), "status 3");
  Run("kill -9 $$");
  EXPECT_EQ(DescribeEnd(end_), "signal 9 (Killed)");
}

TEST(EnvironmentTest, OptionsAreLeftOutHoweverTheyAreSpelled) {
  ASSERT_EQ(setenv("CODER_ACCESS_URL", "http://x", 1), 0);
  ASSERT_EQ(setenv("coder_verbose", "true", 1), 0);
  ASSERT_EQ(setenv("OPERATOR_OTHER", "stays", 1), 0);
  const std::vector<std::string> plain = PlainEnvironment();
  EXPECT_THAT(plain, testing::Contains("OPERATOR_OTHER=stays"));
  EXPECT_THAT(plain, testing::Not(testing::Contains("CODER_ACCESS_URL=http://x")));
  EXPECT_THAT(plain, testing::Not(testing::Contains("coder_verbose=true")));
  unsetenv("CODER_ACCESS_URL");
  unsetenv("coder_verbose");
}

TEST(FindProgramTest, FindsWhatIsThereAndNamesThePackageOtherwise) {
  EXPECT_TRUE(FindProgram("sh", "dash").ok());
  EXPECT_THAT(std::string(FindProgram("no-such-program", "its-package").status().message()),
              testing::HasSubstr("its-package"));
}

}  // namespace
}  // namespace postern::operators
