#include "fcgi/server.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/fcgi/forked_server.h"

namespace postern::fcgi {
namespace {

using test::FastcgiClient;
using test::FastcgiRequest;
using test::Reply;

TEST(Server, AnswersARequestAndClosesTheConnectionUnlessItIsKept) {
  const ForkedServer server;
  const FastcgiClient client = server.Connect();
  EXPECT_EQ(client.Send(FastcgiRequest("POST", "/"), "four", false).body, "4");
  EXPECT_TRUE(client.AwaitClose());
}

TEST(Server, AKeptConnectionServesManyRequests) {
  const ForkedServer server;
  const FastcgiClient client = server.Connect();
  for (std::size_t size = 0; size < 50; ++size) {
    EXPECT_EQ(client.Send(FastcgiRequest("POST", "/"), std::string(size, 'x')).body, std::to_string(size));
  }
}

TEST(Server, AsManyConnectionsAsThreadsAreServedAtOnce) {
  const ForkedServer server({.listen = {}, .threads = 4});
  std::vector<FastcgiClient> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(server.Connect());
    clients.back().Begin(FastcgiRequest("GET", "/hold"));
    clients.back().EndBody();
  }
  for (int i = 0; i < 4; ++i) server.AwaitHeld();
  for (int i = 0; i < 4; ++i) server.Release();
  for (const FastcgiClient& client : clients) EXPECT_EQ(client.Read().status, 200);
}

TEST(Server, ABodyMayArriveInManyPieces) {
  const ForkedServer server;
  const FastcgiClient client = server.Connect();
  client.Begin(FastcgiRequest("POST", "/", {{"CONTENT_LENGTH", "300"}}));
  for (int i = 0; i < 300; ++i) client.WriteBody("x");
  client.EndBody();
  EXPECT_EQ(client.Read().body, "300");
}

TEST(Server, ABodyOfTheLimitIsWholeAndAByteMoreIsTooLarge) {
  const ForkedServer server({.listen = {}, .max_body_bytes = 1000});
  const FastcgiClient client = server.Connect();
  EXPECT_EQ(client.Send(FastcgiRequest("POST", "/"), std::string(1000, 'x')).body, "1000");
  EXPECT_EQ(client.Send(FastcgiRequest("POST", "/"), std::string(1001, 'x')).status, 413);
}

TEST(Server, WhatIsTooLargeIsDrainedAndTheKeptConnectionServesOn) {
  const ForkedServer server({.listen = {}, .max_body_bytes = 10});
  const FastcgiClient client = server.Connect();
  EXPECT_EQ(client.Send(FastcgiRequest("POST", "/"), std::string(2'000'000, 'x')).status, 413);
  EXPECT_EQ(client.Send(FastcgiRequest("POST", "/"), "next").body, "4");
}

TEST(Server, ABodyShorterThanAnnouncedIsMarkedSo) {
  const ForkedServer server;
  const FastcgiClient client = server.Connect();
  EXPECT_EQ(client.Send(FastcgiRequest("POST", "/", {{"CONTENT_LENGTH", "100"}}), "short").status, 400);
}

TEST(Server, AnEscapedExceptionIsAnEnvelopeWithoutItsTextAndHarmsNothing) {
  const ForkedServer server({.listen = {}, .threads = 1});
  const FastcgiClient client = server.Connect();
  const Reply reply = client.Get("/throw");
  EXPECT_EQ(reply.status, 500);
  EXPECT_NE(reply.Text("message"), "");
  EXPECT_EQ(reply.body.find("secret"), std::string::npos);
  EXPECT_EQ(client.Get("/").status, 200);
}

TEST(Server, NoResponseHeaderCanBeSplit) {
  const ForkedServer server;
  const Reply reply = server.Connect().Get("/split");
  EXPECT_TRUE(reply.All("X-Evil").empty());
  EXPECT_TRUE(reply.All("X-Text").empty());
  EXPECT_EQ(reply.Header("X-Good"), "b");
}

TEST(Server, ClientsThatGoInTheMiddleOfARequestHarmNothing) {
  const ForkedServer server({.listen = {}, .threads = 1});
  for (int i = 0; i < 5; ++i) {
    const FastcgiClient client = server.Connect();
    client.Begin(FastcgiRequest("POST", "/", {{"CONTENT_LENGTH", "1000"}}));
    client.WriteBody("half");
  }
  EXPECT_EQ(server.Connect().Get("/").status, 200);
}

TEST(Server, ClientsThatDoNotReadHarmNothing) {
  const ForkedServer server({.listen = {}, .threads = 1});
  for (int i = 0; i < 5; ++i) {
    const FastcgiClient client = server.Connect();
    client.Begin(FastcgiRequest("GET", "/large"));
    client.EndBody();
  }
  EXPECT_EQ(server.Connect().Get("/").status, 200);
}

TEST(Server, ConnectionsWithoutARequestHarmNothing) {
  const ForkedServer server({.listen = {}, .threads = 1});
  for (int i = 0; i < 5; ++i) server.Connect().FinishWriting();
  EXPECT_EQ(server.Connect().Get("/").status, 200);
}

TEST(Server, ALargeAnswerArrivesWhole) {
  const ForkedServer server;
  EXPECT_EQ(server.Connect().Get("/large").body.size(), 5'000'000u);
}

}  // namespace
}  // namespace postern::fcgi
