// Programs by name: nginx looks up who is behind it while it runs.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/http/nginx/dns_responder.h"
#include "tests/http/nginx/nginx_process.h"
#include "tests/support/program.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

// An address where connections are taken, and nobody ever answers: that of a program that hangs. With no `room`
// connections are not even taken, nor refused: as where a host has vanished.
class Silence {
 public:
  Silence(const std::string& host, int port, int room = 100) : listener_(Socket()) {
    address_.sin_family = AF_INET;
    address_.sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, host.c_str(), &address_.sin_addr);
    if (bind(listener_, address(), sizeof address_) != 0 || listen(listener_, room) != 0) {
      throw std::runtime_error("cannot listen at " + host);
    }
    if (room == 0) connect(filler_, address(), sizeof address_);
  }
  ~Silence() {
    close(filler_);
    close(listener_);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

  // How many have connected since this was asked last.
  int Connections() const {
    int count = 0;
    for (int one = 0; (one = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0; ++count) close(one);
    return count;
  }

 private:
  static int Socket() { return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }
  const sockaddr* address() const { return reinterpret_cast<const sockaddr*>(&address_); }

  sockaddr_in address_{};
  int listener_;
  int filler_ = Socket();
};

class Names : public testing::Test {
 protected:
  Names() : port_(FreePort()), names_({"127.0.0.2", "127.0.0.3"}) {
    first_.emplace(At("127.0.0.2"), "first");
    second_.emplace(At("127.0.0.3"), "second");
    operators::NginxSettings settings = SomeSettings();
    settings.program_addresses = {absl::StrCat("tcp:{program}:", port_)};
    settings.name_server = names_.address();
    settings.ipv6 = false;
    settings.read_timeout = std::chrono::seconds(5);  // The shortest there is.
    folder_.Render(settings);
    folder_.WriteMain("include POSTERN/postern.conf;");
    nginx_.emplace(folder_, settings.listen.port);
    client_.emplace(settings.LocalUrl());
  }

  std::string At(const std::string& host) const { return absl::StrCat(host, ":", port_); }
  Reply Post() const { return client_->Post("/api/v2/users/first", {{"a", 1}}); }
  // Who answers twenty POSTs. Each has to be answered.
  std::set<std::string> Answerers() const {
    std::set<std::string> names;
    for (int i = 0; i < 20; ++i) {
      const Reply reply = Post();
      EXPECT_EQ(reply.status, 200) << reply.body;
      names.insert(reply.Header("X-Echo"));
    }
    return names;
  }

  const int port_;
  DnsResponder names_;
  NginxFolder folder_;
  std::optional<FastcgiEcho> first_;
  std::optional<FastcgiEcho> second_;
  std::optional<NginxProcess> nginx_;
  std::optional<Client> client_;
};

TEST_F(Names, AllThatAreBehindANameAreAsked) {
  EXPECT_EQ(Answerers(), (std::set<std::string>{"first", "second"}));
  EXPECT_EQ(Echoed(Post(), "KEEP"), "0");
}

TEST_F(Names, PostsGoOnWhereOneIsGone) {
  first_.reset();
  EXPECT_EQ(Answerers(), std::set<std::string>{"second"});
}

TEST_F(Names, PostsGoOnWhereTheHostOfOneHasVanished) {
  const Silence vanished("127.0.0.4", port_, 0);
  names_.Say({"127.0.0.4", "127.0.0.2"});
  // Which one nginx asks first is left to chance: until it was the vanished one.
  EXPECT_TRUE(Eventually(
      [this] {
        const auto start = std::chrono::steady_clock::now();
        const Reply reply = Post();
        EXPECT_EQ(reply.Header("X-Echo"), "first") << reply.status << reply.body;
        return std::chrono::steady_clock::now() - start > std::chrono::seconds(1);
      },
      std::chrono::seconds(30)));
}

TEST_F(Names, WhatOneDoesNotAnswerInTimeIsNotAskedOfAnother) {
  const Silence one("127.0.0.4", port_);
  const Silence other("127.0.0.5", port_);
  names_.Say({"127.0.0.4", "127.0.0.5"});
  EXPECT_EQ(client_->Delete("/api/v2/users/ada").status, 504);  // nginx would repeat it, POST and PATCH excepted.
  EXPECT_EQ(one.Connections() + other.Connections(), 1);
}

TEST_F(Names, TheLastOfMoreThanTwoIsFound) {
  names_.Say({"127.0.0.2", "127.0.0.4", "127.0.0.5", "127.0.0.6", "127.0.0.3"});
  first_.reset();
  EXPECT_EQ(Answerers(), std::set<std::string>{"second"});
}

TEST_F(Names, OneThatAppearsLaterIsAskedAndOneThatLeftIsNot) {
  EXPECT_EQ(Post().status, 200);
  const FastcgiEcho third(At("127.0.0.4"), "third");
  names_.Say({"127.0.0.4"});
  EXPECT_TRUE(Eventually([this] { return Post().Header("X-Echo") == "third"; }));
  EXPECT_EQ(Answerers(), std::set<std::string>{"third"});
}

TEST_F(Names, AQuestionThatIsLostIsAskedAgain) {
  names_.LoseNext();
  EXPECT_EQ(Post().status, 200);
  EXPECT_EQ(Post().status, 200);
}

TEST_F(Names, NobodyBehindANameIs502InJsonAndNotReady) {
  names_.Say({});
  const Reply reply = Post();
  EXPECT_EQ(reply.status, 502) << reply.body;
  EXPECT_NE(reply.Text("message"), "");
  EXPECT_EQ(client_->Get("/readyz").status, 503);
}

TEST_F(Names, ReadinessAsksEachProgram) {
  const Reply reply = client_->Get("/readyz");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(first_->asked() + second_->asked(), 7);
}

}  // namespace
}  // namespace postern::test
