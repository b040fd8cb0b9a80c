// Results that one process collects and all answer with: the rows, and who may refresh them.
#include <future>

#include "boost/json/value.hpp"
#include "pg/time_limit.h"
#include "service/shared_result.h"
#include "tests/db/schema_fixture.h"
#include "tests/support/exposition.h"

namespace postern::service {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr char kName[] = "a result";

// Tells that it was reached, and waits to be let through.
struct Gate {
  void Pass() {
    begun.set_value();
    go.get_future().wait();
  }
  std::promise<void> begun;
  std::promise<void> go;
};

// Two processes of a deployment, as far as shared results go.
class SharedResults : public schema::SchemaFixture {
 protected:
  SharedResults() : one_(Loaded()), other_(Loaded()) {}

  config::Loaded Loaded() {
    config::Loaded loaded;
    loaded.options = config::Defaults();
    loaded.options.pg_connection_url = database_.url();
    return loaded;
  }
  static ComputedResult Computed(std::function<absl::StatusOr<boost::json::value>(pg::Connection&)> compute) {
    return {.name = kName, .interval = hours(1), .compute = std::move(compute)};
  }
  // A result that counts how often it was computed.
  ComputedResult Counted(std::chrono::nanoseconds interval = hours(1)) {
    return {.name = kName, .interval = interval, .compute = [this](pg::Connection&) { return Count(); }};
  }
  static ComputedResult Held(Gate& gate, std::function<absl::StatusOr<boost::json::value>()> then) {
    return Computed([&gate, then](pg::Connection&) { return gate.Pass(), then(); });
  }
  FetchedResult Fetched(std::function<absl::StatusOr<boost::json::value>(const Stopped&)> fetch) {
    return {.name = kName, .interval = hours(1), .retry = hours(1), .lapse = hours(1), .fetch = std::move(fetch)};
  }
  absl::StatusOr<boost::json::value> Count() { return boost::json::value(++computed_); }

  static std::int64_t NumberOf(const absl::StatusOr<store::SharedResult>& result) {
    return result.ok() ? result->value.as_int64() : -1;
  }
  void Age(const std::string& by = "2 hours") {
    database_.Query("UPDATE postern.shared_results SET collected_at = collected_at - interval '" + by +
                    "', next_update_at = next_update_at - interval '" + by +
                    "', claimed_until = claimed_until - interval '" + by + "'");
  }
  static void Await(App& app) { ASSERT_TRUE(app.background.Finish(seconds(20))); }

  std::atomic<std::int64_t> computed_ = 0;
  App one_;
  App other_;
};

TEST_F(SharedResults, TheFirstOneIsComputedInTheRequestAndThenStandsForAll) {
  EXPECT_EQ(NumberOf(Ask(one_, Counted())), 1);
  EXPECT_EQ(NumberOf(Ask(one_, Counted())), 1);
  EXPECT_EQ(NumberOf(Ask(other_, Counted())), 1);
}

TEST_F(SharedResults, AreCountedWhereTheyAreSeenAndWhereCollectingFails) {
  App counted(Loaded(), std::make_unique<obs::Metrics>("postern-test", "v1"));
  const auto value = [&](const char* name) {
    return test::Exposition(counted.metrics->Text()).Value(name, {{"result", kName}});
  };
  const ComputedResult broken = Computed([](pg::Connection&) { return absl::InternalError("broken"); });
  EXPECT_FALSE(Ask(counted, broken).ok());
  EXPECT_EQ(value("postern_shared_result_failures_total"), 1);
  database_.Query("DELETE FROM postern.shared_results");
  const absl::StatusOr<store::SharedResult> seen = Ask(counted, Counted());
  ASSERT_TRUE(seen.ok());
  EXPECT_DOUBLE_EQ(value("postern_shared_result_collected_timestamp_seconds"),
                   static_cast<double>(seen->collected_at.micros) / 1e6);
  Age();
  EXPECT_TRUE(Ask(counted, broken).ok());
  Await(counted);
  EXPECT_EQ(value("postern_shared_result_failures_total"), 2);
}

TEST_F(SharedResults, TellWhenTheyWereCollectedAndWhenTheNextIsDue) {
  const absl::StatusOr<store::SharedResult> first = Ask(one_, Counted(seconds(90)));
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->next_update_at.micros - first->collected_at.micros, 90'000'000);
  EXPECT_EQ(Value("SELECT abs(extract(epoch FROM now()) * 1000000 - " + std::to_string(first->collected_at.micros) +
                  ") < 60000000"),
            "t");
  EXPECT_EQ(Ask(other_, Counted(seconds(90)))->collected_at, first->collected_at);
}

TEST_F(SharedResults, AStaleOneIsAnsweredAndRefreshedBehindIt) {
  ASSERT_EQ(NumberOf(Ask(one_, Counted())), 1);
  Age();
  EXPECT_EQ(NumberOf(Ask(one_, Counted())), 1);
  Await(one_);
  EXPECT_EQ(NumberOf(Ask(one_, Counted())), 2);
}

TEST_F(SharedResults, AShorterIntervalThanTheCollectorsCounts) {
  ASSERT_EQ(NumberOf(Ask(one_, Counted(hours(9)))), 1);
  Age();
  EXPECT_EQ(NumberOf(Ask(one_, Counted(hours(9)))), 1);
  EXPECT_EQ(NumberOf(Ask(other_, Counted())), 1);
  Await(other_);
  EXPECT_EQ(computed_, 2);
}

TEST_F(SharedResults, OneProcessRefreshesWhileOthersAnswer) {
  ASSERT_EQ(NumberOf(Ask(one_, Counted())), 1);
  Age();
  Gate gate;
  const ComputedResult held = Held(gate, [this] { return Count(); });
  EXPECT_EQ(NumberOf(Ask(one_, held)), 1);
  gate.begun.get_future().wait();
  EXPECT_EQ(NumberOf(Ask(one_, Counted())), 1);
  EXPECT_EQ(NumberOf(Ask(other_, Counted())), 1);
  Await(other_);
  EXPECT_EQ(computed_, 1);
  gate.go.set_value();
  Await(one_);
  EXPECT_EQ(NumberOf(Ask(other_, Counted())), 2);
}

TEST_F(SharedResults, WhoAsksWhileTheFirstIsComputedWaitsForItButNoLongerThanTheRequestMay) {
  Gate gate;
  const ComputedResult held = Held(gate, [this] { return Count(); });
  auto first = std::async(std::launch::async, [&] { return NumberOf(Ask(one_, held)); });
  gate.begun.get_future().wait();
  {
    const pg::TimeLimit limit(std::chrono::steady_clock::now() + milliseconds(100));
    const absl::Status late = Ask(other_, Counted()).status();
    EXPECT_TRUE(absl::IsDeadlineExceeded(late) || absl::IsUnavailable(late)) << late;
  }
  auto second = std::async(std::launch::async, [&] { return NumberOf(Ask(other_, Counted())); });
  gate.go.set_value();
  EXPECT_EQ(first.get(), 1);
  EXPECT_EQ(second.get(), 1);
  EXPECT_EQ(computed_, 1);
}

TEST_F(SharedResults, AFailureLeavesWhatIsThereAndIsNotTriedAgainAtOnce) {
  const ComputedResult broken =
      Computed([this](pg::Connection&) { return ++computed_, absl::InternalError("broken"); });
  EXPECT_EQ(Ask(one_, broken).status().message(), "broken");
  Age("-1 hour");
  for (App* app : {&one_, &other_}) EXPECT_TRUE(absl::IsUnavailable(Ask(*app, Counted()).status()));
  EXPECT_EQ(computed_, 1);
  Age();
  ASSERT_EQ(NumberOf(Ask(one_, Counted())), 2);
  Age();
  for (App* app : {&one_, &one_, &other_}) {
    EXPECT_EQ(NumberOf(Ask(*app, broken)), 2);
    Await(*app);
  }
  EXPECT_EQ(computed_, 3);
  Age();
  EXPECT_EQ(NumberOf(Ask(other_, Counted())), 2);
  Await(other_);
  EXPECT_EQ(NumberOf(Ask(one_, Counted())), 4);
}

TEST_F(SharedResults, WhoWaitsForAFirstOneThatFailsDoesNotComputeItAnew) {
  Gate gate;
  const ComputedResult broken = Held(gate, [] { return absl::InternalError("broken"); });
  auto first = std::async(std::launch::async, [&] { return Ask(one_, broken).status(); });
  gate.begun.get_future().wait();
  std::vector<std::future<absl::Status>> others;
  for (App* app : {&one_, &other_, &other_}) {
    others.push_back(std::async(std::launch::async, [this, app] { return Ask(*app, Counted()).status(); }));
  }
  // They have found the lock taken, and look without a transaction.
  database_.Query(
      "DO $$ BEGIN WHILE (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
      "query LIKE '%postern.shared_results r WHERE%' AND state = 'idle') < 2 LOOP PERFORM pg_sleep(0.01), "
      "pg_stat_clear_snapshot(); END LOOP; END $$");
  gate.go.set_value();
  EXPECT_TRUE(absl::IsInternal(first.get()));
  Age("-1 hour");
  for (std::future<absl::Status>& other : others) EXPECT_TRUE(absl::IsUnavailable(other.get()));
  EXPECT_EQ(computed_, 0);
}

TEST_F(SharedResults, AFirstOneThatTookTooLongForItsRequestIsPostponedToo) {
  constexpr pg::Statement kSleep = {"test_sleep", "SELECT pg_sleep(30)"};
  const ComputedResult slow = Computed([&](pg::Connection& session) { return session.Run(kSleep, {}).status(); });
  {
    const pg::TimeLimit limit(std::chrono::steady_clock::now() + milliseconds(200));
    ASSERT_FALSE(Ask(one_, slow).ok());
  }
  EXPECT_EQ(Value("SELECT claimed_until IS NOT NULL FROM postern.shared_results"), "t");
}

TEST_F(SharedResults, AClockThatWasAheadHoldsNothingUp) {
  ASSERT_EQ(NumberOf(Ask(one_, Counted())), 1);
  Age("-9 hours");
  EXPECT_EQ(NumberOf(Ask(one_, Counted())), 1);
  Await(one_);
  EXPECT_EQ(NumberOf(Ask(one_, Counted())), 2);
  database_.Query("DELETE FROM postern.shared_results");
  ASSERT_TRUE(store::ClaimSharedResult(other_.pool, kName, hours(1), hours(1))->has_value());
  Age("-9 hours");
  EXPECT_TRUE(Ask(one_, Fetched([this](const Stopped&) { return Count(); }), seconds(20))->has_value());
}

TEST_F(SharedResults, WhatCannotBeReadIsComputedAnewAtOnce) {
  ComputedResult wanted = Counted();
  wanted.is_readable = [](const boost::json::value& value) { return value.is_int64(); };
  ASSERT_EQ(NumberOf(Ask(one_, wanted)), 1);
  for (const std::string& foreign : {std::string("\"text\""), std::string(40, '[') + std::string(40, ']')}) {
    database_.Query("UPDATE postern.shared_results SET value = '" + foreign + "'");
    EXPECT_GT(NumberOf(Ask(other_, wanted)), 1) << foreign;
  }
}

TEST_F(SharedResults, FromOutsideTheFirstIsWaitedForOnlyByWhoWants) {
  const FetchedResult wanted = Fetched([this](const Stopped&) { return Count(); });
  const auto at_once = Ask(one_, wanted);
  ASSERT_TRUE(at_once.ok());
  EXPECT_FALSE(at_once->has_value());
  const auto awaited = Ask(other_, wanted, seconds(20));
  ASSERT_TRUE(awaited.ok() && awaited->has_value());
  Await(one_);
  Await(other_);
  EXPECT_EQ(computed_, 1);
}

TEST_F(SharedResults, NoSessionAndNoTransactionIsHeldWhileSomethingIsFetched) {
  Gate gate;
  const FetchedResult held = Fetched([&](const Stopped&) {
    gate.Pass();
    return Count();
  });
  ASSERT_TRUE(Ask(one_, held).ok());
  gate.begun.get_future().wait();
  EXPECT_EQ(Value("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                  "pid <> pg_backend_pid() AND state <> 'idle'"),
            "0");
  // Another process sees the claim, and fetches nothing.
  ASSERT_TRUE(Ask(other_, Fetched([this](const Stopped&) { return Count(); })).ok());
  Await(other_);
  EXPECT_EQ(computed_, 0);
  gate.go.set_value();
  Await(one_);
  EXPECT_EQ(Ask(other_, held)->value().value, 1);
}

TEST_F(SharedResults, AClaimThatWasNotGivenBackLapses) {
  ASSERT_TRUE(store::ClaimSharedResult(one_.pool, kName, hours(1), hours(1))->has_value());
  const FetchedResult wanted = Fetched([this](const Stopped&) { return Count(); });
  ASSERT_FALSE(Ask(other_, wanted)->has_value());
  Await(other_);
  EXPECT_EQ(computed_, 0);
  Age();
  ASSERT_TRUE(Ask(other_, wanted, seconds(20))->has_value());
}

TEST_F(SharedResults, ALateResultDoesNotReplaceThatOfTheNextClaim) {
  const std::string late = store::ClaimSharedResult(one_.pool, kName, hours(1), hours(1))->value();
  Age();
  const std::string next = store::ClaimSharedResult(one_.pool, kName, hours(1), hours(1))->value();
  ASSERT_TRUE(store::WriteClaimedResult(one_.pool, kName, late, "late", hours(1)).ok());
  ASSERT_TRUE(store::PostponeSharedResult(one_.pool, kName, late, hours(9)).ok());
  EXPECT_FALSE(store::FindSharedResult(one_.pool, kName, hours(1))->result);
  ASSERT_TRUE(store::WriteClaimedResult(one_.pool, kName, next, "next", hours(1)).ok());
  EXPECT_EQ(store::FindSharedResult(one_.pool, kName, hours(1))->result->value, "next");
}

TEST_F(SharedResults, AFetchThatFailedIsNotTriedAgainBeforeItsTimeAndNobodyWaitsForIt) {
  const FetchedResult broken = Fetched([this](const Stopped&) {
    ++computed_;
    return absl::StatusOr<boost::json::value>(absl::UnavailableError("no such site"));
  });
  EXPECT_FALSE(Ask(one_, broken, seconds(20))->has_value());
  Await(one_);
  EXPECT_FALSE(Ask(other_, broken, seconds(20))->has_value());
  Await(other_);
  EXPECT_EQ(computed_, 1);
  Age();
  EXPECT_FALSE(Ask(other_, broken, seconds(20))->has_value());
  EXPECT_EQ(computed_, 2);
}

TEST_F(SharedResults, AFetchThatIsStoppedIsLeftToTheNextProcess) {
  std::promise<void> begun;
  ASSERT_TRUE(Ask(one_, Fetched([&](const Stopped& stopped) {
                    begun.set_value();
                    while (!stopped()) std::this_thread::yield();
                    return absl::StatusOr<boost::json::value>(absl::CancelledError("stopped"));
                  }))
                  .ok());
  begun.get_future().wait();
  ASSERT_TRUE(one_.background.Stop(seconds(20)));
  EXPECT_TRUE(Ask(other_, Fetched([this](const Stopped&) { return Count(); }), seconds(20))->has_value());
}

TEST_F(SharedResults, WithoutADatabaseAskingIsUnavailable) {
  config::Loaded loaded;
  loaded.options = config::Defaults();
  loaded.options.pg_connection_url = "host=/nonexistent";
  App nowhere(std::move(loaded));
  EXPECT_TRUE(absl::IsUnavailable(Ask(nowhere, Counted()).status()));
  EXPECT_TRUE(absl::IsUnavailable(Ask(nowhere, Fetched([this](const Stopped&) { return Count(); })).status()));
}

}  // namespace
}  // namespace postern::service
