// The table of violations of the content security policy counts, and stays small.
#include "store/csp_reports.h"

#include <thread>

#include "tests/db/schema_fixture.h"

namespace postern::store {
namespace {

class CspReports : public schema::SchemaFixture {
 protected:
  static pg::PoolOptions OptionsOf(const test::TestDatabase& database) {
    pg::PoolOptions options;
    options.connect = database.options();
    return options;
  }
  static CspKind Kind(const std::string& origin) {
    return {.directive = "img-src", .blocked_origin = origin, .document_path = "/"};
  }
  // So many kinds, the n-th seen n milliseconds before `last`.
  void Fill(int kinds, const std::string& last) {
    database_.Query(
        "INSERT INTO postern.csp_reports SELECT 'img-src', 'https://old' || n, '/', 1, at, at FROM (SELECT n, " + last +
        " - n * interval '1 millisecond' AS at FROM generate_series(1, " + std::to_string(kinds) + ") n) k");
  }
  std::string Rows() { return Value("SELECT count(*) FROM postern.csp_reports"); }
  std::vector<CspReport> List() {
    absl::StatusOr<std::vector<CspReport>> reports = ListCspReports(pool_);
    EXPECT_TRUE(reports.ok()) << reports.status();
    return reports.ok() ? *std::move(reports) : std::vector<CspReport>();
  }

  pg::Pool pool_{OptionsOf(database_)};
};

TEST_F(CspReports, OfOneKindAreOneRowThatCounts) {
  const auto fresh = CountCspReports(pool_, {{Kind("a"), 2}});
  ASSERT_TRUE(fresh.ok()) << fresh.status();
  EXPECT_EQ(*fresh, std::vector{Kind("a")});
  database_.Query("UPDATE postern.csp_reports SET first_seen = '2025-01-01Z', last_seen = '2025-01-02Z'");
  const auto again = CountCspReports(pool_, {{Kind("a"), 3}});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->empty()) << "no new kind";
  const std::vector<CspReport> reports = List();
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].kind, Kind("a"));
  EXPECT_EQ(reports[0].count, 5);
  EXPECT_EQ(json::FormatTime(reports[0].first_seen), "2025-01-01T00:00:00Z");
  EXPECT_GT(json::FormatTime(reports[0].last_seen), "2025-01-02");
}

TEST_F(CspReports, AreListedTheLastSeenFirst) {
  for (const char* origin : {"a", "b", "a"}) ASSERT_TRUE(CountCspReports(pool_, {{Kind(origin), 1}}).ok());
  const std::vector<CspReport> reports = List();
  ASSERT_EQ(reports.size(), 2U);
  EXPECT_EQ(reports[0].kind, Kind("a"));
}

TEST_F(CspReports, TheKindsThatWereNotSeenForLongestMakeRoom) {
  Fill(kMaxCspKinds, "now()");
  ASSERT_TRUE(CountCspReports(pool_, {{Kind("a"), 1}, {Kind("b"), 1}}).ok());
  EXPECT_EQ(Rows(), std::to_string(kMaxCspKinds));
  EXPECT_EQ(Value("SELECT count(*) FROM postern.csp_reports WHERE blocked_origin IN ('a', 'b', 'https://old1')"), "3");
  EXPECT_EQ(
      Value("SELECT count(*) FROM postern.csp_reports WHERE blocked_origin IN ('https://old999', 'https://old1000')"),
      "0");
}

TEST_F(CspReports, NewKindsAreTakenAFewAtATimeTheMostFrequentFirst) {
  ASSERT_TRUE(CountCspReports(pool_, {{Kind("known"), 1}}).ok());
  CspCounts counts = {{Kind("known"), 1}, {Kind("z"), 2}};
  for (int i = 0; i < 100; ++i) counts.emplace(Kind(std::to_string(i)), 1);
  const auto fresh = CountCspReports(pool_, counts);
  ASSERT_TRUE(fresh.ok()) << fresh.status();
  EXPECT_EQ(fresh->size(), std::size_t{kMaxNewCspKinds});
  EXPECT_EQ(Rows(), std::to_string(kMaxNewCspKinds + 1));
  EXPECT_EQ(
      Value("SELECT string_agg(count::text, ' ') FROM postern.csp_reports WHERE blocked_origin IN ('known', 'z')"),
      "2 2");
}

TEST_F(CspReports, KindsSeenOnceMakeRoomBeforeThoseSeenMoreOften) {
  Fill(kMaxCspKinds, "now()");
  database_.Query(
      "UPDATE postern.csp_reports SET count = 2 WHERE blocked_origin IN ('https://old999', 'https://old1000')");
  ASSERT_TRUE(CountCspReports(pool_, {{Kind("a"), 1}, {Kind("b"), 1}}).ok());
  EXPECT_EQ(Rows(), std::to_string(kMaxCspKinds));
  EXPECT_EQ(Value("SELECT count(*) FROM postern.csp_reports WHERE blocked_origin IN ('a', 'b', 'https://old999', "
                  "'https://old1000')"),
            "4");
  EXPECT_EQ(Value("SELECT count(*) FROM postern.csp_reports WHERE blocked_origin IN ('https://old997', "
                  "'https://old998')"),
            "0");
}

TEST_F(CspReports, KindsSeenMoreOftenLeaveRoomForNewOnes) {
  Fill(kMaxCspKinds, "now()");
  database_.Query("UPDATE postern.csp_reports SET count = 2");
  ASSERT_TRUE(CountCspReports(pool_, {{Kind("a"), 1}}).ok());
  EXPECT_EQ(Value("SELECT count(*) FROM postern.csp_reports WHERE blocked_origin IN ('a', 'https://old1000')"), "1");
  EXPECT_EQ(Value("SELECT count(*) FROM postern.csp_reports WHERE blocked_origin = 'a'"), "1");
}

TEST_F(CspReports, ForgottenKindsAreNotListedAndGo) {
  Fill(10, "now() - interval '90 days'");
  EXPECT_TRUE(List().empty());
  ASSERT_TRUE(CountCspReports(pool_, {{Kind("a"), 1}}).ok());
  EXPECT_EQ(Rows(), "1");
}

TEST_F(CspReports, AKindThatSomebodyHoldsIsPassedOverAndNotWaitedFor) {
  Fill(10, "now() - interval '91 days'");
  const auto holder = pg::Connection::Open(database_.options());
  ASSERT_TRUE(holder.ok());
  ASSERT_TRUE((*holder)
                  ->Execute("BEGIN; SELECT FROM postern.csp_reports WHERE blocked_origin = 'https://old3' FOR UPDATE")
                  .ok());
  ASSERT_TRUE(CountCspReports(pool_, {{Kind("a"), 1}}).ok());
  EXPECT_EQ(Rows(), "2");
}

TEST_F(CspReports, OfManyAtOnceAreAllCounted) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i)
        EXPECT_TRUE(CountCspReports(pool_, {{Kind("a"), 1}, {Kind("b"), 2}, {Kind("c"), 3}}).ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Value("SELECT string_agg(count::text, ' ' ORDER BY blocked_origin) FROM postern.csp_reports"),
            "200 400 600");
}

TEST_F(CspReports, OfTheLongestTextsFit) {
  const CspKind longest = {.directive = std::string(kMaxCspDirective, 'd'),
                           .blocked_origin = std::string(kMaxCspOrigin, 'o'),
                           .document_path = std::string(kMaxCspPath, 'p')};
  const auto fresh = CountCspReports(pool_, {{longest, 1}});
  ASSERT_TRUE(fresh.ok()) << fresh.status();
  EXPECT_EQ(*fresh, std::vector{longest});
}

}  // namespace
}  // namespace postern::store
