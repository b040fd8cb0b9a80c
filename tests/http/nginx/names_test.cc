// Programs by name: nginx looks up who is behind it while it runs.
#include <gtest/gtest.h>

#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "tests/http/nginx/dns_responder.h"
#include "tests/http/nginx/nginx_process.h"
#include "tests/support/program.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

class Names : public testing::Test {
 protected:
  Names() : port_(FreePort()), names_({"127.0.0.2", "127.0.0.3"}) {
    first_.emplace(At("127.0.0.2"), "first");
    second_.emplace(At("127.0.0.3"), "second");
    operators::NginxSettings settings = SomeSettings();
    settings.program_addresses = {absl::StrCat("tcp:{program}:", port_)};
    settings.name_servers = {names_.address()};
    settings.ipv6 = false;
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
