#include "operator/data_folder.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/operator/temporary_folder.h"

namespace postern::operators {
namespace {

class DataFolderTest : public TemporaryFolderTest {
 protected:
  absl::StatusOr<DataFolder> Open() const { return DataFolder::Open(path("data"), std::nullopt, std::nullopt); }
};

TEST_F(DataFolderTest, MakesWhatIsMissing) {
  const auto folder = Open();
  ASSERT_TRUE(folder.ok()) << folder.status();
  EXPECT_TRUE(std::filesystem::is_directory(folder->run()));
  EXPECT_TRUE(std::filesystem::is_directory(folder->postgres_socket()));
  EXPECT_FALSE(std::filesystem::exists(folder->postgres()));
}

TEST_F(DataFolderTest, NobodyElseEntersTheFolderOfTheSocket) {
  const auto folder = Open();
  struct stat status {};
  ASSERT_EQ(stat(folder->postgres_socket().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700U);
}

TEST_F(DataFolderTest, WhoeverMayPassFromOutsideReachesTheSocketsAndTheFilesOfNginx) {
  const auto folder = DataFolder::Open(path("data"), DataFolder::Passage{getegid(), true}, std::nullopt);
  ASSERT_TRUE(folder.ok()) << folder.status();
  for (const auto& [name, mode] : {std::pair(folder->path(), 0710U), std::pair(folder->run(), 0710U),
                                   std::pair(folder->nginx(), 02750U), std::pair(folder->path() + "/log", 0700U)}) {
    struct stat status {};
    ASSERT_EQ(stat(name.c_str(), &status), 0) << name;
    EXPECT_EQ(status.st_mode & 07777, mode) << name;
    EXPECT_EQ(status.st_gid, getegid()) << name;
  }
}

TEST_F(DataFolderTest, ItsHolderIsKnownForAsLongAsItHoldsIt) {
  EXPECT_EQ(*HolderOf(path("data")), std::nullopt);
  {
    const auto folder = Open();
    const auto holder = HolderOf(path("data"));
    ASSERT_TRUE(holder.ok()) << holder.status();
    EXPECT_EQ(*holder, getpid());
  }
  EXPECT_EQ(*HolderOf(path("data")), std::nullopt);
}

TEST_F(DataFolderTest, IsRefusedWhereOthersMayWrite) {
  std::filesystem::create_directory(path("data"));
  ASSERT_EQ(chmod(path("data").c_str(), 0777), 0);
  const absl::Status refused = Open().status();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), testing::HasSubstr("others may write to"));
  ASSERT_EQ(chmod(path("data").c_str(), 0755), 0);
  EXPECT_TRUE(Open().ok());
}

TEST_F(DataFolderTest, ALinkInPlaceOfTheLockIsNotFollowed) {
  std::filesystem::create_directory(path("data"));
  std::ofstream(path("precious")) << "content";
  std::filesystem::create_symlink(path("precious"), path("data/lock"));
  EXPECT_FALSE(Open().ok());
  std::string content;
  std::ifstream(path("precious")) >> content;
  EXPECT_EQ(content, "content");
}

TEST_F(DataFolderTest, StaysHeldWhereSomebodyTookTheLocksFileAway) {
  const auto folder = Open();
  std::filesystem::remove(path("data/lock"));
  EXPECT_TRUE(absl::IsFailedPrecondition(Open().status())) << Open().status();
}

TEST_F(DataFolderTest, AProcessThatHasTheNumberOfItsHolderIsNotTakenForIt) {
  const auto folder = Open();
  std::ofstream(path("data/lock")) << getppid() << '\n';
  EXPECT_TRUE(absl::IsUnavailable(HolderOf(path("data")).status()));
}

TEST_F(DataFolderTest, TheSecondToOpenItIsToldWhoHasIt) {
  const auto first = Open();
  const auto second = Open();
  EXPECT_THAT(std::string(second.status().message()),
              testing::HasSubstr("in use by process " + std::to_string(getpid())));
}

TEST_F(DataFolderTest, IsFreeAgainWhenItsHolderIsGone) {
  { const auto first = Open(); }
  EXPECT_TRUE(Open().ok());
}

TEST_F(DataFolderTest, LockFilesOfADeadClusterAreRemoved) {
  std::filesystem::create_directories(path("data/postgres"));
  std::ofstream(path("data/postgres/postmaster.pid")) << "1\n";
  ASSERT_TRUE(Open().ok());
  EXPECT_FALSE(std::filesystem::exists(path("data/postgres/postmaster.pid")));
}

TEST_F(DataFolderTest, AStrangersProcessInTheFolderIsLeftAlone) {
  ASSERT_TRUE(Open().ok());
  int executed[2];  // Closed by exec: reading from it ends when the child is another program.
  ASSERT_EQ(pipe2(executed, O_CLOEXEC), 0);
  const pid_t child = fork();
  if (child == 0) {
    if (chdir(path("data/run").c_str()) != 0) _exit(1);
    execl("/bin/sleep", "sleep", "60", nullptr);
    _exit(1);
  }
  close(executed[1]);
  char nothing = 0;
  EXPECT_EQ(read(executed[0], &nothing, 1), 0);
  close(executed[0]);
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(kill(child, 0), 0);
  EXPECT_EQ(waitpid(child, nullptr, WNOHANG), 0);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

}  // namespace
}  // namespace postern::operators
