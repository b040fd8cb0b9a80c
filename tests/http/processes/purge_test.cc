// `postern purge`, as a program.
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/http/processes/served_program.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

// A database with a user and, for each test, expired keys.
class PurgeCommand : public testing::Test {
 protected:
  PurgeCommand() {
    database_.Query(
        "INSERT INTO users (id, email, username, hashed_password, created_at, updated_at) "
        "VALUES (gen_random_uuid(), 'ada@example.com', 'ada', '', now(), now())");
  }
  void AddExpired(int count) {
    database_.Query(
        "INSERT INTO api_keys (id, hashed_secret, user_id, last_used, expires_at, created_at, updated_at, login_type) "
        "SELECT 'k' || n, '', u.id, now(), now() - interval '10 days', now(), now(), 'password' FROM users u, "
        "generate_series(1, " +
        std::to_string(count) + ") n WHERE username = 'ada'");
  }
  Environment environment() const { return {{"CODER_PG_CONNECTION_URL", database_.url()}}; }
  test::Run Purge(const std::vector<std::string>& words) const {
    std::vector<std::string> all = {"purge"};
    all.insert(all.end(), words.begin(), words.end());
    return RunProgram("postern", all, environment());
  }
  std::string Keys() { return database_.Value("SELECT count(*) FROM api_keys"); }

  TestDatabase database_;
};

TEST_F(PurgeCommand, SaysHowManyKeysItDeleted) {
  AddExpired(2);
  EXPECT_EQ(Purge({"1w"}).output, "Deleted 2 expired keys.\n");
  AddExpired(1);
  EXPECT_EQ(Purge({"1w"}).output, "Deleted 1 expired key.\n");
  EXPECT_EQ(Purge({"1w"}).output, "Deleted 0 expired keys.\n");
  EXPECT_EQ(Keys(), "0");
}

TEST_F(PurgeCommand, AgesAreWrittenAsOtherDurationsAre) {
  AddExpired(1);
  for (const char* age : {"11d", "2w", "241h", "10d1h"}) {
    EXPECT_EQ(Purge({age}).status, 0) << age;
    EXPECT_EQ(Keys(), "1") << age;
  }
  EXPECT_EQ(Purge({"0"}).status, 0);
  EXPECT_EQ(Keys(), "0");
}

TEST_F(PurgeCommand, AWrongAgeIsRefusedInOneLineAndDeletesNothing) {
  AddExpired(1);
  for (const std::vector<std::string>& words : {std::vector<std::string>{"30"},
                                                {"soon"},
                                                {""},
                                                {"30 d"},
                                                {"--", "-1d"},
                                                {"-1d"},
                                                {"1d", "2d"},
                                                {"999999999d"}}) {
    const test::Run run = Purge(words);
    EXPECT_EQ(run.status, 2) << words[0];
    EXPECT_TRUE(IsOneLine(run.output)) << run.output;
  }
  EXPECT_EQ(Keys(), "1");
}

TEST_F(PurgeCommand, ANegativeAgeIsToldApart) {
  const test::Run run = Purge({"--", "-1d"});
  EXPECT_NE(run.output.find("must not be negative"), std::string::npos) << run.output;
}

class PurgeCommandToldToEnd : public PurgeCommand, public testing::WithParamInterface<int> {};
INSTANTIATE_TEST_SUITE_P(Signals, PurgeCommandToldToEnd, testing::Values(SIGINT, SIGTERM, SIGHUP));

TEST_P(PurgeCommandToldToEnd, EndsAfterTheBatchAndKeepsWhatIsDone) {
  AddExpired(1500);
  const auto holder = pg::Connection::Open(database_.options());
  ASSERT_TRUE(holder.ok());
  ASSERT_TRUE((*holder)->Execute("BEGIN; LOCK TABLE audit_logs IN SHARE MODE").ok());
  Program program("postern", {"purge", "1d"}, environment());
  // The first batch is under way: it waits for the table of its rows.
  ASSERT_TRUE(Eventually([&] {
    return database_.Value(
               "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
               "AND wait_event_type = 'Lock'") == "1";
  }));
  program.Signal(GetParam());
  ASSERT_TRUE((*holder)->Execute("COMMIT").ok());
  EXPECT_EQ(program.AwaitEnd(), 128 + GetParam());
  EXPECT_EQ(program.Output(), "Deleted 1000 expired keys before being told to end.\n");
  EXPECT_EQ(Keys(), "500");
  EXPECT_EQ(database_.Value("SELECT count(*) FROM audit_logs"), "1000");
}

TEST_F(PurgeCommand, WorksWhereNoMigrationOfOursIs) {
  AddExpired(1500);
  database_.Query("DROP SCHEMA postern CASCADE; DROP INDEX idx_api_keys_expires_at");
  EXPECT_EQ(Purge({"1d"}).output, "Deleted 1500 expired keys.\n");
}

TEST_F(PurgeCommand, AFailureSaysWhatWasDoneBefore) {
  AddExpired(1500);
  // The five hundred keys of the second batch cannot go.
  database_.Query(
      "UPDATE api_keys SET token_name = 'kept', expires_at = now() - interval '9 days' WHERE id IN "
      "(SELECT id FROM api_keys LIMIT 500);"
      "ALTER TABLE audit_logs ADD CONSTRAINT kept CHECK (resource_target <> 'kept')");
  const test::Run run = Purge({"1d"});
  EXPECT_EQ(run.status, 1);
  EXPECT_NE(run.output.find("Deleted 1000 expired keys.\n"), std::string::npos) << run.output;
  EXPECT_EQ(Keys(), "500");
}

}  // namespace
}  // namespace postern::test
