// What a use leaves on a key: expiry, last_used, sliding. And what ends a key: its expiry.
#include "tests/support/answers.h"
#include "tests/support/stored_key.h"

namespace postern::test {
namespace {

constexpr double kHour = 3600;
constexpr double kDay = 24 * kHour;

TEST(KeyExpiry, AnExpiredKeyIsRefusedAndTheDetailNamesTheInstant) {
  const Person person = Shared().NewUser();
  StoredKey(Shared(), person.client).Set("expires_at = '2024-05-06 07:08:09+00'");
  const Reply reply = person.client.Get(kMe);
  EXPECT_TRUE(IsEnvelope(reply, 401, kSignedOut));
  EXPECT_NE(reply.Text("detail").find("2024-05-06T07:08:09Z"), std::string::npos) << reply.body;
}

TEST(KeyExpiry, AnExpiredKeyIsNotTouched) {
  const Person person = Shared().NewUser();
  StoredKey key(Shared(), person.client);
  key.Set("expires_at = now() - interval '1 second', last_used = now() - interval '1 day'");
  const std::string before = key.All();
  EXPECT_EQ(person.client.Get(kMe).status, 401);
  EXPECT_EQ(key.All(), before);
}

TEST(KeyExpiry, TheWrongSecretOfAnExpiredKeyIsToldOfTheSecretAlone) {
  const Person person = Shared().NewUser();
  StoredKey(Shared(), person.client).Set("expires_at = '2024-05-06 07:08:09+00'");
  const Reply reply = person.client.WithToken(person.client.key_id() + "-" + std::string(22, 'x')).Get(kMe);
  EXPECT_TRUE(IsEnvelope(reply, 401, kSignedOut));
  EXPECT_EQ(reply.Text("detail").find("2024"), std::string::npos) << reply.body;
}

TEST(KeyUse, TheFirstUseIsRecordedWithItsAddress) {
  const Person person = Shared().NewUser();
  StoredKey key(Shared(), person.client);
  key.Set("last_used = '0001-01-01 00:00:00+00', ip_address = '0.0.0.0'");
  EXPECT_EQ(person.client.Get(kMe).status, 200);
  EXPECT_NEAR(key.SecondsSinceUse(), 0, kTolerance);
  EXPECT_EQ(key.Get("host(ip_address)"), "127.0.0.1");
}

TEST(KeyUse, AUseAfterMoreThanAnHourIsRecordedAndUpdatedAtStays) {
  const Person person = Shared().NewUser();
  StoredKey key(Shared(), person.client);
  key.Set("last_used = now() - interval '61 minutes', ip_address = '10.1.2.3', updated_at = '2024-01-01'");
  EXPECT_EQ(person.client.Get(kMe).status, 200);
  EXPECT_NEAR(key.SecondsSinceUse(), 0, kTolerance);
  EXPECT_EQ(key.Get("host(ip_address)"), "127.0.0.1");
  EXPECT_EQ(key.Get("updated_at = '2024-01-01'"), "t");
}

TEST(KeyUse, AUseWithinTheHourWritesNothing) {
  const Person person = Shared().NewUser();
  StoredKey key(Shared(), person.client);
  key.Set("last_used = now() - interval '55 minutes', ip_address = '10.1.2.3'");
  const std::string users = "SELECT users::text FROM users WHERE id = '" + person.id + "'";
  const std::string key_before = key.All();
  const std::string user_before = Shared().Value(users);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(person.client.Get(kMe).status, 200);
  EXPECT_EQ(key.All(), key_before);
  EXPECT_EQ(Shared().Value(users), user_before);
}

TEST(KeyUse, ARecordedUseMovesLastSeenAndUpdatedAtOfTheUser) {
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE users SET last_seen_at = '2020-01-01', updated_at = '2020-01-01' WHERE id = '" + person.id +
               "'");
  StoredKey(Shared(), person.client).Set("last_used = now() - interval '2 hours'");
  const Reply me = person.client.Get(kMe);
  EXPECT_EQ(Shared().Value("SELECT last_seen_at > (now() AT TIME ZONE 'UTC') - interval '1 minute' AND "
                           "updated_at > now() - interval '1 minute' FROM users WHERE id = '" +
                           person.id + "'"),
            "t");
  EXPECT_GT(me.Text("last_seen_at"), "2021");
}

struct Sliding {
  int lifetime;   // Seconds.
  int remaining;  // Until the expiry before the use.
  bool slides;
};

TEST(Sliding, ASessionSlidesByItsLifetimeOnceAnHourOfItIsUsedUp) {
  const Sliding cases[] = {{86400, 60, true},     {86400, 3600, true},  {86400, 82700, true}, {86400, 83000, false},
                           {86400, 86390, false}, {7200, 600, true},    {7200, 3500, true},   {7200, 3900, false},
                           {3601, 60, false},     {3600, 60, false},    {1800, 60, false},    {0, 60, false},
                           {-5, 60, false},       {604800, 86400, true}};
  const Person person = Shared().NewUser();
  StoredKey key(Shared(), person.client);
  for (const Sliding& c : cases) {
    SCOPED_TRACE(std::to_string(c.lifetime) + " with " + std::to_string(c.remaining) + " left");
    key.Set("last_used = now(), lifetime_seconds = " + std::to_string(c.lifetime) +
            ", expires_at = now() + interval '1 second' * " + std::to_string(c.remaining));
    EXPECT_EQ(person.client.Get(kMe).status, 200);
    EXPECT_NEAR(key.SecondsLeft(), c.slides ? c.lifetime : c.remaining, kTolerance);
  }
}

TEST(Sliding, ASlideMovesTheUsersLastSeenToo) {
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE users SET last_seen_at = '2020-01-01' WHERE id = '" + person.id + "'");
  StoredKey(Shared(), person.client).Set("last_used = now(), expires_at = now() + interval '5 minutes'");
  EXPECT_GT(person.client.Get(kMe).Text("last_seen_at"), "2021");
}

TEST(Sliding, ATokenNeverSlidesButItsUseIsRecorded) {
  const Person person = Shared().NewUser();
  const Client token = person.client.WithToken(Shared().CreateToken(person.client, {{"lifetime", 10 * kDayNs}}));
  StoredKey key(Shared(), token);
  key.Set("expires_at = now() + interval '1 hour', last_used = now() - interval '1 day'");
  EXPECT_EQ(token.Get(kMe).status, 200);
  EXPECT_NEAR(key.SecondsLeft(), kHour, kTolerance);
  EXPECT_NEAR(key.SecondsSinceUse(), 0, kTolerance);
}

TEST(Sliding, SessionKeysMadeOnRequestSlide) {
  const Person person = Shared().NewUser();
  const Client client = person.client.WithToken(person.client.Post("/api/v2/users/me/keys").Text("key"));
  StoredKey key(Shared(), client);
  key.Set("expires_at = now() + interval '1 hour'");
  EXPECT_EQ(client.Get(kMe).status, 200);
  EXPECT_NEAR(key.SecondsLeft(), 7 * kDay, kTolerance);
}

TEST(Sliding, ASuspendedUsersRequestStillExtendsTheKey) {
  const Person person = Shared().NewUser();
  StoredKey key(Shared(), person.client);
  key.Set("expires_at = now() + interval '1 hour', last_used = now() - interval '1 day'");
  Shared().Sql("UPDATE users SET status = 'suspended' WHERE id = '" + person.id + "'");
  EXPECT_EQ(person.client.Get(kMe).status, 401);
  EXPECT_NEAR(key.SecondsLeft(), kDay, kTolerance);
  EXPECT_NEAR(key.SecondsSinceUse(), 0, kTolerance);
}

TEST(Sliding, TheTokensProgramSlidesAsTheUsersProgramDoes) {
  const Person person = Shared().NewUser();
  StoredKey key(Shared(), person.client);
  key.Set("expires_at = now() + interval '5 minutes', last_used = now() - interval '2 hours'");
  EXPECT_EQ(person.client.Get("/api/v2/users/me/keys/tokens").status, 200);
  EXPECT_NEAR(key.SecondsLeft(), kDay, kTolerance);
  EXPECT_NEAR(key.SecondsSinceUse(), 0, kTolerance);
}

TEST(Sliding, DisableSessionExpiryRefreshStopsSlidingAndNotLastUsed) {
  Site site(Site::Environment{{"CODER_DISABLE_SESSION_EXPIRY_REFRESH", "true"}});
  const Client client = site.owner().client;
  StoredKey key(site, client);
  key.Set("expires_at = now() + interval '5 minutes', last_used = now() - interval '2 hours'");
  EXPECT_EQ(client.Get(kMe).status, 200);
  EXPECT_NEAR(key.SecondsLeft(), 300, kTolerance);
  EXPECT_NEAR(key.SecondsSinceUse(), 0, kTolerance);
}

}  // namespace
}  // namespace postern::test
