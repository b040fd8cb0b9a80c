// The headers of every answer, whoever gives it.
#include <gtest/gtest.h>

#include <set>

#include "tests/http/wire/answers.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

constexpr char kCsrf[] = "JXm9hOUdZctWt0ZZGAy9xiS/gxMKYOThdxjjMnMUyn4=";

// One of each kind: found, not found, wrong method, refused, unparsable, forbidden, from nginx itself.
std::vector<Reply> SomeAnswers(const Headers& headers = {}) {
  Site& site = Site::Shared();
  const Client anonymous = site.anonymous();
  const Client& owner = site.owner().client;
  const std::string broken = "{";
  const std::string huge(1'100'000, 'x');
  return {anonymous.Get("/api/v2/buildinfo", headers),
          anonymous.Get("/api/v2", headers),
          anonymous.Get("/api/v2/nothing", headers),
          anonymous.Send("POST", "/api/v2/buildinfo", nullptr, headers),
          anonymous.Get("/api/v2/users/me", headers),
          anonymous.Send("POST", "/api/v2/users/login", &broken, headers),
          owner.Get("/api/v2/users/me", headers),
          owner.Get("/api/v2/users/nobody", headers),
          owner.Get("/api/v2/users/me/keys/tokens/tokenconfig", headers),
          anonymous.Send("POST", "/api/v2/users/login", &huge, headers),
          anonymous.Get("/nothing", headers),
          anonymous.Get("/healthz", headers),
          anonymous.Get("/readyz", headers)};
}

TEST(AnswerHeaders, EveryAnswerCarriesOurHeadersOnce) {
  for (const Reply& reply : SomeAnswers()) ExpectOurHeaders(reply);
}

TEST(AnswerHeaders, EveryAnswerNamesTheVersionOfBuildinfo) {
  const std::string version = Site::Shared().anonymous().Get("/api/v2/buildinfo").Text("version");
  ASSERT_TRUE(version.starts_with("v2.23.0+postern.")) << version;
  for (const Reply& reply : SomeAnswers()) EXPECT_EQ(reply.Header("X-Coder-Build-Version"), version) << reply.status;
}

TEST(AnswerHeaders, EveryAnswerHasARequestIdOfItsOwn) {
  std::set<std::string> ids;
  const std::vector<Reply> answers = SomeAnswers();
  for (const Reply& reply : answers) ids.insert(reply.Header("X-Coder-Request-Id"));
  EXPECT_EQ(ids.size(), answers.size());
}

TEST(AnswerHeaders, ARequestIdSentByTheClientIsIgnored) {
  const std::string mine = "11111111-2222-4333-8444-555555555555";
  for (const Reply& reply :
       SomeAnswers({{"X-Coder-Request-Id", mine}, {"X-Request-Id", mine}, {"Postern-Request-Id", mine}})) {
    EXPECT_NE(reply.Header("X-Coder-Request-Id"), mine) << reply.status;
  }
}

TEST(AnswerHeaders, TheAuditRowCarriesTheRequestIdOfTheAnswer) {
  Site& site = Site::Shared();
  const Person person = site.NewUser();
  const Reply made = person.client.Post("/api/v2/users/me/keys/tokens", boost::json::object{});
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(
      site.Value("SELECT count(*) FROM audit_logs WHERE request_id = '" + made.Header("X-Coder-Request-Id") + "'"),
      "1");
}

TEST(AnswerHeaders, ApiAnswersCarryNoPageHeaders) {
  for (const Reply& reply : SomeAnswers()) {
    for (const char* name : {"Cache-Control", "ETag", "Strict-Transport-Security", "Content-Security-Policy",
                             "Content-Encoding", "X-Trace-ID", "X-RateLimit-Limit"}) {
      EXPECT_TRUE(reply.All(name).empty()) << name << " on " << reply.status;
    }
  }
}

TEST(AnswerHeaders, AnswersAreNotCompressed) {
  const Reply reply = Site::Shared().owner().client.Get("/api/v2/users", {{"Accept-Encoding", "gzip, deflate, br"}});
  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(reply.All("Content-Encoding").empty());
}

TEST(AnswerHeaders, TheVersionOfNginxIsNotTold) {
  for (const Reply& reply : SomeAnswers()) EXPECT_EQ(reply.Header("Server"), "nginx") << reply.status;
}

TEST(AnswerHeaders, ACsrfCookieIsSetWheneverTheRequestLacksAValidOne) {
  const Client client = Site::Shared().anonymous();
  EXPECT_NE(client.Get("/api/v2/buildinfo").Cookie("csrf_token"), "");
  EXPECT_NE(client.Get("/api/v2/nothing").Cookie("csrf_token"), "");
  EXPECT_EQ(client.Get("/api/v2/buildinfo", {{"Cookie", std::string("csrf_token=") + kCsrf}}).Cookie("csrf_token"), "");
}

TEST(AnswerHeaders, AnAnswerToATokenTellsWhenItExpires) {
  Site& site = Site::Shared();
  const Person person = site.NewUser();
  const Client token = site.anonymous().WithToken(site.CreateToken(person.client));
  EXPECT_NE(token.Get("/api/v2/users/me").Header("Postern-Token-Expires-At"), "");
  EXPECT_EQ(person.client.Get("/api/v2/users/me").Header("Postern-Token-Expires-At"), "");
}

TEST(AnswerHeaders, TheReportedVersionReplacesTheWholeEverywhere) {
  Site site({}, {"--reported-version=v9.8.7-devel+abc"});
  for (const char* path : {"/api/v2/buildinfo", "/api/v2/nothing", "/nothing", "/healthz"}) {
    EXPECT_EQ(site.anonymous().Get(path).Header("X-Coder-Build-Version"), "v9.8.7-devel+abc") << path;
  }
}

}  // namespace
}  // namespace postern::test
