// Clients that break off, send too much or try to write headers.
#include <gtest/gtest.h>

#include "tests/http/processes/served_program.h"

namespace postern::test {
namespace {

constexpr char kLogin[] = "/api/v2/users/login";

TEST(BrokenClients, OneThatVanishesAfterHalfABodyHarmsNothing) {
  const ServedProgram served("postern-users", UntouchedDatabase().url(), {"--threads=1"});
  for (int i = 0; i < 3; ++i) {
    const FastcgiClient client = served.Connect();
    client.Begin(FastcgiRequest("POST", kLogin, {{"CONTENT_LENGTH", "1000"}}));
    client.WriteBody("{\"email\":");
  }
  EXPECT_EQ(served.Get("/healthz").status, 200);
}

TEST(BrokenClients, OneThatDoesNotReadHarmsNothing) {
  const ServedProgram served("postern-users", UntouchedDatabase().url(), {"--threads=1"});
  for (int i = 0; i < 3; ++i) {
    const FastcgiClient client = served.Connect();
    client.Begin(FastcgiRequest("GET", "/api/v2/users/first"));
    client.EndBody();
  }
  EXPECT_EQ(served.Get("/healthz").status, 200);
}

TEST(BrokenClients, OneThatSaysNothingHarmsNothing) {
  const ServedProgram served("postern-users", UntouchedDatabase().url(), {"--threads=1"});
  for (int i = 0; i < 3; ++i) served.Connect().FinishWriting();
  EXPECT_EQ(served.Get("/healthz").status, 200);
}

TEST(BrokenClients, ABodyBeyondTheLimitIsDrainedAnswered413AndTheConnectionServesOn) {
  const ServedProgram served("postern-users", UntouchedDatabase().url(), {"--max-body-bytes=1000"});
  const FastcgiClient client = served.Connect();
  const Reply refused = client.Send(FastcgiRequest("POST", kLogin), std::string(500'000, 'x'));
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(refused.Header("Content-Type"), "application/json; charset=utf-8");
  EXPECT_NE(refused.Text("message"), "");
  const Reply next = client.Send(FastcgiRequest("POST", kLogin), "{}");
  EXPECT_EQ(next.status, 400);
  EXPECT_EQ(next.Text("message"), "Validation failed.");
}

TEST(BrokenClients, ABodyCutShortOfItsLengthIs400) {
  const ServedProgram served("postern-users", UntouchedDatabase().url());
  const Reply reply = served.Connect().Send(FastcgiRequest("POST", kLogin, {{"CONTENT_LENGTH", "100"}}), "{}");
  EXPECT_EQ(reply.status, 400);
  EXPECT_FALSE(reply.Text("detail").empty());
}

TEST(BrokenClients, TextWithALineBreakReachesNoHeader) {
  const ServedProgram served("postern-buildinfo", UntouchedDatabase().url());
  const std::string evil = "x\r\nX-Evil: 1";
  for (const char* name :
       {"POSTERN_REQUEST_ID", "POSTERN_READY_NEXT", "HTTP_ORIGIN", "HTTP_COOKIE", "REQUEST_METHOD"}) {
    for (const char* path : {"/readyz", "/api/v2/buildinfo", "/api/v2/nothing"}) {
      const Reply reply = served.Connect().Send({{name, evil}, {"REQUEST_METHOD", "GET"}, {"REQUEST_URI", path}});
      EXPECT_NE(reply.status, 0) << name << ' ' << path;
      EXPECT_TRUE(reply.All("X-Evil").empty()) << name << ' ' << path;
    }
  }
}

TEST(BrokenClients, ARequestWithoutAMethodOrPathIsAnswered) {
  const ServedProgram served("postern-buildinfo", UntouchedDatabase().url());
  const FastcgiClient client = served.Connect();
  EXPECT_EQ(client.Send({}).status, 404);
  EXPECT_EQ(client.Get("/healthz").status, 200);
}

}  // namespace
}  // namespace postern::test
