// pg::Connection against a real server.
#include "pg/connection.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "pg/error.h"
#include "tests/support/test_database.h"

namespace postern::pg {
namespace {

using std::chrono::milliseconds;

constexpr Statement kEcho = {"test_echo", "SELECT $1::text", true};
constexpr Statement kSleep = {"test_sleep", "SELECT pg_sleep(30)", true};
constexpr Statement kBackend = {"test_backend", "SELECT pg_backend_pid()", true};

class ConnectionTest : public testing::Test {
 protected:
  std::unique_ptr<Connection> Open(const ConnectOptions& options) {
    absl::StatusOr<std::unique_ptr<Connection>> connection = Connection::Open(options);
    if (!connection.ok()) throw std::runtime_error(connection.status().ToString());
    return *std::move(connection);
  }
  std::unique_ptr<Connection> Open() { return Open(database_.options()); }

  // Runs text without parameters, for its one value.
  std::string Ask(Connection& connection, const char* text) {
    absl::StatusOr<Result> result = connection.Run({"test_ask", text, true}, {});
    return result.ok() ? std::string((*result)[0].Text(0)) : result.status().ToString();
  }

  void Terminate(Connection& connection) {
    database_.Query("SELECT pg_terminate_backend(" + Ask(connection, "SELECT pg_backend_pid()") + ", 5000)");
  }

  test::TestDatabase database_{test::Contents::kEmpty};
};

TEST_F(ConnectionTest, ParametersArriveAsTheyAre) {
  const auto connection = Open();
  const absl::StatusOr<Result> result = connection->Run(kEcho, {"it's \"quoted\"; -- \xC3\xA9"});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ((*result)[0].Text(0), "it's \"quoted\"; -- \xC3\xA9");
}

TEST_F(ConnectionTest, NullAndEmptyAreKeptApart) {
  const auto connection = Open();
  EXPECT_TRUE((*connection->Run(kEcho, {std::nullopt}))[0].IsNull(0));
  EXPECT_FALSE((*connection->Run(kEcho, {""}))[0].IsNull(0));
}

TEST_F(ConnectionTest, NulInTextIsRefusedUnsent) {
  const auto connection = Open();
  const absl::Status status = connection->Run(kEcho, {std::string_view("ab\0cd", 5)}).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_EQ(Ask(*connection, "SELECT count(*) FROM pg_prepared_statements WHERE name = 'test_echo'"), "0");
}

TEST_F(ConnectionTest, BytesTravelWithNul) {
  const auto connection = Open();
  const Statement hex = {"test_hex", "SELECT encode($1::bytea, 'hex')"};
  const absl::StatusOr<Result> result = connection->Run(hex, {Param::Bytes(std::string_view("a\0\xff", 3))});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ((*result)[0].Text(0), "6100ff");
}

TEST_F(ConnectionTest, ArraysGoThereAndBack) {
  const auto connection = Open();
  const std::vector<std::string> items = {"a,b", "say \"x\"", "back\\slash", "", "NULL", "{}"};
  const absl::StatusOr<Result> result = connection->Run({"test_array", "SELECT $1::text[]"}, {Param::TextArray(items)});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ((*result)[0].TextArray(0), items);
}

TEST_F(ConnectionTest, LargeParametersAndResultsPass) {
  const auto connection = Open();
  const std::string large(8 << 20, 'x');
  const absl::StatusOr<Result> result = connection->Run(kEcho, {large});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ((*result)[0].Text(0).size(), large.size());
}

TEST_F(ConnectionTest, AffectedRowsAreCounted) {
  database_.Query("CREATE TABLE numbers (n int); INSERT INTO numbers VALUES (1), (2), (3)");
  const auto connection = Open();
  EXPECT_EQ(connection->Run({"test_delete", "DELETE FROM numbers WHERE n > $1"}, {1})->affected(), 2);
}

TEST_F(ConnectionTest, StatementIsPreparedOnceAndReused) {
  const auto connection = Open();
  ASSERT_TRUE(connection->Run(kEcho, {"one"}).ok());
  ASSERT_TRUE(connection->Run(kEcho, {"two"}).ok());
  EXPECT_EQ(
      Ask(*connection, "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE name = 'test_echo'"),
      "2");
}

TEST_F(ConnectionTest, SessionHasItsSettings) {
  ConnectOptions options = database_.options();
  options.application_name = "postern-test";
  const auto connection = Open(options);
  EXPECT_EQ(Ask(*connection,
                "SELECT string_agg(current_setting(name), ' ') FROM unnest(ARRAY["
                "'TimeZone', 'DateStyle', 'statement_timeout', 'lock_timeout',"
                "'idle_in_transaction_session_timeout', 'client_encoding', 'application_name']) name"),
            "UTC ISO, DMY 10s 3s 10s UTF8 postern-test");
}

TEST_F(ConnectionTest, OptionsInTheUrlAreKept) {
  ConnectOptions options = database_.options();
  options.url += "&options=-c%20work_mem%3D5MB%20-c%20timezone%3DAsia/Tokyo";
  const auto connection = Open(options);
  EXPECT_EQ(Ask(*connection, "SELECT current_setting('work_mem') || ' ' || current_setting('TimeZone')"), "5MB UTC");
}

TEST_F(ConnectionTest, KeyValueTextIsAUrlToo) {
  ConnectOptions options = database_.options();
  const std::string folder = options.url.substr(options.url.find("host=") + 5);
  options.url = "host='/nowhere," + folder + "' user=postern dbname=" + database_.name();
  EXPECT_EQ(Ask(*Open(options), "SELECT current_database()"), database_.name());
}

TEST_F(ConnectionTest, UnknownDatabaseIsUnavailable) {
  ConnectOptions options = database_.options();
  options.url.replace(options.url.find(database_.name()), database_.name().size(), "absent");
  const absl::Status status = Connection::Open(options).status();
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_NE(status.message().find("absent"), absl::string_view::npos);
}

TEST_F(ConnectionTest, ReadOnlyServerIsNotConnectedTo) {
  database_.Query("ALTER DATABASE " + database_.name() + " SET default_transaction_read_only = on");
  EXPECT_TRUE(absl::IsUnavailable(Connection::Open(database_.options()).status()));
}

TEST_F(ConnectionTest, StatementTimeoutFiresAndTheSessionLives) {
  ConnectOptions options = database_.options();
  options.statement_timeout = milliseconds(50);
  const auto connection = Open(options);
  const absl::Status status = connection->Run(kSleep, {}).status();
  EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
  EXPECT_EQ(SqlState(status), "57014");
  EXPECT_TRUE(pg::IsUnavailable(status));
  EXPECT_TRUE(connection->usable());
}

TEST_F(ConnectionTest, LockTimeoutFires) {
  database_.Query("CREATE TABLE locked (n int)");
  database_.Query("BEGIN; LOCK TABLE locked");
  ConnectOptions options = database_.options();
  options.lock_timeout = milliseconds(50);
  const auto connection = Open(options);
  const absl::Status status = connection->Run({"test_locked", "SELECT n FROM locked"}, {}).status();
  EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
  EXPECT_EQ(SqlState(status), "55P03");
}

TEST_F(ConnectionTest, ServerThatDoesNotAnswerIsGivenUp) {
  ConnectOptions options = database_.options();
  options.statement_timeout = milliseconds(50);
  const auto connection = Open(options);
  ASSERT_TRUE(connection->Execute("SET statement_timeout = 0").ok());
  const auto start = std::chrono::steady_clock::now();
  const absl::Status status = connection->Run(kSleep, {}).status();
  EXPECT_TRUE(absl::IsDeadlineExceeded(status));
  EXPECT_TRUE(IsLostSession(status));
  EXPECT_FALSE(connection->usable());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST_F(ConnectionTest, IdleTransactionTimeoutEndsTheSession) {
  ConnectOptions options = database_.options();
  options.idle_in_transaction_timeout = milliseconds(20);
  const auto connection = Open(options);
  const std::string backend = Ask(*connection, "SELECT pg_backend_pid()");
  ASSERT_TRUE(connection->Execute("BEGIN").ok());
  database_.Query("DO $$ BEGIN WHILE EXISTS (SELECT FROM pg_stat_activity WHERE pid = " + backend +
                  ") LOOP PERFORM pg_sleep(0.01), pg_stat_clear_snapshot(); END LOOP; END $$");
  const absl::Status status = connection->Run(kEcho, {"x"}).status();
  EXPECT_TRUE(IsLostSession(status)) << status;
  EXPECT_FALSE(connection->usable());
}

TEST_F(ConnectionTest, SessionTerminatedWhileIdleIsNoticedBeforeSending) {
  const auto connection = Open();
  Terminate(*connection);
  const absl::Status status = connection->Run(kEcho, {"x"}).status();
  EXPECT_TRUE(IsLostSession(status)) << status;
  EXPECT_TRUE(IsKnownNotExecuted(status)) << status;
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_FALSE(connection->usable());
}

TEST_F(ConnectionTest, ProbeNoticesATerminatedSession) {
  const auto connection = Open();
  EXPECT_TRUE(connection->Probe());
  Terminate(*connection);
  EXPECT_FALSE(connection->Probe());
}

TEST_F(ConnectionTest, SessionTerminatedByItsOwnStatementHasAnUnknownOutcome) {
  const auto connection = Open();
  const absl::Status status =
      connection->Run({"test_suicide", "SELECT pg_terminate_backend(pg_backend_pid())"}, {}).status();
  EXPECT_TRUE(IsLostSession(status)) << status;
  EXPECT_FALSE(IsKnownNotExecuted(status));
  EXPECT_EQ(SqlState(status), "57P01");
  EXPECT_FALSE(connection->usable());
}

TEST_F(ConnectionTest, ChangedTableIsPreparedAnew) {
  database_.Query("CREATE TABLE things (name varchar(10)); INSERT INTO things VALUES ('a')");
  const auto connection = Open();
  const Statement list = {"test_things", "SELECT name FROM things", true};
  ASSERT_TRUE(connection->Run(list, {}).ok());
  database_.Query("ALTER TABLE things ALTER name TYPE text");
  const absl::StatusOr<Result> again = connection->Run(list, {});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ((*again)[0].Text(0), "a");
}

TEST_F(ConnectionTest, ChangedTableInATransactionEndsTheSessionForOthers) {
  database_.Query("CREATE TABLE things (name varchar(10))");
  const auto connection = Open();
  const Statement list = {"test_things", "SELECT name FROM things", true};
  ASSERT_TRUE(connection->Run(list, {}).ok());
  database_.Query("ALTER TABLE things ALTER name TYPE text");
  ASSERT_TRUE(connection->Execute("BEGIN").ok());
  EXPECT_EQ(SqlState(connection->Run(list, {}).status()), "0A000");
  EXPECT_FALSE(connection->usable());
}

TEST_F(ConnectionTest, StatementForgottenByTheServerIsPreparedAnew) {
  const auto connection = Open();
  ASSERT_TRUE(connection->Run(kEcho, {"x"}).ok());
  ASSERT_TRUE(connection->Execute("DEALLOCATE ALL").ok());
  EXPECT_TRUE(connection->Run(kEcho, {"x"}).ok());
}

TEST_F(ConnectionTest, WithoutPreparedStatementsNothingIsPrepared) {
  ConnectOptions options = database_.options();
  options.prepared_statements = false;
  const auto connection = Open(options);
  EXPECT_EQ((*connection->Run(kEcho, {"x"}))[0].Text(0), "x");
  EXPECT_EQ(Ask(*connection, "SELECT count(*) FROM pg_prepared_statements"), "0");
}

TEST_F(ConnectionTest, WithoutStartupOptionsTheFormatsAreFixedAllTheSame) {
  ConnectOptions options = database_.options();
  options.prepared_statements = false;
  const auto connection = Open(options);
  EXPECT_EQ(Ask(*connection, "SELECT timestamptz '2025-06-05 12:00:00+00'"), "2025-06-05 12:00:00+00");
}

TEST_F(ConnectionTest, ErrorsNameStateAndConstraint) {
  database_.Query("CREATE TABLE names (name text CONSTRAINT names_once UNIQUE); INSERT INTO names VALUES ('a')");
  const auto connection = Open();
  const absl::Status status = connection->Run({"test_insert", "INSERT INTO names VALUES ($1)"}, {"a"}).status();
  EXPECT_TRUE(absl::IsAlreadyExists(status));
  EXPECT_TRUE(IsUniqueViolation(status, "names_once"));
  EXPECT_TRUE(connection->usable());
}

TEST_F(ConnectionTest, BadSqlIsInternalAndNotLost) {
  const auto connection = Open();
  const absl::Status status = connection->Run({"test_bad", "SELEC"}, {}).status();
  EXPECT_TRUE(absl::IsInternal(status));
  EXPECT_EQ(SqlState(status), "42601");
  EXPECT_TRUE(connection->usable());
}

TEST_F(ConnectionTest, OpenTransactionIsNotUsable) {
  const auto connection = Open();
  ASSERT_TRUE(connection->Execute("BEGIN").ok());
  EXPECT_TRUE(connection->in_transaction());
  EXPECT_FALSE(connection->usable());
  ASSERT_TRUE(connection->Execute("COMMIT").ok());
  EXPECT_TRUE(connection->usable());
}

TEST_F(ConnectionTest, ExecuteRunsSeveralStatementsAndStopsAtTheFirstError) {
  const auto connection = Open();
  EXPECT_TRUE(connection->Execute("CREATE TABLE a (n int); CREATE TABLE b (n int)").ok());
  EXPECT_EQ(SqlState(connection->Execute("DROP TABLE a; DROP TABLE absent; DROP TABLE b")), "42P01");
  EXPECT_EQ(Ask(*connection, "SELECT count(*) FROM pg_tables WHERE tablename IN ('a', 'b')"), "2");
}

TEST_F(ConnectionTest, CopyIsAnErrorAndEndsTheSession) {
  const auto connection = Open();
  EXPECT_FALSE(connection->Execute("COPY (SELECT 1) TO STDOUT").ok());
  EXPECT_FALSE(connection->usable());
}

TEST_F(ConnectionTest, ReadOnlyServerEndsTheSessionAndIsKnownNotToHaveWritten) {
  database_.Query("CREATE TABLE names (name text)");
  const auto connection = Open();
  ASSERT_TRUE(connection->Execute("SET default_transaction_read_only = on").ok());
  const absl::Status status = connection->Run({"test_insert", "INSERT INTO names VALUES ($1)"}, {"a"}).status();
  EXPECT_EQ(SqlState(status), "25006");
  EXPECT_TRUE(IsKnownNotExecuted(status));
  EXPECT_FALSE(connection->usable());
}

}  // namespace
}  // namespace postern::pg
