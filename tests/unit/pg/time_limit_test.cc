#include "pg/time_limit.h"

#include <gtest/gtest.h>

#include <thread>

#include "pg/error.h"
#include "pg/pool.h"

namespace postern::pg {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using TimePoint = steady_clock::time_point;

const TimePoint kNow = steady_clock::now();

TEST(TimeLimitTest, WithoutOneDeadlinesStand) {
  EXPECT_EQ(TimeLimit::Cut(kNow), kNow);
  EXPECT_EQ(TimeLimit::Cut(TimePoint::max()), TimePoint::max());
}

TEST(TimeLimitTest, EarlierOfTheTwoCounts) {
  const TimeLimit limit(kNow + hours(1));
  EXPECT_EQ(TimeLimit::Cut(kNow + hours(2)), kNow + hours(1));
  EXPECT_EQ(TimeLimit::Cut(kNow), kNow);
}

TEST(TimeLimitTest, InnermostCounts) {
  const TimeLimit outer(kNow + hours(1));
  const TimeLimit inner(kNow + hours(2));
  EXPECT_EQ(TimeLimit::Cut(kNow + hours(3)), kNow + hours(2));
}

TEST(TimeLimitTest, OuterCountsAgainAfterwards) {
  const TimeLimit outer(kNow + hours(2));
  { const TimeLimit inner(kNow + hours(1)); }
  EXPECT_EQ(TimeLimit::Cut(kNow + hours(3)), kNow + hours(2));
}

TEST(TimeLimitTest, EndsWithItsScope) {
  { const TimeLimit limit(kNow); }
  EXPECT_EQ(TimeLimit::Cut(kNow + hours(1)), kNow + hours(1));
}

TEST(TimeLimitTest, IsThatOfItsThreadAlone) {
  const TimeLimit limit(kNow);
  TimePoint elsewhere;
  std::thread([&] { elsewhere = TimeLimit::Cut(kNow + hours(1)); }).join();
  EXPECT_EQ(elsewhere, kNow + hours(1));
}

TEST(TimeLimitTest, PastOneEndsConnectingAtOnce) {
  const TimeLimit limit(kNow - hours(1));
  Pool pool({.connect = {.url = "host=192.0.2.1 dbname=postern", .connect_timeout = milliseconds(60'000)}});
  const absl::Status status = pool.Acquire().status();
  EXPECT_TRUE(pg::IsUnavailable(status)) << status;
  EXPECT_LT(steady_clock::now() - kNow, milliseconds(30'000));
}

}  // namespace
}  // namespace postern::pg
