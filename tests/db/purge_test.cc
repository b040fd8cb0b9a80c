// Clearing expired keys away.
#include "operator/purge.h"

#include <gtest/gtest.h>

#include "json/time.h"
#include "pg/error.h"
#include "store/api_keys.h"
#include "store/expired_keys.h"
#include "tests/support/program.h"
#include "tests/support/test_database.h"

namespace postern::operators {
namespace {

using std::chrono::hours;
using std::chrono::nanoseconds;

constexpr auto kGoOn = [](std::int64_t) { return true; };

// A database with one user, and a pool on it.
class PurgeTest : public testing::Test {
 protected:
  PurgeTest() {
    database_.Query(
        "INSERT INTO users (id, email, username, hashed_password, created_at, updated_at) "
        "VALUES ('11111111-1111-1111-1111-111111111111', 'ada@example.com', 'ada', '', now(), now())");
  }

  // `count` session keys that expired that long ago; their ids are `name` and a number from 1.
  void AddKeys(const std::string& name, int count, const std::string& expired_since,
               const std::string& used = "'0001-01-01 00:00:00+00'") {
    database_.Query(
        "INSERT INTO api_keys (id, hashed_secret, user_id, last_used, expires_at, created_at, updated_at, login_type) "
        "SELECT '" +
        name + "' || n, '', '11111111-1111-1111-1111-111111111111', " + used + ", now() - interval '" + expired_since +
        "', now() - interval '90 days', now(), 'password' FROM generate_series(1, " + std::to_string(count) + ") n");
  }
  std::string Keys() { return database_.Value("SELECT count(*) FROM api_keys"); }
  std::string Rows() { return database_.Value("SELECT count(*) FROM audit_logs"); }
  static pg::PoolOptions OptionsOf(const test::TestDatabase& database) {
    pg::PoolOptions options;
    options.connect = database.options();
    return options;
  }
  absl::Status PurgeAll(nanoseconds age = nanoseconds(0)) { return Purge(pool_, age, kGoOn); }

  test::TestDatabase database_;
  pg::Pool pool_{OptionsOf(database_)};
};

TEST_F(PurgeTest, KeysThatExpiredLongerAgoGo) {
  AddKeys("old", 3, "30 days 1 minute");
  ASSERT_TRUE(PurgeAll(hours(30 * 24)).ok());
  EXPECT_EQ(Keys(), "0");
}

TEST_F(PurgeTest, KeysThatAreNotOldEnoughStay) {
  AddKeys("young", 2, "29 days 23 hours");
  AddKeys("living", 1, "-1 hour");
  ASSERT_TRUE(PurgeAll(hours(30 * 24)).ok());
  EXPECT_EQ(Keys(), "3");
}

TEST_F(PurgeTest, AgeZeroMeansAllThatHaveExpired) {
  AddKeys("old", 1, "1 second");
  AddKeys("living", 1, "-1 hour");
  ASSERT_TRUE(PurgeAll().ok());
  EXPECT_EQ(database_.Value("SELECT id FROM api_keys"), "living1");
}

TEST_F(PurgeTest, TheLongestAgeFits) {
  AddKeys("old", 1, "1 day");
  ASSERT_TRUE(PurgeAll(nanoseconds::max()).ok());
  EXPECT_EQ(Keys(), "1");
}

TEST_F(PurgeTest, EachBatchIsCommittedByItself) {
  AddKeys("old", 2500, "1 day");
  std::vector<std::pair<std::int64_t, std::string>> seen;  // What was told, and what another session sees.
  ASSERT_TRUE(Purge(pool_, nanoseconds(0), [&](std::int64_t gone) {
                seen.emplace_back(gone, Keys());
                return true;
              }).ok());
  const std::vector<std::pair<std::int64_t, std::string>> wanted = {{1000, "1500"}, {2000, "500"}, {2500, "0"}};
  EXPECT_EQ(seen, wanted);
}

TEST_F(PurgeTest, WhatIsDoneStaysDoneWhenItIsEnded) {
  AddKeys("old", 2500, "1 day");
  ASSERT_TRUE(Purge(pool_, nanoseconds(0), [](std::int64_t gone) { return gone < 2000; }).ok());
  EXPECT_EQ(Keys(), "500");
  EXPECT_EQ(Rows(), "2000");
}

TEST_F(PurgeTest, TheLongestExpiredGoFirst) {
  AddKeys("young", 1000, "1 day");
  AddKeys("old", 1000, "2 days");
  ASSERT_TRUE(Purge(pool_, nanoseconds(0), [](std::int64_t) { return false; }).ok());
  EXPECT_EQ(database_.Value("SELECT count(*) FROM api_keys WHERE id LIKE 'young%'"), "1000");
  EXPECT_EQ(Keys(), "1000");
}

TEST_F(PurgeTest, AKeyThatSomebodyHoldsIsPassedOverAndNotWaitedFor) {
  AddKeys("old", 3, "1 day");
  const auto holder = pg::Connection::Open(database_.options());
  ASSERT_TRUE(holder.ok());
  ASSERT_TRUE((*holder)->Execute("BEGIN; SELECT FROM api_keys WHERE id = 'old2' FOR UPDATE").ok());
  ASSERT_TRUE(PurgeAll().ok());
  EXPECT_EQ(database_.Value("SELECT string_agg(id, ' ') FROM api_keys"), "old2");
  EXPECT_EQ(Rows(), "2");
}

TEST_F(PurgeTest, TwoAtOnceDeleteEachKeyOnce) {
  AddKeys("old", 2500, "1 day");
  ASSERT_TRUE(Purge(pool_, nanoseconds(0), [&](std::int64_t) {
                EXPECT_TRUE(PurgeAll().ok());
                return true;
              }).ok());
  EXPECT_EQ(Keys(), "0");
  EXPECT_EQ(Rows(), "2500");
}

TEST_F(PurgeTest, EachDeletionHasARowOfTheOperator) {
  AddKeys("old", 1, "1 day");
  ASSERT_TRUE(PurgeAll().ok());
  EXPECT_EQ(database_.Value("SELECT concat_ws(' ', user_id, coalesce(ip::text, 'null'), user_agent, resource_type, "
                            "resource_id, action, status_code, request_id) FROM audit_logs"),
            "00000000-0000-0000-0000-000000000000 null postern api_key 11111111-1111-1111-1111-111111111111 delete 200 "
            "00000000-0000-0000-0000-000000000000");
  EXPECT_EQ(database_.Value("SELECT additional_fields = '{\"automatic_actor\":\"operator\","
                            "\"automatic_subsystem\":\"purge\"}' FROM audit_logs"),
            "t");
}

TEST_F(PurgeTest, TheRowNamesTheToken) {
  AddKeys("old", 1, "1 day");
  database_.Query("UPDATE api_keys SET login_type = 'token', token_name = 'ci'");
  ASSERT_TRUE(PurgeAll().ok());
  EXPECT_EQ(database_.Value("SELECT resource_target FROM audit_logs"), "ci");
}

// The diff is made in SQL: its times must read as those that the programs write.
TEST_F(PurgeTest, TheRowSaysWhatTheKeyWasAsADeletionOverHttpDoes) {
  for (const char* used : {"'2025-03-01 10:00:00+00'", "'2025-03-01 10:00:00.120300+00'"}) {
    AddKeys("old", 1, "1 day", used);
    database_.Query("UPDATE api_keys SET created_at = '2025-01-02 03:04:05+00'; TRUNCATE audit_logs");
    const auto key = store::FindApiKeyById(pool_, "old1");
    ASSERT_TRUE(key.ok());
    const std::string never = json::FormatTime(json::kZeroTime);
    store::AuditDiff diff;
    diff.Add("user_id", key->user_id, "")
        .Add("created_at", json::FormatTime(key->created_at), never)
        .Add("expires_at", json::FormatTime(key->expires_at), never)
        .Add("last_used", json::FormatTime(key->last_used), never);
    ASSERT_TRUE(PurgeAll().ok());
    EXPECT_EQ(database_.Value("SELECT diff = '" + diff.Text() + "' FROM audit_logs"), "t")
        << database_.Value("SELECT diff FROM audit_logs");
  }
}

TEST_F(PurgeTest, AKeyThatWasNeverUsedHasNoLastUse) {
  AddKeys("old", 1, "1 day");
  ASSERT_TRUE(PurgeAll().ok());
  EXPECT_EQ(database_.Value("SELECT string_agg(k, ' ' ORDER BY k) FROM audit_logs, jsonb_object_keys(diff) k"),
            "created_at expires_at user_id");
}

TEST_F(PurgeTest, WithoutItsRowNoKeyGoes) {
  AddKeys("old", 1, "1 day");
  database_.Query("ALTER TABLE audit_logs ADD CONSTRAINT full_up CHECK (false) NOT VALID");
  EXPECT_EQ(pg::SqlState(PurgeAll()), pg::kCheckViolation);
  EXPECT_EQ(Keys(), "1");
}

TEST_F(PurgeTest, WorksWithoutTheIndex) {
  database_.Query("DROP INDEX idx_api_keys_expires_at");
  AddKeys("old", 1500, "1 day");
  ASSERT_TRUE(PurgeAll().ok());
  EXPECT_EQ(Keys(), "0");
}

TEST_F(PurgeTest, ExpiredKeysAreFoundByTheIndexAndTheTableIsNotRead) {
  AddKeys("living", 20000, "-1 day");
  AddKeys("old", 2500, "1 day");
  database_.Query("ANALYZE api_keys");
  const std::string reads = "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'api_keys'";
  database_.Query("SELECT pg_stat_force_next_flush()");
  const std::string before = database_.Value(reads);
  {
    pg::Pool pool(OptionsOf(database_));
    ASSERT_TRUE(Purge(pool, nanoseconds(0), kGoOn).ok());
  }
  // A session hands its counts in when it ends.
  ASSERT_TRUE(test::Eventually([&] {
    return database_.Value(
               "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = "
               "'idx_api_keys_expires_at'") == "3";
  }));
  EXPECT_EQ(database_.Value(reads), before);
}

}  // namespace
}  // namespace postern::operators
