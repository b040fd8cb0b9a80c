#include "fcgi/listener.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/support/fastcgi_client.h"
#include "tests/support/program.h"
#include "tests/support/site.h"

namespace postern::fcgi {
namespace {

absl::StatusOr<Listener> Open(const std::string& address, const std::string& group = "", bool beyond_loopback = false) {
  return Listener::Open({.address = address, .group = group, .beyond_loopback = beyond_loopback});
}

class ListenerTest : public testing::Test {
 protected:
  ListenerTest() : folder_(test::MakeFolder()), path_(folder_ + "/socket"), address_("unix:" + path_) {}
  ~ListenerTest() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
  std::string path_;
  std::string address_;
};

TEST(TcpListener, WhoSaysNothingHoldsAThreadForABoundedTime) {
  const auto listener = Open("tcp:127.0.0.1:" + std::to_string(test::FreePort()));
  ASSERT_TRUE(listener.ok()) << listener.status();
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  ASSERT_EQ(getsockname(listener->fd(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  const int client = socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(connect(client, reinterpret_cast<const sockaddr*>(&address), size), 0);
  const int accepted = accept(listener->fd(), nullptr, nullptr);
  ASSERT_GE(accepted, 0);
  timeval patience{};
  size = sizeof patience;
  ASSERT_EQ(getsockopt(accepted, SOL_SOCKET, SO_RCVTIMEO, &patience, &size), 0);
  EXPECT_EQ(patience.tv_sec, 15);
  close(accepted);
  close(client);
}

using UnixListener = ListenerTest;

TEST_F(UnixListener, TheSocketIsForItsOwnerAndGroupAlone) {
  const auto listener = Open(address_);
  ASSERT_TRUE(listener.ok()) << listener.status();
  struct stat status {};
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_TRUE(S_ISSOCK(status.st_mode));
  EXPECT_EQ(status.st_mode & 0777U, 0660U);
}

TEST_F(UnixListener, APathThatALivingProcessAnswersOnIsRefusedInOneLine) {
  const auto first = Open(address_);
  ASSERT_TRUE(first.ok());
  const auto second = Open(address_);
  ASSERT_FALSE(second.ok());
  EXPECT_NE(second.status().message().find(path_), absl::string_view::npos) << second.status();
  EXPECT_EQ(second.status().message().find('\n'), absl::string_view::npos);
  EXPECT_NO_THROW(test::FastcgiClient client(address_));
}

// A socket file that nobody listens on any more.
void LeaveStale(const std::string& address, const std::string& path) {
  const auto dead = Open(address);
  std::filesystem::create_hard_link(path, path + ".kept");
}

TEST_F(UnixListener, AStaleSocketIsTakenOver) {
  LeaveStale(address_, path_);
  std::filesystem::rename(path_ + ".kept", path_);
  ASSERT_TRUE(std::filesystem::exists(path_));
  const auto listener = Open(address_);
  ASSERT_TRUE(listener.ok()) << listener.status();
  EXPECT_NO_THROW(test::FastcgiClient client(address_));
}

TEST_F(UnixListener, AFileThatIsNoSocketIsLeftAlone) {
  std::ofstream(path_) << "precious";
  EXPECT_FALSE(Open(address_).ok());
  EXPECT_EQ(test::ReadFile(path_), "precious");
}

TEST_F(UnixListener, TheDestructorRemovesItsOwnPath) {
  { const auto listener = Open(address_); }
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(UnixListener, APathThatHasBecomeSomebodyElsesIsNotRemoved) {
  {
    const auto listener = Open(address_);
    std::filesystem::rename(path_, path_ + ".old");
    std::ofstream(path_) << "another";
  }
  EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(UnixListener, PathsOfWrongLengthMissingFoldersAndGroupsAreRefused) {
  EXPECT_FALSE(Open("unix:").ok());
  EXPECT_FALSE(Open("unix:/" + std::string(200, 'x')).ok());
  EXPECT_FALSE(Open("unix:" + folder_ + "/missing/socket").ok());
  EXPECT_FALSE(Open(address_, "no-such-group").ok());
}

TEST(TcpListener, LoopbackIsAllowedAndAnswers) {
  const std::string address = "tcp:127.0.0.1:" + std::to_string(test::FreePort());
  const auto listener = Open(address);
  ASSERT_TRUE(listener.ok()) << listener.status();
  EXPECT_TRUE(listener->owned());
  EXPECT_NO_THROW(test::FastcgiClient client(address));
}

TEST(TcpListener, BeyondLoopbackIsRefusedUnlessAskedForByName) {
  const std::string address = "tcp:0.0.0.0:" + std::to_string(test::FreePort());
  const auto refused = Open(address);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.status().message().find("--listen-beyond-loopback"), absl::string_view::npos);
  EXPECT_TRUE(Open(address, "", true).ok());
}

TEST(TcpListener, EveryIpv6AddressIsEveryIpv4AddressToo) {
  const std::string port = std::to_string(test::FreePort());
  EXPECT_FALSE(Open("tcp:[::]:" + port).ok());
  const auto listener = Open("tcp:[::]:" + port, "", true);
  ASSERT_TRUE(listener.ok()) << listener.status();
  EXPECT_NO_THROW(test::FastcgiClient client("tcp:127.0.0.1:" + port));
  EXPECT_NO_THROW(test::FastcgiClient client("tcp:[::1]:" + port));
}

TEST(TcpListener, AHostsNameIsBoundToWhereItLeads) {
  const std::string by_name = "tcp:localhost:" + std::to_string(test::FreePort());
  const auto listener = Open(by_name);
  ASSERT_TRUE(listener.ok()) << listener.status();
  EXPECT_NO_THROW(test::FastcgiClient client(by_name));
}

TEST(TcpListener, HostAndPortMustBothBeNamed) {
  for (const char* address : {"tcp:", "tcp:127.0.0.1", "tcp:127.0.0.1:", "tcp::80", "tcp:no.such.host.invalid:80"}) {
    EXPECT_FALSE(Open(address).ok()) << address;
  }
}

TEST(TcpListener, ATakenPortIsRefused) {
  const std::string address = "tcp:127.0.0.1:" + std::to_string(test::FreePort());
  const auto first = Open(address);
  ASSERT_TRUE(first.ok());
  EXPECT_FALSE(Open(address).ok());
}

TEST(ListenerAddress, OtherKindsAreRefused) {
  for (const char* address : {"nonsense", "/tmp/socket", "udp:127.0.0.1:1"}) {
    EXPECT_FALSE(Open(address).ok()) << address;
  }
}

TEST(HandedOver, OnlyAListeningSocketAsFd0Counts) {
  const int before = dup(0);
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  dup2(fd, 0);
  EXPECT_FALSE(Listener::IsHandedOver());
  sockaddr unnamed{};
  unnamed.sa_family = AF_UNIX;
  ASSERT_EQ(bind(0, &unnamed, sizeof unnamed.sa_family), 0);
  ASSERT_EQ(listen(0, 1), 0);
  EXPECT_TRUE(Listener::IsHandedOver());
  {
    const auto listener = Listener::Open({});
    ASSERT_TRUE(listener.ok());
    EXPECT_EQ(listener->fd(), 0);
    EXPECT_FALSE(listener->owned());
  }
  dup2(before, 0);
  close(fd);
  close(before);
}

}  // namespace
}  // namespace postern::fcgi
