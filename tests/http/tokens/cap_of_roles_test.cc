// Whose cap counts, from when on, and what weeks of use make of it.
#include "tests/http/tokens/keys.h"

namespace postern::test {
namespace {

constexpr int kMemberDays = 10;
constexpr int kOwnerDays = 20;

class CapOfRoles : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    site_ = std::make_unique<Site>(
        Site::Environment{}, std::vector<std::string>{"--max-token-lifetime=240h", "--max-admin-token-lifetime=480h"});
  }
  static void TearDownTestSuite() { site_.reset(); }

  static Reply Ask(const Client& client, const std::string& tokens, std::int64_t lifetime) {
    return client.Post(tokens, {{"lifetime", lifetime}});
  }

  // The limit is so many days: shown, granted, and nothing above it.
  static void ExpectCap(const Client& asker, const std::string& tokens, int days) {
    EXPECT_EQ(asker.Get(tokens + "/tokenconfig").Json().at("max_token_lifetime"), days * kDayNs);
    EXPECT_EQ(Ask(asker, tokens, days * kDayNs).status, 201);
    EXPECT_TRUE(IsEnvelope(Ask(asker, tokens, days * kDayNs + 1), 400));
  }

  static std::unique_ptr<Site> site_;
};
std::unique_ptr<Site> CapOfRoles::site_;

TEST_F(CapOfRoles, SiteRolesBesideOwnerHaveTheOrdinaryCap) {
  for (const char* role : {"user-admin", "template-admin", "auditor"}) {
    SCOPED_TRACE(role);
    ExpectCap(site_->NewUser({role}).client, kTokens, kMemberDays);
  }
}

TEST_F(CapOfRoles, OrganizationRolesHaveTheOrdinaryCap) {
  for (const std::string role : {"organization-admin", "organization-user-admin"}) {
    SCOPED_TRACE(role);
    const Person person = site_->NewUser();
    site_->Sql("UPDATE organization_members SET roles = '{" + role + "}' WHERE user_id = '" + person.id + "'");
    ExpectCap(person.client, kTokens, kMemberDays);
  }
}

TEST_F(CapOfRoles, OwnerCountsWhereverItStandsAmongOtherRoles) {
  ExpectCap(site_->NewUser({"auditor", "owner", "user-admin"}).client, kTokens, kOwnerDays);
}

TEST_F(CapOfRoles, TheRoleOfTheTargetDecidesAndNotTheCallers) {
  ExpectCap(site_->owner().client, TokensOf(site_->NewUser()), kMemberDays);
  ExpectCap(site_->owner().client, TokensOf(site_->NewUser({"owner"})), kOwnerDays);
}

TEST_F(CapOfRoles, AnAbsentLifetimeOfAnotherIsTheTargets) {
  const Client& owner = site_->owner().client;
  const Client token = Made(owner, owner.Post(TokensOf(site_->NewUser()), boost::json::object()));
  EXPECT_EQ(StoredMicros(*site_, token), 7 * kDayNs / 1000);
}

TEST_F(CapOfRoles, ARoleChangeCountsFromTheNextRequestOn) {
  const Person person = site_->NewUser();
  for (const auto& [roles, days] : {std::pair{boost::json::array{"owner"}, kOwnerDays},
                                    {boost::json::array{}, kMemberDays},
                                    {boost::json::array{"auditor", "owner"}, kOwnerDays},
                                    {boost::json::array{"auditor"}, kMemberDays}}) {
    EXPECT_EQ(site_->owner().client.Put(PathOf(person) + "/roles", {{"roles", roles}}).status, 200);
    ExpectCap(person.client, kTokens, days);
    ExpectCap(site_->owner().client, TokensOf(person), days);
  }
}

TEST_F(CapOfRoles, ATokenOutlivesTheLossOfTheRoleWithoutEnforcement) {
  const Person person = site_->NewUser({"owner"});
  const Client token = MakeToken(person.client, {{"lifetime", kOwnerDays * kDayNs}});
  SetRoles(*site_, person, "{}");
  LetTimePass(*site_, token, "15 days");
  EXPECT_EQ(token.Get(kMe).status, 200);
}

TEST_F(CapOfRoles, ASessionKeySlidesToTheCapOfTheRoleOfToday) {
  const Person person = site_->NewUser();
  const Client key = MakeSessionKey(person.client);
  StoredKey row(*site_, key);
  row.Set("created_at = now() - interval '230 hours', expires_at = now() + interval '1 hour', last_used = now()");
  EXPECT_EQ(key.Get(kMe).status, 200);
  EXPECT_NEAR(row.SecondsLeft(), 10 * 3600, kTolerance);
  SetRoles(*site_, person, "{owner}");
  EXPECT_EQ(key.Get(kMe).status, 200);
  EXPECT_NEAR(row.SecondsLeft(), 7 * 86400, kTolerance);
}

// How many half days a key that is used every half day lives; gives up after `most`.
int HalfDaysOfUse(Site& site, const Client& key, int most = 60) {
  int used = 0;
  while (used < most && key.Get(kTokens).status == 200) {
    LetTimePass(site, key, "12 hours");
    ++used;
  }
  return used;
}

TEST_F(CapOfRoles, ATokenUsedForWeeksEndsAtItsLifetime) {
  EXPECT_EQ(HalfDaysOfUse(*site_, MakeToken(site_->NewUser().client)), 14);
  const Person member = site_->NewUser();
  EXPECT_EQ(HalfDaysOfUse(*site_, MakeToken(member.client, {{"lifetime", kMemberDays * kDayNs}})), 2 * kMemberDays);
  const Person owner = site_->NewUser({"owner"});
  EXPECT_EQ(HalfDaysOfUse(*site_, MakeToken(owner.client, {{"lifetime", kOwnerDays * kDayNs}})), 2 * kOwnerDays);
}

TEST_F(CapOfRoles, ASessionKeyUsedForWeeksEndsAtTheCap) {
  EXPECT_EQ(HalfDaysOfUse(*site_, MakeSessionKey(site_->NewUser().client)), 2 * kMemberDays);
  EXPECT_EQ(HalfDaysOfUse(*site_, MakeSessionKey(site_->NewUser({"owner"}).client)), 2 * kOwnerDays);
}

TEST_F(CapOfRoles, ALoginUsedForWeeksEndsAtTheCap) {
  EXPECT_EQ(HalfDaysOfUse(*site_, site_->NewUser().client), 2 * kMemberDays);
  EXPECT_EQ(HalfDaysOfUse(*site_, site_->NewUser({"owner"}).client), 2 * kOwnerDays);
}

TEST_F(CapOfRoles, SlidingNeverShortensAnExpiryBeyondTheCap) {
  const Client key = MakeSessionKey(site_->NewUser().client);
  StoredKey row(*site_, key);
  row.Set("created_at = now() - interval '300 hours', expires_at = now() + interval '5 hours', last_used = now()");
  const std::string before = row.Get("expires_at");
  EXPECT_EQ(key.Get(kTokens).status, 200);
  EXPECT_EQ(row.Get("expires_at"), before);
}

// The limits are tightened under keys that exist, by programs started anew on the same database.
TEST_F(CapOfRoles, ATightenedCapBitesKeysInUseOnlyWhereEnforcedOnUse) {
  const Client member = site_->NewUser().client;
  const Client token = MakeToken(member, {{"lifetime", kMemberDays * kDayNs}});
  const Client session = MakeSessionKey(member);
  for (const Client& key : {token, session}) LetTimePass(*site_, key, "30 hours");
  for (const auto& [enforced, status] : {std::pair{"false", 200}, {"true", 401}}) {
    Site tight({{"CODER_PG_CONNECTION_URL", site_->database().url()},
                {"CODER_MAX_TOKEN_LIFETIME", "24h"},
                {"POSTERN_ENFORCE_TOKEN_LIFETIME_ON_USE", enforced}});
    for (const Client& key : {token, session}) {
      EXPECT_EQ(tight.anonymous().WithToken(key.token()).Get(kMe).status, status) << enforced;
      EXPECT_EQ(tight.anonymous().WithToken(key.token()).Get(kTokens).status, status) << enforced;
    }
  }
  EXPECT_TRUE(StoredKey(*site_, token).exists());
}

}  // namespace
}  // namespace postern::test
