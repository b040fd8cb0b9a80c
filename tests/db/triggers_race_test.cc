// Keys and links made while their user is being deleted do not outlive the user, whichever comes first.
#include <thread>

#include "tests/db/schema_fixture.h"

namespace postern::schema {
namespace {

class TriggersRaceTest : public SchemaFixture {
 protected:
  // Returns once some session of this database waits for a lock.
  void AwaitWaiter() {
    database_.Query(
        "DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() "
        "AND wait_event_type = 'Lock') LOOP PERFORM pg_sleep(0.002), pg_stat_clear_snapshot(); "
        "END LOOP; END $$");
  }
  // Runs `first` in a transaction, starts `second` in another session, which has to wait, then commits; gives what
  // became of `second`.
  absl::Status Interleave(const std::string& first, const std::string& second) {
    EXPECT_TRUE(Try("BEGIN; " + first).ok());
    const std::unique_ptr<pg::Connection> other = Open();
    absl::Status outcome;
    std::thread running([&] { outcome = other->Execute(second.c_str()); });
    AwaitWaiter();
    EXPECT_TRUE(Try("COMMIT").ok());
    running.join();
    return outcome;
  }
  std::string ada_ = AddUser("ada");
  std::string delete_ = "UPDATE users SET deleted = true WHERE id = " + ada_;
};

TEST_F(TriggersRaceTest, KeyWaitsForADeletionUnderWayAndIsRefused) {
  EXPECT_EQ(pg::SqlState(Interleave(delete_, KeySql("k", ada_))), pg::kRaiseException);
  EXPECT_EQ(Value("SELECT count(*) FROM api_keys"), "0");
}

TEST_F(TriggersRaceTest, DeletionWaitsForAKeyUnderWayAndDropsIt) {
  EXPECT_TRUE(Interleave(KeySql("k", ada_), delete_).ok());
  EXPECT_EQ(Value("SELECT count(*) FROM api_keys"), "0");
}

TEST_F(TriggersRaceTest, KeyIsMadeAfterADeletionThatWasRolledBack) {
  EXPECT_TRUE(Interleave("SAVEPOINT before; " + delete_ +
                             "; ROLLBACK TO before; UPDATE users SET name = 'Ada' "
                             "WHERE id = " +
                             ada_,
                         KeySql("k", ada_))
                  .ok());
  EXPECT_EQ(Value("SELECT count(*) FROM api_keys"), "1");
}

TEST_F(TriggersRaceTest, LinkWaitsForADeletionUnderWayAndIsRefused) {
  EXPECT_EQ(pg::SqlState(Interleave(delete_, LinkSql(ada_))), pg::kRaiseException);
}

TEST_F(TriggersRaceTest, DeletionWaitsForALinkUnderWayAndDropsIt) {
  EXPECT_TRUE(Interleave(LinkSql(ada_), delete_).ok());
  EXPECT_EQ(Value("SELECT count(*) FROM user_links"), "0");
}

TEST_F(TriggersRaceTest, TwoLoginsOfOneUserDoNotDeadlock) {
  const std::string seen = "; UPDATE users SET last_seen_at = now() WHERE id = " + ada_;
  EXPECT_TRUE(Interleave(KeySql("k1", ada_, "", "password") + seen, KeySql("k2", ada_, "", "password") + seen).ok());
  EXPECT_EQ(Value("SELECT count(*) FROM api_keys"), "2");
}

}  // namespace
}  // namespace postern::schema
