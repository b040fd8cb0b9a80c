#include "operator/supervisor.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <iterator>

#include "tests/unit/operator/temporary_folder.h"

namespace postern::operators {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

TEST(RestartDelayTest, IsShortAfterAGoodWhileOfService) {
  EXPECT_EQ(RestartDelay(seconds(60), milliseconds(5000)), milliseconds(100));
}

TEST(RestartDelayTest, DoublesWhileStartsFail) {
  EXPECT_EQ(RestartDelay(milliseconds(5), milliseconds(0)), milliseconds(100));
  EXPECT_EQ(RestartDelay(milliseconds(5), milliseconds(100)), milliseconds(200));
}

TEST(RestartDelayTest, EndsAtFiveSeconds) {
  EXPECT_EQ(RestartDelay(milliseconds(5), milliseconds(4000)), milliseconds(5000));
}

class SupervisorTest : public TemporaryFolderTest {
 protected:
  Part Shell(const std::string& script) const {
    Command command;
    command.arguments = {"/bin/sh", "-c", script};
    command.environment = {"PATH=/usr/bin:/bin"};
    command.working_folder = folder_;
    command.log = path("log");
    return {.name = "part", .command = command};
  }
};

TEST_F(SupervisorTest, RunToEndTellsAGoodEnd) {
  Supervisor supervisor;
  EXPECT_TRUE(supervisor.RunToEnd(Shell("true")).ok());
}

TEST_F(SupervisorTest, RunToEndShowsTheLogOfABadEnd) {
  Supervisor supervisor;
  const absl::Status status = supervisor.RunToEnd(Shell("echo reason; exit 3"));
  EXPECT_THAT(std::string(status.message()), testing::AllOf(HasSubstr("status 3"), HasSubstr("reason")));
}

TEST_F(SupervisorTest, WaitUntilReturnsWhenItIsSo) {
  Supervisor supervisor;
  ASSERT_TRUE(supervisor.Start(Shell("echo > ready; exec sleep 60")).ok());
  EXPECT_TRUE(supervisor.WaitUntil([&] { return std::filesystem::exists(path("ready")); }, seconds(20)).ok());
}

TEST_F(SupervisorTest, WaitUntilShowsTheLogOfAPartThatEnds) {
  Supervisor supervisor;
  ASSERT_TRUE(supervisor.Start(Shell("echo reason; exit 1")).ok());
  const absl::Status status = supervisor.WaitUntil([] { return false; }, seconds(20));
  EXPECT_TRUE(absl::IsAborted(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("reason"));
}

TEST_F(SupervisorTest, WaitUntilEndsWhenTimeIsUp) {
  Supervisor supervisor;
  EXPECT_TRUE(absl::IsDeadlineExceeded(supervisor.WaitUntil([] { return false; }, milliseconds(1))));
}

TEST_F(SupervisorTest, BeingToldToEndEndsTheWait) {
  Supervisor supervisor;
  kill(getpid(), SIGTERM);
  EXPECT_TRUE(absl::IsCancelled(supervisor.WaitUntil([] { return false; }, seconds(20))));
}

TEST_F(SupervisorTest, APartThatEndsIsStartedAgainUntilWeAreToldToEnd) {
  Supervisor supervisor;
  // The second start tells us to end.
  ASSERT_TRUE(
      supervisor
          .Start(Shell("mkdir first 2>/dev/null && exit 1; kill -TERM " + std::to_string(getpid()) + "; exec sleep 60"))
          .ok());
  supervisor.RunUntilTold();
  EXPECT_TRUE(std::filesystem::exists(path("first")));
}

TEST_F(SupervisorTest, StopAllLetsAPartFinish) {
  Supervisor supervisor;
  ASSERT_TRUE(supervisor
                  .Start(Shell("trap 'echo finished > done; exit 0' TERM; echo > ready; "
                               "while :; do sleep 0.01; done"))
                  .ok());
  ASSERT_TRUE(supervisor.WaitUntil([&] { return std::filesystem::exists(path("ready")); }, seconds(20)).ok());
  supervisor.StopAll();
  EXPECT_EQ(Read(path("done")), "finished\n");
}

TEST_F(SupervisorTest, StopAllKillsAPartThatDoesNotListen) {
  Supervisor supervisor;
  Part part = Shell("trap '' TERM; echo $$ > pid; echo > ready; while :; do sleep 1; done");
  part.stop_within = milliseconds(50);
  ASSERT_TRUE(supervisor.Start(part).ok());
  ASSERT_TRUE(supervisor.WaitUntil([&] { return std::filesystem::exists(path("ready")); }, seconds(20)).ok());
  supervisor.StopAll();
  EXPECT_NE(kill(std::stoi(Read(path("pid"))), 0), 0);
}

TEST_F(SupervisorTest, BeingToldTwiceHurriesNothing) {
  Supervisor supervisor;
  ASSERT_TRUE(supervisor.Start(Shell("trap 'sleep 0.3; echo > done; exit 0' TERM; echo > ready; "
                                     "while :; do sleep 0.01; done")).ok());
  ASSERT_TRUE(supervisor.WaitUntil([&] { return std::filesystem::exists(path("ready")); }, seconds(20)).ok());
  kill(getpid(), SIGTERM);
  kill(getpid(), SIGHUP);
  supervisor.StopAll();
  EXPECT_TRUE(std::filesystem::exists(path("done")));
}

// In a folder of its own, where notices are heard.
class ReplaceTest : public SupervisorTest {
 protected:
  void SetUp() override {
    SupervisorTest::SetUp();
    before_ = std::filesystem::current_path();
    std::filesystem::current_path(folder_);
    ASSERT_TRUE(supervisor_.ListenForNotices().ok());
  }
  void TearDown() override {
    supervisor_.StopAll();
    std::filesystem::current_path(before_);
    SupervisorTest::TearDown();
  }
  // A part that says it is ready, as the programs do, where there is a file "good"; it writes its process id.
  Part Teller() const {
    Part part = Shell("echo $$ >> pids; [ -e good ] || exit 3; exec perl -MSocket -e '" + std::string(kTell) + "'");
    part.command.environment.push_back(ReadyNotices::Variable());
    part.tells_ready = true;
    return part;
  }
  std::vector<pid_t> Pids() const {
    std::ifstream file(path("pids"));
    return {std::istream_iterator<pid_t>(file), {}};
  }
  static bool Runs(pid_t pid) { return kill(pid, 0) == 0; }

  static constexpr const char* kTell =
      "socket(S, PF_UNIX, SOCK_DGRAM, 0); send(S, \"READY=1\", 0, sockaddr_un($ENV{NOTIFY_SOCKET}));"
      "sleep 60";
  std::filesystem::path before_;
  Supervisor supervisor_;
};

TEST_F(ReplaceTest, ThePartThatSaysSoIsReady) {
  std::ofstream(path("good")) << "";
  ASSERT_TRUE(supervisor_.Start(Teller()).ok());
  EXPECT_FALSE(supervisor_.AllToldReady());
  EXPECT_TRUE(supervisor_.WaitUntil([&] { return supervisor_.AllToldReady(); }, seconds(20)).ok());
}

TEST_F(ReplaceTest, TheOldOneEndsOnceTheNewOneIsReady) {
  std::ofstream(path("good")) << "";
  ASSERT_TRUE(supervisor_.Start(Teller()).ok());
  ASSERT_TRUE(supervisor_.WaitUntil([&] { return supervisor_.AllToldReady(); }, seconds(20)).ok());
  EXPECT_TRUE(supervisor_.Replace("part", seconds(20)).ok());
  const std::vector<pid_t> pids = Pids();
  ASSERT_EQ(pids.size(), 2u);
  EXPECT_FALSE(Runs(pids[0]));
  EXPECT_TRUE(Runs(pids[1]));
}

TEST_F(ReplaceTest, TheOldOneStaysWhereTheNewOneEnds) {
  std::ofstream(path("good")) << "";
  ASSERT_TRUE(supervisor_.Start(Teller()).ok());
  ASSERT_TRUE(supervisor_.WaitUntil([&] { return supervisor_.AllToldReady(); }, seconds(20)).ok());
  std::filesystem::remove(path("good"));
  const absl::Status replaced = supervisor_.Replace("part", seconds(20));
  EXPECT_TRUE(absl::IsAborted(replaced)) << replaced;
  EXPECT_THAT(std::string(replaced.message()), HasSubstr("status 3"));
  EXPECT_TRUE(Runs(Pids().front()));
}

TEST_F(ReplaceTest, TheOldOneStaysWhereTheNewOneIsNotReadyInTime) {
  Part silent = Shell("echo $$ >> pids; exec sleep 60");
  silent.tells_ready = true;
  ASSERT_TRUE(supervisor_.Start(silent).ok());
  ASSERT_TRUE(supervisor_.WaitUntil([&] { return Pids().size() == 1; }, seconds(20)).ok());
  EXPECT_TRUE(absl::IsDeadlineExceeded(supervisor_.Replace("part", milliseconds(300))));
  EXPECT_TRUE(Runs(Pids().front()));
  // It may have been too slow to say who it is.
  EXPECT_TRUE(Pids().size() == 1 || !Runs(Pids().back()));
}

TEST_F(ReplaceTest, WhatIsNoPartIsNotFound) {
  EXPECT_TRUE(absl::IsNotFound(supervisor_.Replace("another", seconds(1))));
}

TEST_F(SupervisorTest, TheLastStartedStopsFirst) {
  Supervisor supervisor;
  const std::string wait = "; echo > ready-$$; while :; do sleep 0.01; done";
  Part first = Shell("trap 'echo first >> order; exit 0' INT" + wait);
  first.stop_signal = SIGINT;
  ASSERT_TRUE(supervisor.Start(first).ok());
  ASSERT_TRUE(supervisor.Start(Shell("trap 'echo second >> order; exit 0' TERM" + wait)).ok());
  const auto both = [&] {
    const std::filesystem::directory_iterator all(folder_);
    return std::count_if(begin(all), end(all),
                         [](const auto& entry) { return entry.path().filename().string().starts_with("ready-"); }) == 2;
  };
  ASSERT_TRUE(supervisor.WaitUntil(both, seconds(20)).ok());
  supervisor.StopAll();
  EXPECT_EQ(Read(path("order")), "second\nfirst\n");
}

}  // namespace
}  // namespace postern::operators
