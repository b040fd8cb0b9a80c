#include "operator/control.h"

#include <poll.h>
#include <sys/stat.h>

#include <future>

#include "tests/unit/operator/temporary_folder.h"

namespace postern::operators {
namespace {

using std::chrono::seconds;

class ControlTest : public TemporaryFolderTest {
 protected:
  void SetUp() override {
    TemporaryFolderTest::SetUp();
    before_ = std::filesystem::current_path();
    std::filesystem::current_path(folder_);
    ASSERT_TRUE(control_.Listen().ok());
  }
  void TearDown() override {
    std::filesystem::current_path(before_);
    TemporaryFolderTest::TearDown();
  }
  // What somebody is told who says this.
  absl::StatusOr<std::string> Ask(const std::string& line, const absl::StatusOr<std::string>& answer) {
    auto asked = std::async(std::launch::async, [&] { return AskSupervisor(folder_, line, seconds(20)); });
    pollfd come{control_.descriptor(), POLLIN, 0};
    poll(&come, 1, 20000);
    control_.Serve([&](const std::string& said) {
      said_ = said;
      return answer;
    });
    return asked.get();
  }

  std::filesystem::path before_;
  ControlSocket control_;
  std::string said_;
};

TEST_F(ControlTest, ALineIsAnsweredByALine) {
  EXPECT_EQ(*Ask("replace users", std::string("Replaced users.")), "Replaced users.");
  EXPECT_EQ(said_, "replace users");
}

TEST_F(ControlTest, AnErrorIsToldInOneLine) {
  const auto answer = Ask("replace users", absl::InternalError("first\nsecond"));
  EXPECT_TRUE(absl::IsAborted(answer.status()));
  EXPECT_EQ(answer.status().message(), "first second");
}

TEST_F(ControlTest, ItsOwnerAloneMayUseIt) {
  struct stat status {};
  ASSERT_EQ(stat("control", &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(ControlTest, WhereNobodyListensNobodyIsFound) {
  EXPECT_TRUE(absl::IsNotFound(AskSupervisor(folder_ + "/none", "x", seconds(1)).status()));
}

TEST_F(ControlTest, WhoSaysNothingIsSentAway) {
  const auto answer = Ask("", std::string("never"));
  EXPECT_TRUE(absl::IsUnavailable(answer.status())) << answer.status();
  EXPECT_EQ(said_, "");
}

}  // namespace
}  // namespace postern::operators
