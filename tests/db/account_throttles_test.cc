// The table of wrong guesses stays small, whatever is typed in.
#include "store/account_throttles.h"

#include "tests/db/schema_fixture.h"

namespace postern::store {
namespace {

class AccountThrottles : public schema::SchemaFixture {
 protected:
  // So many accounts, the first one's failure `oldest` ago, each of the others' a bit later.
  void Fill(int accounts, const std::string& oldest) {
    database_.Query(
        "INSERT INTO postern.account_throttles SELECT sha256(convert_to(i::text, 'UTF8')), 1, at, at FROM "
        "(SELECT i, now() - interval '" +
        oldest + "' + i * interval '1 millisecond' AS at FROM generate_series(1, " + std::to_string(accounts) +
        ") i) a");
  }
  void Fail(const std::string& email) {
    pg::Pool pool({.connect = database_.options()});
    const absl::StatusOr<Throttle> throttle = FindThrottle(pool, Guess::kPassword, email, "192.0.2.1");
    ASSERT_TRUE(throttle.ok()) << throttle.status();
    ASSERT_TRUE(CountFailure(*connection_, throttle->account).ok());
  }
  std::string Count() { return Value("SELECT count(*) FROM postern.account_throttles"); }
};

TEST_F(AccountThrottles, HoldNoMoreAccountsThanTheirLimit) {
  Fill(kMaxThrottledAccounts, "5 minutes");
  const std::string oldest = "SELECT min(failed_at) FROM postern.account_throttles";
  const std::string before = Value(oldest);
  Fail("somebody@example.com");
  EXPECT_EQ(Count(), std::to_string(kMaxThrottledAccounts));
  EXPECT_NE(Value(oldest), before) << "the one that was quiet for longest goes";
}

TEST_F(AccountThrottles, ForgottenOnesMakeRoomForNewOnes) {
  Fill(10, "1 hour");
  for (int i = 0; i < 3; ++i) Fail("user" + std::to_string(i) + "@example.com");
  EXPECT_EQ(Count(), "3");
}

TEST_F(AccountThrottles, OnesThatAreNotForgottenStay) {
  Fill(10, "10 minutes");
  Fail("somebody@example.com");
  EXPECT_EQ(Count(), "11");
}

TEST_F(AccountThrottles, KeepNoAddress) {
  Fail("somebody@example.com");
  EXPECT_EQ(Value("SELECT position('somebody' in t::text) FROM postern.account_throttles t"), "0");
}

}  // namespace
}  // namespace postern::store
