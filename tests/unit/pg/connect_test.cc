// What can be said of connecting without a server.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <string>

#include "pg/connection.h"
#include "pg/error.h"

namespace postern::pg {
namespace {

absl::Status OpenStatus(const std::string& url, int milliseconds = 300) {
  ConnectOptions options;
  options.url = url;
  options.connect_timeout = std::chrono::milliseconds(milliseconds);
  return Connection::Open(options).status();
}

bool Contains(const absl::Status& status, const std::string& text) {
  return std::string(status.message()).find(text) != std::string::npos;
}

TEST(ConnectTest, EmptyUrlIsRefused) {
  EXPECT_TRUE(absl::IsInvalidArgument(OpenStatus("")));
}

TEST(ConnectTest, UnreadableUrlIsRefusedWithoutBeingQuoted) {
  const absl::Status status = OpenStatus("postgres://ada:s3cret@[host/db");
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_FALSE(Contains(status, "s3cret"));
}

TEST(ConnectTest, UnreadableKeyValueTextIsNotQuoted) {
  const absl::Status status = OpenStatus("host=h password=s3cret s3cret");
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_FALSE(Contains(status, "s3cret"));
}

TEST(ConnectTest, UnescapedAtInPasswordIsNotQuoted) {
  const absl::Status status = OpenStatus("postgres://ada:half@s3cret@127.0.0.1:1/db");
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_FALSE(Contains(status, "s3cret"));
}

class UnescapedPassword : public testing::TestWithParam<const char*> {};

TEST_P(UnescapedPassword, IsRefusedWithAWordOfAdviceAndNoPartIsTold) {
  const absl::Status status = OpenStatus(GetParam());
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_TRUE(Contains(status, "percent-encode"));
  for (const char* part : {"s3cret", "half", "12"}) EXPECT_FALSE(Contains(status, part)) << status;
}

INSTANTIATE_TEST_SUITE_P(Urls, UnescapedPassword,
                         testing::Values("postgres://ada:half/s3cret@127.0.0.1:1/db",
                                         "postgresql://ada:12/s3cret@127.0.0.1:1/db",
                                         "postgres://ada:half?/s3cret@127.0.0.1:1/db",
                                         "postgres://ada:12?s3cret=/x@127.0.0.1:1/db",
                                         "postgres://ada:half/s3@cret@127.0.0.1:1/db",
                                         "postgres://ada:x@127.0.0.1:half/s3cret", "host=127.0.0.1 port=s3cret"));

TEST(ConnectTest, RefusedConnectionNamesHostAndDatabaseAndNoSecret) {
  const absl::Status status = OpenStatus("postgres://ada:s3cret@127.0.0.1:1/people");
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_TRUE(Contains(status, "127.0.0.1:1"));
  EXPECT_TRUE(Contains(status, "people"));
  EXPECT_FALSE(Contains(status, "s3cret"));
}

TEST(ConnectTest, RefusedConnectionIsKnownNotExecuted) {
  EXPECT_TRUE(IsKnownNotExecuted(OpenStatus("host=127.0.0.1 port=1 dbname=people")));
}

TEST(ConnectTest, EveryHostOfAListIsTried) {
  const absl::Status status = OpenStatus("postgres://127.0.0.1:1,127.0.0.2:2/people");
  EXPECT_TRUE(Contains(status, "127.0.0.1:1"));
  EXPECT_TRUE(Contains(status, "127.0.0.2:2"));
}

// A socket that takes connections into its backlog and never answers.
class SilentServer {
 public:
  SilentServer() {
    char folder[] = "/tmp/postern-silent-XXXXXX";
    folder_ = mkdtemp(folder);
    path_ = folder_ + "/.s.PGSQL.5432";
    socket_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
    if (bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error("bind");
    if (listen(socket_, 8) != 0) throw std::runtime_error("listen");
  }
  ~SilentServer() {
    close(socket_);
    unlink(path_.c_str());
    rmdir(folder_.c_str());
  }
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_, path_;
  int socket_;
};

TEST(ConnectTest, SilentServerIsGivenUpInTime) {
  const SilentServer server;
  const auto start = std::chrono::steady_clock::now();
  const absl::Status status = OpenStatus("postgres:///people?host=" + server.folder());
  const auto taken = std::chrono::steady_clock::now() - start;
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_TRUE(Contains(status, "no answer in time"));
  EXPECT_GE(taken, std::chrono::milliseconds(295));
  EXPECT_LT(taken, std::chrono::seconds(5));
}

TEST(ConnectTest, SilentHostsTogetherTakeNoLongerThanOne) {
  const SilentServer first, second;
  const auto start = std::chrono::steady_clock::now();
  const absl::Status status = OpenStatus("host=" + first.folder() + "," + second.folder() + " dbname=people", 1500);
  EXPECT_TRUE(Contains(status, first.folder()));
  EXPECT_TRUE(Contains(status, second.folder()));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(2900));
}

}  // namespace
}  // namespace postern::pg
