// CORS: no origin is allowed anything of the API.
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "tests/http/wire/answers.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

const Headers kPreflight = {{"Origin", "https://evil.example"}, {"Access-Control-Request-Method", "DELETE"}};

void ExpectNothingAllowed(const Reply& reply) {
  for (const auto& [name, value] : reply.headers) {
    EXPECT_FALSE(absl::StartsWithIgnoreCase(name, "Access-Control-")) << name;
  }
}

class Preflight : public testing::TestWithParam<const char*> {};

TEST_P(Preflight, IsAnsweredEmptyWithVaryAndAllowsNothing) {
  const Reply reply = Site::Shared().anonymous().Send("OPTIONS", GetParam(), nullptr, kPreflight);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "");
  ExpectNothingAllowed(reply);
  EXPECT_EQ(Elements(reply, "Vary"),
            (std::set<std::string>{"Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"}));
}

TEST_P(Preflight, CarriesVersionAndRequestIdButNoCookieAndNoSniffing) {
  const Reply reply = Site::Shared().anonymous().Send("OPTIONS", GetParam(), nullptr, kPreflight);
  EXPECT_EQ(reply.All("X-Coder-Build-Version").size(), 1u);
  EXPECT_EQ(reply.All("X-Coder-Request-Id").size(), 1u);
  EXPECT_TRUE(reply.All("X-Content-Type-Options").empty());
  EXPECT_TRUE(reply.All("Set-Cookie").empty());
}

INSTANTIATE_TEST_SUITE_P(Paths, Preflight,
                         testing::Values("/api/v2/buildinfo", "/api/v2/users", "/api/v2/users/me",
                                         "/api/v2/users/me/keys/tokens", "/api/v2/nothing"));

TEST(CrossOrigin, APlainOptionsIsNoPreflight) {
  const Reply reply =
      Site::Shared().anonymous().Send("OPTIONS", "/api/v2/buildinfo", nullptr, {{"Origin", "https://evil.example"}});
  ExpectEnvelope(reply, 405);
  ExpectNothingAllowed(reply);
}

TEST(CrossOrigin, NoOriginIsAllowedOnAnswers) {
  const Reply reply = Site::Shared().anonymous().Get("/api/v2/buildinfo", {{"Origin", "https://evil.example"}});
  EXPECT_EQ(reply.status, 200);
  ExpectNothingAllowed(reply);
}

TEST(CrossOrigin, EveryOriginMayReadWhereThatIsSwitchedOn) {
  const Site site(Environment{{"CODER_DANGEROUS_ALLOW_CORS_REQUESTS", "true"}});
  const Headers origin = {{"Origin", "https://other.example.com"}};
  const Reply reply = site.anonymous().Get("/api/v2/buildinfo", origin);
  EXPECT_EQ(reply.Header("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(reply.Header("Access-Control-Allow-Credentials"), "");
  Headers preflight = origin;
  preflight.emplace_back("Access-Control-Request-Method", "GET");
  EXPECT_EQ(
      site.anonymous().Send("OPTIONS", "/api/v2/users", nullptr, preflight).Header("Access-Control-Allow-Methods"),
      "GET");
  ExpectNothingAllowed(site.anonymous().Send("OPTIONS", "/api/v2/users", nullptr, kPreflight));
}

TEST(LatencyCheck, IsOpenToPagesOfEveryOrigin) {
  const Reply reply = Site::Shared().anonymous().Get("/latency-check", {{"Origin", "https://other.example.com"}});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "OK");
  for (const char* name : {"Access-Control-Allow-Origin", "Access-Control-Allow-Headers",
                           "Access-Control-Allow-Methods", "Timing-Allow-Origin"}) {
    EXPECT_EQ(reply.All(name), std::vector<std::string>{"*"}) << name;
  }
  EXPECT_EQ(reply.Header("Access-Control-Allow-Credentials"), "false");
}

}  // namespace
}  // namespace postern::test
