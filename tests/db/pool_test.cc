// pg::Pool against a real server.
#include "pg/pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "pg/error.h"
#include "tests/support/test_database.h"

namespace postern::pg {
namespace {

using std::chrono::milliseconds;

constexpr Statement kCount = {"test_count", "SELECT count(*) FROM notes", true};
constexpr Statement kInsert = {"test_insert", "INSERT INTO notes VALUES ($1)"};

class PoolTest : public testing::Test {
 protected:
  PoolTest() {
    database_.Query("CREATE TABLE notes (note text)");
    options_.connect = database_.options();
    options_.max_connections = 2;
    options_.acquire_timeout = milliseconds(100);
  }

  // Ends every session that a pool holds on the database, and waits until they are gone.
  void TerminateAll() {
    database_.Query(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND application_name = 'postern'");
  }

  // Makes the pool open both of its sessions and leave them free.
  void Fill(Pool& pool) {
    const absl::StatusOr<Pool::Lease> one = pool.Acquire();
    const absl::StatusOr<Pool::Lease> two = pool.Acquire();
    ASSERT_TRUE(one.ok() && two.ok());
  }

  std::string Notes() { return database_.Value("SELECT count(*) FROM notes"); }

  test::TestDatabase database_{test::Contents::kEmpty};
  PoolOptions options_;
};

TEST_F(PoolTest, NothingIsOpenedBeforeItIsNeeded) {
  Pool pool(options_);
  EXPECT_EQ(pool.open(), 0);
  ASSERT_TRUE(pool.Run(kCount, {}).ok());
  EXPECT_EQ(pool.open(), 1);
}

TEST_F(PoolTest, AFreeSessionIsUsedAgain) {
  Pool pool(options_);
  ASSERT_TRUE(pool.Run(kCount, {}).ok());
  ASSERT_TRUE(pool.Run(kCount, {}).ok());
  EXPECT_EQ(pool.open(), 1);
}

TEST_F(PoolTest, WaitingIsBoundedAndEndsInUnavailable) {
  Pool pool(options_);
  const absl::StatusOr<Pool::Lease> one = pool.Acquire();
  const absl::StatusOr<Pool::Lease> two = pool.Acquire();
  const auto start = std::chrono::steady_clock::now();
  const absl::Status status = pool.Acquire().status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_TRUE(IsKnownNotExecuted(status));
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(100));
  EXPECT_EQ(pool.open(), 2);
}

TEST_F(PoolTest, AReturnedSessionWakesTheOneThatWaits) {
  options_.acquire_timeout = std::chrono::seconds(30);
  options_.max_connections = 1;
  Pool pool(options_);
  std::optional<Pool::Lease> lease(*pool.Acquire());
  std::thread waiting([&] { EXPECT_TRUE(pool.Run(kCount, {}).ok()); });
  lease.reset();
  waiting.join();
}

TEST_F(PoolTest, LoadTellsWhatIsOpenAndInUse) {
  Pool pool(options_);
  Fill(pool);
  const absl::StatusOr<Pool::Lease> lease = pool.Acquire();
  const Pool::Load load = pool.load();
  EXPECT_EQ(load.open, 2);
  EXPECT_EQ(load.in_use, 1);
  EXPECT_EQ(load.waiting, 0);
  EXPECT_EQ(load.timeouts, 0);
}

TEST_F(PoolTest, LoadTellsWhoWaitsAndWhoWaitedForNothing) {
  options_.max_connections = 1;
  options_.acquire_timeout = milliseconds(300);
  Pool pool(options_);
  const absl::StatusOr<Pool::Lease> lease = pool.Acquire();
  std::thread waiting([&] { EXPECT_FALSE(pool.Acquire().ok()); });
  while (pool.load().waiting == 0 && pool.load().timeouts == 0) std::this_thread::yield();
  waiting.join();
  EXPECT_EQ(pool.load().waiting, 0);
  EXPECT_EQ(pool.load().timeouts, 1);
}

TEST_F(PoolTest, EachWaitIsToldAlsoThatForNothing) {
  std::vector<std::chrono::nanoseconds> waits;
  options_.max_connections = 1;
  options_.on_waited = [&](std::chrono::nanoseconds wait) { waits.push_back(wait); };
  Pool pool(options_);
  const absl::StatusOr<Pool::Lease> lease = pool.Acquire();
  EXPECT_FALSE(pool.Acquire().ok());
  ASSERT_EQ(waits.size(), 2u);
  EXPECT_EQ(waits[0].count(), 0);
  EXPECT_GE(waits[1], options_.acquire_timeout);
}

TEST_F(PoolTest, UnreachableServerIsUnavailableAndTakesNoPlace) {
  options_.connect.url = "host=/nowhere dbname=absent";
  Pool pool(options_);
  EXPECT_TRUE(absl::IsUnavailable(pool.Acquire().status()));
  EXPECT_EQ(pool.open(), 0);
}

TEST_F(PoolTest, ManyThreadsShareFewSessions) {
  options_.acquire_timeout = std::chrono::seconds(30);
  Pool pool(options_);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&pool] {
      for (int n = 0; n < 25; ++n) EXPECT_TRUE(pool.Run(kInsert, {n}).ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Notes(), "200");
  EXPECT_LE(pool.open(), 2);
}

TEST_F(PoolTest, ReadSurvivesTheLossOfAllSessions) {
  Pool pool(options_);
  Fill(pool);
  TerminateAll();
  EXPECT_TRUE(pool.Run(kCount, {}).ok());
}

TEST_F(PoolTest, WriteIsRepeatedWhereItIsKnownNotToHaveBeenSent) {
  Pool pool(options_);
  Fill(pool);
  TerminateAll();
  EXPECT_TRUE(pool.Run(kInsert, {"once"}).ok());
  EXPECT_EQ(Notes(), "1");
}

// Ends its own session the first time that it runs; sequences remember that across the rollback.
constexpr char kDieOnce[] =
    "CREATE SEQUENCE runs;"
    "CREATE FUNCTION die_once() RETURNS bigint LANGUAGE plpgsql AS $$ DECLARE run bigint := nextval('runs'); BEGIN "
    "IF run = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10); END IF; RETURN run; "
    "END $$";

TEST_F(PoolTest, ReadLostOnTheWayIsRunOnceMore) {
  database_.Query(kDieOnce);
  Pool pool(options_);
  const absl::StatusOr<Result> result = pool.Run({"test_die", "SELECT die_once()", true}, {});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ((*result)[0].Int(0), 2);
}

TEST_F(PoolTest, WriteOfUnknownOutcomeIsNotRepeated) {
  database_.Query(kDieOnce);
  Pool pool(options_);
  const absl::Status status = pool.Run({"test_die", "SELECT die_once()"}, {}).status();
  EXPECT_TRUE(IsLostSession(status)) << status;
  EXPECT_EQ(database_.Value("SELECT last_value FROM runs"), "1");
  EXPECT_EQ(pool.open(), 0);
}

TEST_F(PoolTest, ReadThatKeepsLosingItsSessionIsGivenUp) {
  Pool pool(options_);
  const Statement die = {"test_die", "SELECT pg_terminate_backend(pg_backend_pid())", true};
  EXPECT_TRUE(IsLostSession(pool.Run(die, {}).status()));
}

TEST_F(PoolTest, SessionOfAReadOnlyServerIsReplaced) {
  options_.max_connections = 1;
  Pool pool(options_);
  ASSERT_TRUE((*pool.Acquire())->Execute("SET default_transaction_read_only = on").ok());
  EXPECT_TRUE(pool.Run(kInsert, {"after the change"}).ok());
  EXPECT_EQ(Notes(), "1");
}

TEST_F(PoolTest, IdleSessionsAreClosed) {
  options_.idle_close = milliseconds(0);
  Pool pool(options_);
  Fill(pool);
  pool.CloseIdle();
  EXPECT_EQ(pool.open(), 0);
}

TEST_F(PoolTest, BusySessionsAreNotClosed) {
  options_.idle_close = milliseconds(0);
  Pool pool(options_);
  const absl::StatusOr<Pool::Lease> lease = pool.Acquire();
  pool.CloseIdle();
  EXPECT_EQ(pool.open(), 1);
}

TEST_F(PoolTest, SessionLeftInATransactionIsClosed) {
  Pool pool(options_);
  ASSERT_TRUE((*pool.Acquire())->Execute("BEGIN").ok());
  EXPECT_EQ(pool.open(), 0);
}

TEST_F(PoolTest, TransactionCommits) {
  Pool pool(options_);
  const absl::Status status = pool.Transaction([](Connection& connection) {
    if (absl::Status one = connection.Run(kInsert, {"one"}).status(); !one.ok()) return one;
    return connection.Run(kInsert, {"two"}).status();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(Notes(), "2");
}

TEST_F(PoolTest, TransactionRollsBackOnError) {
  Pool pool(options_);
  const absl::Status status = pool.Transaction([](Connection& connection) {
    EXPECT_TRUE(connection.Run(kInsert, {"one"}).ok());
    return absl::NotFoundError("changed my mind");
  });
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_EQ(Notes(), "0");
  EXPECT_EQ(pool.open(), 1);
}

TEST_F(PoolTest, TransactionRollsBackOnAnException) {
  Pool pool(options_);
  EXPECT_THROW(pool.Transaction([](Connection& connection) -> absl::Status {
                     EXPECT_TRUE(connection.Run(kInsert, {"one"}).ok());
                     throw std::runtime_error("out of the blue");
                   })
                   .IgnoreError(),
               std::runtime_error);
  EXPECT_EQ(Notes(), "0");
  EXPECT_EQ(pool.open(), 1);
}

TEST_F(PoolTest, FailedTransactionIsNotReportedAsCommitted) {
  Pool pool(options_);
  const absl::Status status = pool.Transaction([](Connection& connection) {
    EXPECT_TRUE(connection.Run(kInsert, {"one"}).ok());
    EXPECT_FALSE(connection.Run({"test_zero", "SELECT 1 / 0"}, {}).ok());
    return absl::OkStatus();  // Having looked away.
  });
  EXPECT_FALSE(status.ok());
  EXPECT_EQ(Notes(), "0");
}

TEST_F(PoolTest, ErrorOfCommitItselfIsReported) {
  database_.Query("CREATE TABLE once (n int UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO once VALUES (1)");
  Pool pool(options_);
  const absl::Status status = pool.Transaction([](Connection& connection) {
    return connection.Run({"test_once", "INSERT INTO once VALUES (1)"}, {}).status();
  });
  EXPECT_EQ(SqlState(status), kUniqueViolation);
  EXPECT_EQ(pool.open(), 1);
}

TEST_F(PoolTest, TransactionOnADeadSessionStartsAnew) {
  Pool pool(options_);
  Fill(pool);
  TerminateAll();
  int calls = 0;
  const absl::Status status = pool.Transaction([&](Connection& connection) {
    ++calls;
    return connection.Run(kInsert, {"one"}).status();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(Notes(), "1");
}

// Two transactions lock two rows in opposite orders; the one that the server undoes is run again and succeeds.
TEST_F(PoolTest, TransactionUndoneByADeadlockStartsAnew) {
  constexpr Statement kLock = {"test_lock", "SELECT note FROM notes WHERE note = $1 FOR UPDATE"};
  database_.Query("INSERT INTO notes VALUES ('a'), ('b')");
  Pool pool(options_);
  std::barrier both_hold_one(2);
  std::atomic<int> runs{0};
  const auto lock = [&](const char* first, const char* second) {
    bool met = false;
    return pool.Transaction([&](Connection& connection) {
      ++runs;
      if (std::exchange(met, true)) return absl::OkStatus();  // Run anew; taking the rows again could end as before.
      if (absl::Status locked = connection.Run(kLock, {first}).status(); !locked.ok()) return locked;
      both_hold_one.arrive_and_wait();
      return connection.Run(kLock, {second}).status();
    });
  };
  absl::Status forth, back;
  std::thread other([&] { back = lock("b", "a"); });
  forth = lock("a", "b");
  other.join();
  EXPECT_TRUE(forth.ok()) << forth;
  EXPECT_TRUE(back.ok()) << back;
  EXPECT_EQ(runs.load(), 3);
}

// A statement waits in the middle of its rows for a transaction that then wants its first one. Whoever waited first is
// undone by the server, the statement, unless the transaction comes so late that the server has looked already: then
// the two meet once more.
TEST_F(PoolTest, StatementUndoneByADeadlockRunsAnew) {
  constexpr Statement kUpdate = {"test_update", "UPDATE notes SET note = note || $1 WHERE note IN ('a', 'b')"};
  auto other = Connection::Open(options_.connect);
  ASSERT_TRUE(other.ok()) << other.status();
  Pool pool(options_);
  bool undone = false;
  for (int meeting = 0; meeting < 10 && !undone; ++meeting) {
    database_.Query("TRUNCATE notes; INSERT INTO notes VALUES ('a'), ('b')");
    ASSERT_TRUE((*other)->Execute("BEGIN; SELECT FROM notes WHERE note = 'b' FOR UPDATE").ok());
    absl::StatusOr<Result> updated = absl::UnknownError("not run");
    std::thread statement([&] { updated = pool.Run(kUpdate, {"!"}); });
    while (database_.Value("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                           "AND datname = current_database()") == "0") {
      std::this_thread::yield();
    }
    undone = (*other)->Execute("SELECT FROM notes WHERE note = 'a' FOR UPDATE").ok();
    ASSERT_TRUE((*other)->Execute("ROLLBACK").ok());
    statement.join();
    ASSERT_TRUE(updated.ok()) << updated.status();
    EXPECT_EQ(updated->affected(), 2);
  }
  EXPECT_TRUE(undone);
}

TEST_F(PoolTest, TransactionLostInTheMiddleIsNotRepeated) {
  Pool pool(options_);
  int calls = 0;
  const absl::Status status = pool.Transaction([&](Connection& connection) {
    ++calls;
    EXPECT_TRUE(connection.Run(kInsert, {"one"}).ok());
    TerminateAll();
    return connection.Run(kInsert, {"two"}).status();
  });
  EXPECT_TRUE(IsLostSession(status)) << status;
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(Notes(), "0");
}

}  // namespace
}  // namespace postern::pg
