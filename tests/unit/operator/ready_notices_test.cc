#include "operator/ready_notices.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "fcgi/notice.h"
#include "operator/process.h"
#include "tests/unit/operator/temporary_folder.h"

namespace postern::operators {
namespace {

class ReadyNoticesTest : public TemporaryFolderTest {
 protected:
  void SetUp() override {
    TemporaryFolderTest::SetUp();
    before_ = std::filesystem::current_path();
    std::filesystem::current_path(folder_);
    ASSERT_TRUE(notices_.Listen().ok());
    const std::string variable = ReadyNotices::Variable();
    setenv(fcgi::kNoticeSocket, variable.substr(variable.find('=') + 1).c_str(), 1);
  }
  void TearDown() override {
    unsetenv(fcgi::kNoticeSocket);
    std::filesystem::current_path(before_);
    TemporaryFolderTest::TearDown();
  }

  std::filesystem::path before_;
  ReadyNotices notices_;
};

TEST_F(ReadyNoticesTest, TheProcessThatTellsIsKnown) {
  const pid_t child = fork();
  if (child == 0) {
    fcgi::TellReady();
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  EXPECT_EQ(notices_.Take(), child);
  EXPECT_EQ(notices_.Take(), 0);
}

TEST_F(ReadyNoticesTest, NobodyIsReadyBeforeSomebodyTells) {
  EXPECT_TRUE(fcgi::ReadyIsWanted());
  EXPECT_EQ(notices_.Take(), 0);
}

TEST_F(ReadyNoticesTest, WithoutTheVariableNobodyIsTold) {
  for (const char* value : {"", "relative", "/"}) {
    setenv(fcgi::kNoticeSocket, value, 1);
    EXPECT_FALSE(fcgi::ReadyIsWanted()) << value;
  }
  fcgi::TellReady();
  EXPECT_EQ(notices_.Take(), 0);
}

TEST_F(ReadyNoticesTest, ChildrenDoNotInheritWhomWeTell) {
  for (const std::string& entry : PlainEnvironment()) EXPECT_FALSE(entry.starts_with("NOTIFY_SOCKET=")) << entry;
}

}  // namespace
}  // namespace postern::operators
