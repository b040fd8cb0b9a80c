// Two requests that meet at one row: each pair ends as if one had come wholly before the other, whichever.
#include <cmath>

#include "tests/support/answers.h"
#include "tests/support/held_rows.h"
#include "tests/support/stored_key.h"

namespace postern::test {
namespace {

constexpr char kNewPassword[] = "AnotherGoodPassword?7";

// On a site with much patience for locks: the tests make requests wait for one another.
class Race : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    site_ = std::make_unique<Site>(Site::Environment{{"POSTERN_PG_LOCK_TIMEOUT", "9s"},
                                                     {"CODER_MAX_TOKEN_LIFETIME", "20h"},
                                                     {"CODER_MAX_ADMIN_TOKEN_LIFETIME", "100h"},
                                                     {"CODER_DEFAULT_TOKEN_LIFETIME", "10h"}});
  }
  static void TearDownTestSuite() { site_.reset(); }

  // Begins both while the row is held, the first of them first in line, and lets it go.
  template <typename First, typename Second>
  static std::pair<Reply, Reply> InLine(const std::string& held_row, First first, Second second) {
    HeldRows held(*site_, held_row);
    auto one = Begin(first);
    held.AwaitWaiting(1);
    auto two = Begin(second);
    held.AwaitWaiting(2);
    held.Release();
    Reply answer = one.get();
    return {std::move(answer), two.get()};
  }

  static const Client& owner() { return site_->owner().client; }
  Reply Login() const { return TryLogin(*site_, person_.email); }
  Reply ChangePassword() const { return owner().Put(PathOf(person_) + "/password", {{"password", kNewPassword}}); }
  Reply DeletePerson() const { return owner().Delete(PathOf(person_)); }
  Reply Suspend() const { return owner().Put(PathOf(person_) + "/status/suspend"); }
  Reply CreateToken() const { return person_.client.Post("/api/v2/users/me/keys/tokens", boost::json::object()); }
  Reply CreateSessionKey() const { return person_.client.Post("/api/v2/users/me/keys"); }
  std::string CountKeys() const {
    return site_->Value("SELECT count(*) FROM api_keys WHERE user_id = '" + person_.id + "'");
  }
  std::string CountFailedLogins() const {
    return site_->Value("SELECT count(*) FROM audit_logs WHERE user_id = '" + person_.id +
                        "' AND action = 'login' AND status_code = 401");
  }
  Reply Use(const Reply& login) const { return person_.client.WithToken(login.Text("session_token")).Get(kMe); }

  static std::unique_ptr<Site> site_;
  const Person person_ = site_->NewUser();
};
std::unique_ptr<Site> Race::site_;

TEST_F(Race, APasswordChangedJustAfterALoginEndsItsSession) {
  const auto [login, change] = InLine(
      LockUser(person_), [&] { return Login(); }, [&] { return ChangePassword(); });
  EXPECT_EQ(login.status, 201);
  EXPECT_EQ(change.status, 204);
  EXPECT_TRUE(IsEnvelope(Use(login), 401, kSignedOut));
  EXPECT_EQ(CountKeys(), "0");
}

TEST_F(Race, APasswordChangedWhileLoggingInRefusesTheOldOne) {
  const auto [change, login] = InLine(
      LockUser(person_), [&] { return ChangePassword(); }, [&] { return Login(); });
  EXPECT_EQ(change.status, 204);
  EXPECT_TRUE(IsEnvelope(login, 401, kWrongCredentials));
  EXPECT_EQ(CountFailedLogins(), "1");
  EXPECT_EQ(CountKeys(), "0");
}

TEST_F(Race, AUserDeletedJustAfterALoginHasNoSession) {
  const auto [login, deletion] = InLine(
      LockUser(person_), [&] { return Login(); }, [&] { return DeletePerson(); });
  EXPECT_EQ(login.status, 201);
  EXPECT_EQ(deletion.status, 200);
  EXPECT_TRUE(IsEnvelope(Use(login), 401, kSignedOut));
  EXPECT_EQ(CountKeys(), "0");
}

TEST_F(Race, AUserDeletedWhileLoggingInIsUnknown) {
  const auto [deletion, login] = InLine(
      LockUser(person_), [&] { return DeletePerson(); }, [&] { return Login(); });
  EXPECT_EQ(deletion.status, 200);
  EXPECT_TRUE(IsEnvelope(login, 401, kWrongCredentials));
  EXPECT_EQ(CountKeys(), "0");
}

TEST_F(Race, AUserSuspendedWhileLoggingInIsToldSo) {
  const auto [suspension, login] = InLine(
      LockUser(person_), [&] { return Suspend(); }, [&] { return Login(); });
  EXPECT_EQ(suspension.status, 200);
  EXPECT_TRUE(IsEnvelope(login, 401, "suspended"));
  EXPECT_EQ(CountFailedLogins(), "1");
}

TEST_F(Race, ADormantUserSuspendedWhileLoggingInStaysSuspended) {
  site_->Sql("UPDATE users SET status = 'dormant' WHERE id = '" + person_.id + "'");
  const auto [suspension, login] = InLine(
      LockUser(person_), [&] { return Suspend(); }, [&] { return Login(); });
  EXPECT_EQ(suspension.status, 200);
  EXPECT_TRUE(IsEnvelope(login, 401, "suspended"));
  EXPECT_EQ(site_->Value("SELECT status FROM users WHERE id = '" + person_.id + "'"), "suspended");
}

TEST_F(Race, AKeyMadeWhileItsUserIsBeingDeletedIsRefused) {
  const auto [deletion, token] = InLine(
      LockUser(person_), [&] { return DeletePerson(); }, [&] { return CreateToken(); });
  EXPECT_EQ(deletion.status, 200);
  EXPECT_TRUE(IsEnvelope(token, 400)) << token.body;
  EXPECT_EQ(CountKeys(), "0");
}

TEST_F(Race, AKeyMadeJustBeforeItsUserIsDeletedGoesWithThem) {
  const auto [key, deletion] = InLine(
      LockUser(person_), [&] { return CreateSessionKey(); }, [&] { return DeletePerson(); });
  EXPECT_EQ(key.status, 201);
  EXPECT_EQ(deletion.status, 200);
  EXPECT_EQ(CountKeys(), "0");
}

TEST_F(Race, AKeyMadeJustBeforeAPasswordChangeGoesWithIt) {
  const auto [token, change] = InLine(
      LockUser(person_), [&] { return CreateToken(); }, [&] { return ChangePassword(); });
  EXPECT_EQ(token.status, 201);
  EXPECT_EQ(change.status, 204);
  EXPECT_EQ(CountKeys(), "0");
}

TEST_F(Race, AKeyAskedForWithASessionThatAPasswordChangeHasEndedIsRefused) {
  const auto [change, create] = InLine(
      LockUser(person_), [&] { return ChangePassword(); }, [&] { return CreateToken(); });
  EXPECT_EQ(change.status, 204);
  EXPECT_TRUE(IsEnvelope(create, 401, kSignedOut));
  EXPECT_EQ(CountKeys(), "0");
}

TEST_F(Race, OfTwoPasswordChangesTheSecondHasProvedNothing) {
  const auto own = [&] {
    return person_.client.Put(std::string(kMe) + "/password",
                              {{"old_password", kPassword}, {"password", "YetAnother!Secret99"}});
  };
  const auto [first, second] = InLine(
      LockUser(person_), [&] { return ChangePassword(); }, own);
  EXPECT_EQ(first.status, 204);
  EXPECT_TRUE(IsEnvelope(second, 400));
  EXPECT_EQ(Fields(second), std::vector<std::string>{"old_password"});
  EXPECT_EQ(TryLogin(*site_, person_.email, kNewPassword).status, 201);
}

TEST_F(Race, OfTwoPasswordsThatAnOwnerSetsTheSecondStays) {
  const auto other = [&] { return owner().Put(PathOf(person_) + "/password", {{"password", "YetAnother!Secret99"}}); };
  const auto [first, second] = InLine(
      LockUser(person_), [&] { return ChangePassword(); }, other);
  EXPECT_EQ(first.status, 204);
  EXPECT_EQ(second.status, 204);
  EXPECT_EQ(TryLogin(*site_, person_.email, "YetAnother!Secret99").status, 201);
}

TEST_F(Race, AUserWhoBecomesAnOwnerMeanwhileIsNotSuspended) {
  const auto promote = [&] { return owner().Put(PathOf(person_) + "/roles", {{"roles", {"owner"}}}); };
  const auto [promotion, suspension] = InLine(LockUser(person_), promote, [&] { return Suspend(); });
  EXPECT_EQ(promotion.status, 200);
  EXPECT_TRUE(IsEnvelope(suspension, 400));
}

TEST_F(Race, ATokenMadeWhileTheRoleIsTakenAwayHasTheNewCap) {
  const Person rich = site_->NewUser({"owner"});
  const auto demote = [&] { return owner().Put(PathOf(rich) + "/roles", {{"roles", boost::json::array()}}); };
  const auto create = [&] { return rich.client.Post("/api/v2/users/me/keys/tokens", {{"lifetime", 50 * kHourNs}}); };
  const auto [demotion, token] = InLine(LockUser(rich), demote, create);
  EXPECT_EQ(demotion.status, 200);
  EXPECT_TRUE(IsEnvelope(token, 400));
  EXPECT_NE(token.Text("detail").find("lifetime must be less than 20h0m0s"), std::string::npos) << token.body;
}

TEST_F(Race, ARoleTakenAwayWhileASessionSlidesEndsInOneOfTheTwoOrders) {
  const Person rich = site_->NewUser({"owner"});
  StoredKey key(*site_, rich.client);
  key.Set(
      "created_at = now() - interval '15 hours', expires_at = now() + interval '1 hour', last_used = now(), "
      "lifetime_seconds = 36000");
  HeldRows held(*site_, LockKey(rich.client));
  auto use = Begin([&] { return rich.client.Get(kMe); });
  held.AwaitWaiting(1);
  EXPECT_EQ(owner().Put(PathOf(rich) + "/roles", {{"roles", boost::json::array()}}).status, 200);
  held.Release();
  EXPECT_EQ(use.get().status, 200);
  const double left = key.SecondsLeft() / 3600;
  EXPECT_TRUE(std::abs(left - 10) < 0.1 || std::abs(left - 5) < 0.1) << left;
  // Whichever it was, from now on the new cap holds: sliding goes no further.
  key.Set("created_at = created_at - interval '6 hours', expires_at = now() + interval '1 minute'");
  EXPECT_EQ(rich.client.Get(kMe).status, 200);
  EXPECT_LT(key.SecondsLeft(), 120);
}

TEST_F(Race, AKeyDeletedWhileItIsUsedIsSignedOut) {
  StoredKey(*site_, person_.client).Set("last_used = now() - interval '1 day'");
  const auto [logout, use] = InLine(
      LockKey(person_.client), [&] { return owner().Delete(PathOf(person_) + "/keys/" + person_.client.key_id()); },
      [&] { return person_.client.Get(kMe); });
  EXPECT_EQ(logout.status, 204);
  EXPECT_TRUE(IsEnvelope(use, 401, kSignedOut));
}

TEST_F(Race, TwoLogoutsAtOnceBothFindTheSessionEnded) {
  const auto logout = [&] { return person_.client.Post(kLogout); };
  const auto [first, second] = InLine(LockKey(person_.client), logout, logout);
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(site_->Value("SELECT count(*) FROM audit_logs WHERE user_id = '" + person_.id + "' AND action = 'logout'"),
            "1");
}

TEST_F(Race, TwoUsesThatWakeADormantUserWriteOneRow) {
  site_->Sql("UPDATE users SET status = 'dormant' WHERE id = '" + person_.id + "'");
  const auto use = [&] { return person_.client.Get(kMe); };
  const auto [first, second] = InLine(LockUser(person_), use, use);
  EXPECT_EQ(first.Text("status"), "active");
  EXPECT_EQ(second.Text("status"), "active");
  EXPECT_EQ(site_->Value("SELECT count(*) FROM audit_logs WHERE resource_id = '" + person_.id +
                         "' AND diff->'status'->>'Old' = 'dormant'"),
            "1");
}

TEST_F(Race, TwoDeletionsAtOnceBothSucceed) {
  const auto [first, second] = InLine(
      LockUser(person_), [&] { return DeletePerson(); }, [&] { return DeletePerson(); });
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(second.status, 200);
}

}  // namespace
}  // namespace postern::test
