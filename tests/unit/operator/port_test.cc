#include "operator/port.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

namespace postern::operators {
namespace {

// A socket on the loopback interface with a port of the kernel's choice.
class PortTest : public testing::Test {
 protected:
  void SetUp() override {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(listen(fd_, 8), 0);
    ASSERT_EQ(getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    address_ = {"127.0.0.1", ntohs(address.sin_port)};
  }
  void TearDown() override { close(fd_); }

  // Answers one request with this text.
  void AnswerOnce(const std::string& text) const {
    const int client = accept(fd_, nullptr, nullptr);
    char request[512];
    EXPECT_GT(recv(client, request, sizeof(request), 0), 0);
    EXPECT_EQ(send(client, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    close(client);
  }

  int fd_ = -1;
  ListenAddress address_;
};

TEST_F(PortTest, ATakenPortNamesItsHolder) {
  EXPECT_THAT(std::string(CheckFree(address_).message()),
              testing::AllOf(testing::HasSubstr("address in use: 127.0.0.1:" + std::to_string(address_.port)),
                             testing::HasSubstr("process " + std::to_string(getpid()))));
}

TEST_F(PortTest, AHostThatDoesNotExistNamesTheOption) {
  EXPECT_THAT(std::string(CheckFree({"no-such-host.invalid", 80}).message()), testing::HasSubstr("--http-address"));
}

TEST_F(PortTest, AnAddressOfAnotherMachineCannotBeListenedOn) {
  EXPECT_THAT(std::string(CheckFree({"192.0.2.1", 8080}).message()),
              testing::HasSubstr("cannot listen on 192.0.2.1:8080"));
}

TEST_F(PortTest, OnlyAnOkIsReady) {
  for (const auto& [answer, ready] : {std::pair<const char*, bool>{"HTTP/1.1 200 OK\r\n\r\n", true},
                                      {"HTTP/1.1 503 Service Unavailable\r\n\r\n", false},
                                      {"", false}}) {
    NginxSettings settings;
    settings.listen = address_;
    std::thread server([this, text = std::string(answer)] { AnswerOnce(text); });
    EXPECT_EQ(Answers(settings, "/readyz", std::chrono::seconds(1)), ready) << answer;
    server.join();
  }
}

}  // namespace
}  // namespace postern::operators
