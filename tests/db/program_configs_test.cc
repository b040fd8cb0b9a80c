// Programs of one deployment record their public options and see where they differ, and clear away old results.
#include <gtest/gtest.h>

#include "config/fingerprint.h"
#include "service/drift.h"
#include "store/shared_results.h"
#include "tests/db/long_table.h"
#include "tests/db/schema_fixture.h"

namespace postern::service {
namespace {

using Lines = std::vector<std::string>;

constexpr char kDiffers[] = "options differ between users and tokens: session-duration";

class ProgramConfigs : public schema::SchemaFixture {
 protected:
  ProgramConfigs() : pool_({.connect = database_.options()}), other_(config::Defaults()) {
    other_.session_duration = std::chrono::hours(2);
  }

  Drift Usual(const std::string& program) { return Drift(pool_, program, config::Defaults()); }
  Drift Other(const std::string& program) { return Drift(pool_, program, other_); }
  static void Start(Drift& drift) { ASSERT_TRUE(drift.Look().ok()); }
  // What one look logs.
  static std::string Logged(Drift& drift) {
    testing::internal::CaptureStderr();
    EXPECT_TRUE(drift.Look().ok());
    return testing::internal::GetCapturedStderr();
  }
  static Lines Found(const Drift& drift) { return drift.Find().value_or(Lines{"failed"}); }
  std::string Session(const std::string& program) {
    return Value("SELECT options ->> 'session-duration' FROM postern.program_configs WHERE program = '" + program +
                 "'");
  }
  // Which transaction wrote the row.
  std::string Written(const std::string& program) {
    return Value("SELECT xmin FROM postern.program_configs WHERE program = '" + program + "'");
  }
  void Age(const std::string& program, const std::string& by) {
    database_.Query("UPDATE postern.program_configs SET recorded_at = recorded_at - interval '" + by +
                    "' WHERE program = '" + program + "'");
  }

  pg::Pool pool_;
  config::Options other_;
};

constexpr char kDay[] = "86400000000000";
constexpr char kTwoHours[] = "7200000000000";

TEST_F(ProgramConfigs, AreRecordedAtTheStartAndThenOnlyWhereTheyChanged) {
  Drift first = Usual("users");
  Start(first);
  EXPECT_EQ(Session("users"), kDay);
  const std::string written = Written("users");
  Start(first);
  Drift again = Usual("users");
  Start(again);
  EXPECT_EQ(Written("users"), written);
  Drift changed = Other("users");
  Start(changed);
  EXPECT_EQ(Session("users"), kTwoHours);
}

TEST_F(ProgramConfigs, OfARunningProgramAreRecordedAgainAfterADay) {
  Drift users = Usual("users");
  Start(users);
  Age("users", "25 hours");
  Start(users);
  EXPECT_EQ(Value("SELECT now() - recorded_at < interval '1 hour' FROM postern.program_configs"), "t");
}

TEST_F(ProgramConfigs, AreNotTakenFromAnotherProcessOfTheProgramUnlessItIsLongGone) {
  Drift users = Usual("users");
  Start(users);
  Drift another = Other("users");
  Start(another);
  Start(users);
  EXPECT_EQ(Session("users"), kTwoHours);
  Age("users", "8 days");
  Start(users);
  EXPECT_EQ(Session("users"), kDay);
}

TEST_F(ProgramConfigs, ThatDifferAreFoundByEveryProgram) {
  Drift tokens = Usual("tokens");
  Drift users = Other("users");
  Drift csp = Usual("csp");
  for (Drift* drift : {&tokens, &users, &csp}) Start(*drift);
  for (const Drift* drift : {&tokens, &users, &csp}) {
    EXPECT_EQ(Found(*drift), Lines{"options differ between users and csp, tokens: session-duration"});
  }
}

TEST_F(ProgramConfigs, OfTwoProcessesOfOneProgramThatDifferAreFound) {
  Drift users = Usual("users");
  Start(users);
  Drift another = Other("users");
  Start(another);
  EXPECT_EQ(Found(users), Lines{"options differ between users (another process) and users: session-duration"});
  EXPECT_EQ(Found(another), Lines{});
}

TEST_F(ProgramConfigs, OfAProgramThatDidNotRunForAWeekDoNotCount) {
  Drift tokens = Usual("tokens");
  Drift users = Other("users");
  Start(tokens);
  Start(users);
  Age("tokens", "6 days");
  EXPECT_EQ(Found(users), Lines{kDiffers});
  Age("tokens", "2 days");
  EXPECT_EQ(Found(users), Lines{});
}

TEST_F(ProgramConfigs, ThatDifferAreWarnedOfOnceFromTheSecondLookOn) {
  Drift tokens = Usual("tokens");
  Start(tokens);
  Drift users = Other("users");
  EXPECT_EQ(Logged(users), "");
  const std::string warned = Logged(users);
  EXPECT_EQ(store::Times(warned, kDiffers), 1) << warned;
  EXPECT_EQ(store::Times(warned, "\"warning\""), 1) << warned;
  EXPECT_EQ(Logged(users), "");
}

TEST_F(ProgramConfigs, ThatDifferAnewAreWarnedOfAnew) {
  Drift tokens = Usual("tokens");
  Drift users = Other("users");
  Start(tokens);
  Start(users);
  ASSERT_NE(Logged(users), "");
  Drift mended = Other("tokens");
  Start(mended);
  EXPECT_EQ(Logged(users), "");
  Drift back = Usual("tokens");
  Start(back);
  EXPECT_EQ(Logged(users), "");
  EXPECT_NE(Logged(users), "");
}

TEST_F(ProgramConfigs, HoldNoSecretAndNoPasswordOfAUrl) {
  other_.pg_connection_url = "postgres://marked@db/coder";
  other_.oidc_client_secret = "marked";
  other_.access_url = "https://ada:marked@coder.example.com";
  Drift users = Other("users");
  Start(users);
  EXPECT_EQ(Value("SELECT count(*) FROM postern.program_configs WHERE options::text LIKE '%marked%'"), "0");
}

TEST_F(ProgramConfigs, WithBytesThatTheDatabaseDoesNotTakeAreRecordedAllTheSame) {
  other_.cli_upgrade_message = std::string("a\0b\xff", 4);
  Drift users = Other("users");
  Start(users);
  EXPECT_EQ(Value("SELECT options ->> 'cli-upgrade-message' FROM postern.program_configs"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
}

TEST_F(ProgramConfigs, ThatCannotBeRecordedAreWarnedOfOnceUnlessTheDatabaseMayBeMendedSoon) {
  const auto told = [](Drift& drift) {
    testing::internal::CaptureStderr();
    drift.LookAndTell();
    return store::Times(testing::internal::GetCapturedStderr(), "\"warning\"");
  };
  Drift users = Usual("users");
  database_.Query("ALTER TABLE postern.program_configs RENAME TO away");
  EXPECT_EQ(told(users), 0);
  database_.Query("ALTER TABLE postern.away RENAME TO program_configs");
  database_.Query("ALTER TABLE postern.program_configs ADD CHECK (program <> 'users')");
  EXPECT_EQ(told(users), 1);
  EXPECT_EQ(told(users), 0);
  pg::Pool nowhere({.connect = {.url = "host=/nonexistent"}});
  Drift away(nowhere, "users", config::Defaults());
  EXPECT_EQ(told(away), 0);
}

TEST_F(ProgramConfigs, AreRecordedLaterWhereTheTableIsNotThereAtTheStart) {
  database_.Query("ALTER TABLE postern.program_configs RENAME TO away");
  Drift users = Usual("users");
  EXPECT_FALSE(users.Look().ok());
  EXPECT_FALSE(users.Find().ok());
  database_.Query("ALTER TABLE postern.away RENAME TO program_configs");
  Start(users);
  EXPECT_EQ(Session("users"), kDay);
}

TEST_F(ProgramConfigs, ResultsThatNobodyAsksForAnyMoreGoWithTheNextFetch) {
  database_.Query(
      "INSERT INTO postern.shared_results (name, value, collected_at, next_update_at, claimed_until) VALUES "
      "('forgotten', '1', now() - interval '30 days', now(), NULL), "
      "('failed', NULL, NULL, NULL, now() - interval '30 days'), "
      "('old', '1', now() - interval '29 days', now(), NULL), "
      "('tried', '1', now() - interval '31 days', now(), now() - interval '29 days')");
  const std::chrono::hours hour(1);
  const auto claim = store::ClaimSharedResult(pool_, "fetched", hour, hour);
  ASSERT_TRUE(claim.ok() && claim->has_value());
  ASSERT_TRUE(store::WriteClaimedResult(pool_, "fetched", **claim, "value", hour).ok());
  EXPECT_EQ(Value("SELECT string_agg(name, ' ' ORDER BY name) FROM postern.shared_results"), "fetched old tried");
}

}  // namespace
}  // namespace postern::service
