// GET of one key, by its id and by its name.
#include "tests/http/tokens/keys.h"

namespace postern::test {
namespace {

std::string ById(const Client& key) {
  return std::string(kKeys) + "/" + key.key_id();
}
std::string ByName(const std::string& name) {
  return std::string(kTokens) + "/" + name;
}

TEST(KeyById, ShowsTokensAndSessions) {
  const Person person = Shared().NewUser();
  const Client token = MakeToken(person.client, {{"token_name", "mine"}});
  const Reply shown = person.client.Get(ById(token));
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.Text("id"), token.key_id());
  EXPECT_EQ(shown.Text("token_name"), "mine");
  EXPECT_FALSE(shown.Json().as_object().contains("username"));
  EXPECT_EQ(person.client.Get(ById(person.client)).Text("login_type"), "password");
}

TEST(KeyById, NeverShowsTheSecret) {
  const Person person = Shared().NewUser();
  const Client token = MakeToken(person.client);
  EXPECT_EQ(person.client.Get(ById(token)).body.find(Split(token.token()).second), std::string::npos);
}

TEST(KeyById, ShowsWhenItWasLastUsed) {
  const Person person = Shared().NewUser();
  const Client token = MakeToken(person.client);
  EXPECT_EQ(token.Get(kMe).status, 200);
  EXPECT_NE(person.client.Get(ById(token)).Text("last_used"), "0001-01-01T00:00:00Z");
}

TEST(KeyById, IsNotCheckedAgainstTheUserOfThePath) {
  const Client token = MakeToken(Shared().NewUser().client);
  const Person another = Shared().NewUser();
  EXPECT_EQ(Shared().owner().client.Get(ById(token)).Text("id"), token.key_id());
  EXPECT_EQ(Shared().owner().client.Get(KeysOf(another) + "/" + token.key_id()).Text("id"), token.key_id());
}

TEST(KeyById, OneThatIsMissingIs404) {
  const Person person = Shared().NewUser();
  for (const std::string id :
       {"Zz09Zz09Zz", "x", "0123456789ab", "%25", "________%25", "me", "%27%20OR%201=1", "%F0%9F%9A%80aaaaaa"}) {
    for (const Client& client : {person.client, Shared().owner().client}) {
      EXPECT_TRUE(IsEnvelope(client.Get(std::string(kKeys) + "/" + id), 404, kNotFound)) << id;
    }
  }
}

TEST(KeyById, AnExpiredOneIsShown) {
  const Person person = Shared().NewUser();
  const Client token = MakeToken(person.client);
  StoredKey(Shared(), token).Set("expires_at = now() - interval '1 day'");
  EXPECT_EQ(person.client.Get(ById(token)).Text("id"), token.key_id());
}

TEST(KeyById, ShowsKeysOfOtherMakes) {
  const Person person = Shared().NewUser();
  const Client key = MakeSessionKey(person.client);
  StoredKey(Shared(), key).Set("login_type = 'oauth2_provider_app', scope = 'application_connect'");
  const Reply shown = person.client.Get(ById(key));
  EXPECT_EQ(shown.Text("login_type"), "oauth2_provider_app");
  EXPECT_EQ(shown.Text("scope"), "application_connect");
}

TEST(KeyByName, IsExactAndMindsTheCase) {
  const Person person = Shared().NewUser();
  const Client token = MakeToken(person.client, {{"token_name", "my token"}});
  EXPECT_EQ(person.client.Get(ByName("my%20token")).Text("id"), token.key_id());
  for (const char* other : {"My%20token", "my", "my%20token%20", "my%25", "my_token"}) {
    EXPECT_TRUE(IsEnvelope(person.client.Get(ByName(other)), 404, kNotFound)) << other;
  }
}

TEST(KeyByName, MayHoldAnEscapedSlash) {
  const Person person = Shared().NewUser();
  const Client token = MakeToken(person.client, {{"token_name", "ci/builds"}});
  EXPECT_EQ(person.client.Get(ByName("ci%2Fbuilds")).Text("id"), token.key_id());
}

TEST(KeyByName, IsLookedForAmongTheTargetsKeys) {
  const Person member = Shared().NewUser();
  const std::string name = FreshName();
  const Client token = MakeToken(member.client, {{"token_name", name}});
  EXPECT_EQ(Shared().owner().client.Get(TokensOf(member) + "/" + name).Text("id"), token.key_id());
  EXPECT_TRUE(IsEnvelope(Shared().owner().client.Get(ByName(name)), 404, kNotFound));
}

TEST(KeyByName, FindsKeysOfAnyLoginType) {
  const Person person = Shared().NewUser();
  StoredKey(Shared(), person.client).Set("token_name = 'ann_main_session_token'");
  EXPECT_EQ(person.client.Get(ByName("ann_main_session_token")).Text("login_type"), "password");
}

TEST(KeyByName, FindsExpiredOnes) {
  const Person person = Shared().NewUser();
  const Client token = MakeToken(person.client, {{"token_name", "old"}});
  StoredKey(Shared(), token).Set("expires_at = now() - interval '1 day'");
  EXPECT_EQ(person.client.Get(ByName("old")).Text("id"), token.key_id());
}

TEST(KeyByName, TokenconfigIsTheRouteAndTheTokenIsReachedByItsId) {
  const Person person = Shared().NewUser();
  const Client token = MakeToken(person.client, {{"token_name", "tokenconfig"}});
  EXPECT_TRUE(person.client.Get(kTokenConfig).Json().as_object().contains("max_token_lifetime"));
  EXPECT_EQ(person.client.Get(ById(token)).Text("token_name"), "tokenconfig");
}

TEST(TokenConfig, HoldsTheLimitAlone) {
  const boost::json::value expected = {{"max_token_lifetime", 876'600 * kHourNs}};
  EXPECT_EQ(Shared().NewUser().client.Get(kTokenConfig).Json(), expected);
}

TEST(TokenConfig, NeedsASession) {
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get(kTokenConfig), 401, kSignedOut));
}

}  // namespace
}  // namespace postern::test
