// How a server ends: by signal, by itself, and what becomes of requests then.
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <deque>
#include <optional>
#include <stdexcept>
#include <vector>

#include "fcgi/worker.h"
#include "tests/support/program.h"
#include "tests/unit/fcgi/forked_server.h"

namespace postern::fcgi {
namespace {

using std::chrono::milliseconds;
using test::FastcgiClient;
using test::FastcgiRequest;

// Far longer than any test waits: an end before it is not for want of patience.
constexpr milliseconds kLong{600'000};

void StartHeld(const ForkedServer& server, const FastcgiClient& client) {
  client.Begin(FastcgiRequest("GET", "/hold"));
  client.EndBody();
  server.AwaitHeld();
}

class EndSignal : public testing::TestWithParam<int> {};

TEST_P(EndSignal, FinishesTheRequestInHandAndExits0) {
  ForkedServer server({.listen = {}, .drain_timeout = kLong});
  {
    const FastcgiClient client = server.Connect();
    StartHeld(server, client);
    server.Signal(GetParam());
    EXPECT_TRUE(test::Eventually([&] { return access(server.path().c_str(), F_OK) != 0; }));
    server.Release();
    EXPECT_EQ(client.Read().status, 200);
  }
  EXPECT_EQ(server.AwaitEnd(), 0);
}

TEST_P(EndSignal, ServesWhatComesOnAKeptConnectionUntilItsPeerClosesIt) {
  ForkedServer server({.listen = {}, .drain_timeout = kLong});
  {
    const FastcgiClient kept = server.Connect();
    EXPECT_EQ(kept.Get("/").status, 200);
    server.Signal(GetParam());
    EXPECT_TRUE(test::Eventually([&] { return access(server.path().c_str(), F_OK) != 0; }));
    for (int i = 0; i < 20; ++i) EXPECT_EQ(kept.Send(FastcgiRequest("POST", "/"), "four").body, "4");
    EXPECT_EQ(server.AwaitEnd(milliseconds(0)), -1);
  }
  EXPECT_EQ(server.AwaitEnd(kIdleAtStop), 0);
}

TEST_P(EndSignal, ClosesConnectionsThatStayIdle) {
  ForkedServer server({.listen = {}, .drain_timeout = kLong});
  std::vector<FastcgiClient> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(server.Connect());
    EXPECT_EQ(clients.back().Get("/").status, 200);
  }
  server.Signal(GetParam());
  EXPECT_EQ(server.AwaitEnd(), 0);
  for (const FastcgiClient& client : clients) EXPECT_TRUE(client.AwaitClose());
}

INSTANTIATE_TEST_SUITE_P(Signals, EndSignal, testing::Values(SIGTERM, SIGHUP, SIGINT));

TEST(ServerEnd, ConnectionsThatWaitInTheQueueAreServedFirst) {
  ForkedServer server({.listen = {}, .threads = 1, .drain_timeout = kLong});
  std::deque<FastcgiClient> waiting;
  waiting.push_back(server.Connect());
  StartHeld(server, waiting.back());
  for (int i = 0; i < 5; ++i) {
    waiting.push_back(server.Connect());
    waiting.back().Begin(FastcgiRequest("GET", "/"));
    waiting.back().EndBody();
  }
  server.Signal(SIGTERM);
  EXPECT_TRUE(test::Eventually([&] { return access(server.path().c_str(), F_OK) != 0; }));
  server.Release();
  for (; !waiting.empty(); waiting.pop_front()) EXPECT_EQ(waiting.front().Read().status, 200);
  EXPECT_EQ(server.AwaitEnd(), 0);
}

TEST(ServerEnd, FromHalfOfTheDrainTimeoutOnNoConnectionIsKept) {
  constexpr milliseconds kDrain{4000};
  ForkedServer server({.listen = {}, .drain_timeout = kDrain});
  const FastcgiClient client = server.Connect();
  const auto start = std::chrono::steady_clock::now();
  server.Signal(SIGTERM);
  EXPECT_EQ(client.Get("/").status, 200);
  // Never idle for long, so that nothing but the time closes it.
  EXPECT_TRUE(test::Eventually([&] { return client.Get("/").status == 0; }));
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_GE(took, kDrain / 2 - milliseconds(100));
  EXPECT_LT(took, kDrain);
  EXPECT_EQ(server.AwaitEnd(), 0);
}

TEST(ServerEnd, TheDrainTimeoutBoundsTheWaitAndTheStatusIsStill0) {
  ForkedServer server({.listen = {}, .drain_timeout = milliseconds(50)});
  const FastcgiClient client = server.Connect();
  StartHeld(server, client);
  server.Signal(SIGTERM);
  EXPECT_EQ(server.AwaitEnd(), 0);
  EXPECT_EQ(client.Read().status, 0);
}

TEST(ServerEnd, TheSocketsPathIsRemoved) {
  ForkedServer server;
  server.Signal(SIGTERM);
  EXPECT_EQ(server.AwaitEnd(), 0);
  EXPECT_NE(access(server.path().c_str(), F_OK), 0);
}

TEST(IdleExit, EndsAnIdleServerWithStatus0) {
  ForkedServer server({.listen = {}, .idle_exit = milliseconds(20)});
  EXPECT_EQ(server.AwaitEnd(), 0);
}

TEST(IdleExit, AServerWithAnOpenConnectionIsNotIdle) {
  ForkedServer server({.listen = {}, .idle_exit = milliseconds(100)});
  {
    const FastcgiClient client = server.Connect();
    EXPECT_EQ(client.Get("/").status, 200);
    EXPECT_EQ(server.AwaitEnd(milliseconds(400)), -1);
    EXPECT_EQ(client.Get("/").status, 200);
  }
  EXPECT_EQ(server.AwaitEnd(), 0);
}

// The answer's status, or nothing where the server was gone already.
std::optional<int> StatusIfConnected(const ForkedServer& server) {
  std::optional<FastcgiClient> client;
  try {
    client.emplace(server.Connect());
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
  return client->Get("/").status;
}

TEST(IdleExit, ARequestThatArrivesAtThatMomentIsNotLost) {
  constexpr int kIdleMs = 15;
  for (int delay = 0; delay <= 2 * kIdleMs; ++delay) {
    ForkedServer server({.listen = {}, .idle_exit = milliseconds(kIdleMs)});
    poll(nullptr, 0, delay);  // The moment itself is what is tried: before, at and after the end.
    const std::optional<int> status = StatusIfConnected(server);
    EXPECT_EQ(status.value_or(200), 200) << delay;
    EXPECT_EQ(server.AwaitEnd(), 0) << delay;
  }
}

}  // namespace
}  // namespace postern::fcgi
