// Sessions under the cap of their user's role, of today: at login, at use, and with enforcement on use.
#include "tests/support/answers.h"
#include "tests/support/stored_key.h"

namespace postern::test {
namespace {

constexpr double kHour = 3600;
constexpr double kDay = 24 * kHour;

// Uses the key every six hours of a made-up time for three weeks, or until it is refused; gives the seconds
// from its creation to its end.
double UseUntilTheEnd(Site& site, const Client& client) {
  StoredKey key(site, client);
  for (int use = 0; use < 84 && client.Get(kMe).status == 200; ++use) {
    key.Set(
        "created_at = created_at - interval '6 hours', expires_at = expires_at - interval '6 hours', "
        "last_used = last_used - interval '6 hours'");
  }
  return std::atof(key.Get("extract(epoch FROM expires_at - created_at)").c_str());
}

TEST(SessionCap, ALoginUsedForWeeksEndsAtTheCapOfTheRole) {
  const Person owner = Shared().NewUser({"owner"});
  EXPECT_NEAR(UseUntilTheEnd(Shared(), owner.client), 7 * kDay, kTolerance);
  EXPECT_EQ(owner.client.Get(kMe).status, 401);
}

TEST(SessionCap, ASessionKeyUsedForWeeksEndsAtTheCapOfTheRole) {
  const Person owner = Shared().NewUser({"owner"});
  const Client key = owner.client.WithToken(owner.client.Post("/api/v2/users/me/keys").Text("key"));
  EXPECT_NEAR(UseUntilTheEnd(Shared(), key), 7 * kDay, kTolerance);
  EXPECT_EQ(key.Get(kMe).status, 401);
}

TEST(SessionCap, AMembersLoginUsedForWeeksLivesOn) {
  const Person member = Shared().NewUser();
  EXPECT_GT(UseUntilTheEnd(Shared(), member.client), 21 * kDay);
}

TEST(SessionCap, SlidingStopsAtCreationPlusTheCap) {
  const Person owner = Shared().NewUser({"owner"});
  StoredKey key(Shared(), owner.client);
  key.Set("created_at = now() - interval '160 hours', expires_at = now() + interval '1 hour', last_used = now()");
  EXPECT_EQ(owner.client.Get(kMe).status, 200);
  EXPECT_NEAR(key.SecondsLeft(), 8 * kHour, kTolerance);
}

TEST(SessionCap, SlidingNeverShortensAnExpiry) {
  const Person owner = Shared().NewUser({"owner"});
  StoredKey key(Shared(), owner.client);
  key.Set(
      "created_at = now() - interval '30 days', expires_at = now() + interval '5 hours', last_used = now() - interval "
      "'1 day'");
  EXPECT_EQ(owner.client.Get(kMe).status, 200);
  EXPECT_NEAR(key.SecondsLeft(), 5 * kHour, kTolerance);
  EXPECT_NEAR(key.SecondsSinceUse(), 0, kTolerance);
}

TEST(SessionCap, TheRoleOfTodayDecidesAndNotThatOfTheLogin) {
  const Person person = Shared().NewUser({"owner"});
  StoredKey key(Shared(), person.client);
  key.Set("created_at = now() - interval '30 days', expires_at = now() + interval '1 hour', last_used = now()");
  Shared().Sql("UPDATE users SET rbac_roles = '{user-admin}' WHERE id = '" + person.id + "'");
  EXPECT_EQ(person.client.Get(kMe).status, 200);
  EXPECT_NEAR(key.SecondsLeft(), kDay, kTolerance);  // The ordinary cap, a hundred years.

  key.Set("expires_at = now() + interval '1 hour'");
  Shared().Sql("UPDATE users SET rbac_roles = '{owner}' WHERE id = '" + person.id + "'");
  EXPECT_EQ(person.client.Get(kMe).status, 200);
  EXPECT_NEAR(key.SecondsLeft(), kHour, kTolerance);
}

TEST(SessionCap, ALoginIsADayAndSessionDurationIsAnOption) {
  Site site(Site::Environment{{"CODER_SESSION_DURATION", "2h"}});
  StoredKey changed(site, site.owner().client);
  EXPECT_EQ(changed.Get("lifetime_seconds"), "7200");
  EXPECT_EQ(changed.Get("expires_at - created_at"), "02:00:00");
  StoredKey shipped(Shared(), Shared().NewUser().client);
  EXPECT_EQ(shipped.Get("lifetime_seconds"), "86400");
}

TEST(SessionCap, ALoginAboveTheCapIsCutToIt) {
  Site site(Site::Environment{{"CODER_SESSION_DURATION", "100h"},
                              {"CODER_DEFAULT_TOKEN_LIFETIME", "2h"},
                              {"CODER_MAX_TOKEN_LIFETIME", "5h"},
                              {"CODER_MAX_ADMIN_TOKEN_LIFETIME", "10h"}});
  StoredKey owner(site, site.owner().client);
  EXPECT_EQ(owner.Get("lifetime_seconds"), "36000");
  EXPECT_EQ(owner.Get("expires_at - created_at"), "10:00:00");
  StoredKey member(site, site.NewUser().client);
  EXPECT_EQ(member.Get("lifetime_seconds"), "18000");
  EXPECT_EQ(member.Get("expires_at - created_at"), "05:00:00");
}

TEST(SessionCap, ASessionKeyAboveTheCapIsCutToIt) {
  Site site(Site::Environment{{"CODER_MAX_TOKEN_LIFETIME", "5h"}, {"CODER_MAX_ADMIN_TOKEN_LIFETIME", "10h"}});
  const Person member = site.NewUser();
  const Client& owner = site.owner().client;
  StoredKey own(site, owner.WithToken(owner.Post("/api/v2/users/me/keys").Text("key")));
  EXPECT_EQ(own.Get("expires_at - created_at"), "10:00:00");
  // Of the target, whoever asks.
  StoredKey others(site, owner.WithToken(owner.Post(PathOf(member) + "/keys").Text("key")));
  EXPECT_EQ(others.Get("expires_at - created_at"), "05:00:00");
}

class EnforceOnUse : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    site_ = std::make_unique<Site>(Site::Environment{{"POSTERN_ENFORCE_TOKEN_LIFETIME_ON_USE", "true"},
                                                     {"CODER_MAX_TOKEN_LIFETIME", "48h"},
                                                     {"CODER_MAX_ADMIN_TOKEN_LIFETIME", "480h"}});
  }
  static void TearDownTestSuite() { site_.reset(); }

  // Makes the key look as old as this interval says, with a day left.
  static void Age(const Client& client, const std::string& interval) {
    StoredKey(*site_, client)
        .Set("created_at = now() - interval '" + interval + "', expires_at = now() + interval '1 day'");
  }

  static std::unique_ptr<Site> site_;
};
std::unique_ptr<Site> EnforceOnUse::site_;

TEST_F(EnforceOnUse, AKeyOlderThanTheCapIsRefusedAtOnce) {
  const Person member = site_->NewUser();
  const Client token = member.client.WithToken(site_->CreateToken(member.client));
  for (const Client& client : {member.client, token}) {
    Age(client, "47 hours");
    EXPECT_EQ(client.Get(kMe).status, 200);
    Age(client, "49 hours");
    EXPECT_TRUE(IsEnvelope(client.Get(kMe), 401, kSignedOut));
  }
}

TEST_F(EnforceOnUse, LosingTheRoleBites) {
  const Person person = site_->NewUser({"owner"});
  const Client token = person.client.WithToken(site_->CreateToken(person.client, {{"lifetime", 20 * kDayNs}}));
  Age(token, "3 days");
  EXPECT_EQ(token.Get(kMe).status, 200);
  EXPECT_EQ(site_->owner().client.Put(PathOf(person) + "/roles", {{"roles", boost::json::array()}}).status, 200);
  EXPECT_TRUE(IsEnvelope(token.Get(kMe), 401, kSignedOut));
}

TEST_F(EnforceOnUse, ARefusedUseIsNotRecorded) {
  const Person member = site_->NewUser();
  Age(member.client, "3 days");
  StoredKey key(*site_, member.client);
  key.Set("last_used = now() - interval '1 day'");
  const std::string before = key.All();
  EXPECT_EQ(member.client.Get(kMe).status, 401);
  EXPECT_EQ(key.All(), before);
}

TEST(EnforceOnUseOff, AnOldKeyLivesUntilItsExpiry) {
  const Person owner = Shared().NewUser({"owner"});
  const Client token = owner.client.WithToken(Shared().CreateToken(owner.client));
  StoredKey(Shared(), token).Set("created_at = now() - interval '60 days'");
  EXPECT_EQ(token.Get(kMe).status, 200);
}

}  // namespace
}  // namespace postern::test
