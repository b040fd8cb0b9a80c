// How the real programs end: by SIGTERM, by SIGHUP, or for want of work.
#include <gtest/gtest.h>
#include <signal.h>

#include <deque>
#include <memory>
#include <vector>

#include "tests/http/processes/served_program.h"

namespace postern::test {
namespace {

// Holds a table that answering needs, so that a request stays in flight for as long as the test wants.
class HeldTable {
 public:
  explicit HeldTable(TestDatabase& database) : database_(database) {
    database_.Query("BEGIN; LOCK TABLE site_configs IN ACCESS EXCLUSIVE MODE");
  }
  // Waits until somebody stands before the lock.
  bool AwaitSomebody() const {
    return Eventually([this] {
      return database_.Value(
                 "SELECT count(*) FROM pg_locks WHERE NOT granted AND "
                 "relation = 'site_configs'::regclass") != "0";
    });
  }
  void Release() const { database_.Query("COMMIT"); }

 private:
  TestDatabase& database_;
};

class Ending : public testing::TestWithParam<int> {};

TEST_P(Ending, FinishesWhatIsInFlightAndExits0) {
  TestDatabase database;
  ServedProgram served("postern-buildinfo", database.url(),
                       {"--drain-timeout=1m", "--pg-lock-timeout=1m", "--pg-statement-timeout=1m"});
  const HeldTable held(database);
  auto in_flight = std::make_unique<FastcgiClient>(served.Connect());
  in_flight->Begin(FastcgiRequest("GET", "/api/v2/buildinfo"));
  in_flight->EndBody();
  ASSERT_TRUE(held.AwaitSomebody());
  served.program().Signal(GetParam());
  EXPECT_TRUE(Eventually([&] { return !IsServed("unix:" + served.socket()); }));
  held.Release();
  const Reply reply = in_flight->Read();
  EXPECT_EQ(reply.status, 200);
  EXPECT_NE(reply.Text("deployment_id"), "");
  EXPECT_TRUE(in_flight->AwaitClose());
  in_flight.reset();
  EXPECT_EQ(served.program().AwaitEnd(), 0);
}

TEST_P(Ending, IdleKeptConnectionsAreClosedSoon) {
  ServedProgram served("postern-buildinfo", UntouchedDatabase().url(), {"--drain-timeout=10m"});
  std::vector<FastcgiClient> kept;
  for (int i = 0; i < 10; ++i) {
    kept.push_back(served.Connect());
    EXPECT_EQ(kept.back().Get("/healthz").status, 200);
  }
  served.program().Signal(GetParam());
  EXPECT_EQ(served.program().AwaitEnd(), 0);
  for (const FastcgiClient& client : kept) EXPECT_TRUE(client.AwaitClose());
}

TEST_P(Ending, LosesNoQueuedConnection) {
  TestDatabase database;
  ServedProgram served("postern-buildinfo", database.url(),
                       {"--threads=1", "--drain-timeout=1m", "--pg-lock-timeout=1m", "--pg-statement-timeout=1m"});
  const HeldTable held(database);
  std::deque<FastcgiClient> queued;
  queued.push_back(served.Connect());
  queued.back().Begin(FastcgiRequest("GET", "/api/v2/buildinfo"));
  queued.back().EndBody();
  ASSERT_TRUE(held.AwaitSomebody());
  for (int i = 0; i < 10; ++i) {
    queued.push_back(served.Connect());
    queued.back().Begin(FastcgiRequest("GET", "/healthz"));
    queued.back().EndBody();
  }
  served.program().Signal(GetParam());
  EXPECT_TRUE(Eventually([&] { return !IsServed("unix:" + served.socket()); }));
  held.Release();
  for (; !queued.empty(); queued.pop_front()) EXPECT_EQ(queued.front().Read().status, 200);
  EXPECT_EQ(served.program().AwaitEnd(), 0);
}

INSTANTIATE_TEST_SUITE_P(Signals, Ending, testing::Values(SIGTERM, SIGHUP));

TEST(DrainTimeout, BoundsTheWaitForWhatIsInFlight) {
  TestDatabase database;
  ServedProgram served("postern-buildinfo", database.url(),
                       {"--drain-timeout=100ms", "--pg-lock-timeout=1m", "--pg-statement-timeout=1m"});
  const HeldTable held(database);
  const FastcgiClient client = served.Connect();
  client.Begin(FastcgiRequest("GET", "/api/v2/buildinfo"));
  client.EndBody();
  ASSERT_TRUE(held.AwaitSomebody());
  served.program().Signal(SIGTERM);
  EXPECT_EQ(served.program().AwaitEnd(), 0);
  EXPECT_EQ(client.Read().status, 0);
  held.Release();
}

TEST(IdleExit, EndsAnIdleProgramAndRemovesItsSocket) {
  ServedProgram served("postern-tokens", UntouchedDatabase().url(), {"--idle-exit=100ms"});
  EXPECT_EQ(served.program().AwaitEnd(), 0);
  EXPECT_FALSE(IsServed("unix:" + served.socket()));
}

}  // namespace
}  // namespace postern::test
