// POST /users/{user}/keys: a session key on request.
#include "tests/http/tokens/keys.h"

namespace postern::test {
namespace {

TEST(SessionKey, AnswersWithTheKeyAloneAndSetsNoCookie) {
  const Reply reply = Shared().NewUser().client.Post(kKeys);
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.Json().as_object().size(), 1U);
  EXPECT_EQ(reply.Text("key").size(), 33U);
  EXPECT_EQ(reply.Cookie("coder_session_token"), "");
}

TEST(SessionKey, IsOfTypePasswordUnnamedOfScopeAllForTheDefaultLifetime) {
  const Person person = Shared().NewUser();
  const Client key = MakeSessionKey(person.client);
  const boost::json::value shown = person.client.Get(std::string(kKeys) + "/" + key.key_id()).Json();
  EXPECT_EQ(shown.at("login_type"), "password");
  EXPECT_EQ(shown.at("token_name"), "");
  EXPECT_EQ(shown.at("scope"), "all");
  EXPECT_EQ(shown.at("lifetime_seconds"), 7 * 86400);
  EXPECT_EQ(shown.at("last_used"), "0001-01-01T00:00:00Z");
  EXPECT_EQ(StoredMicros(Shared(), key), 7 * kDayNs / 1000);
}

TEST(SessionKey, IsOfTypePasswordForUsersOfAnotherLoginToo) {
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE users SET login_type = 'oidc' WHERE id = '" + person.id + "'");
  EXPECT_EQ(StoredKey(Shared(), MakeSessionKey(person.client)).Get("login_type"), "password");
}

TEST(SessionKey, RecordsTheAddress) {
  EXPECT_EQ(StoredKey(Shared(), MakeSessionKey(Shared().NewUser().client)).Get("host(ip_address)"), "127.0.0.1");
}

TEST(SessionKey, IgnoresItsBody) {
  const Person person = Shared().NewUser();
  for (const std::string body : {"", "{}", "not json", R"({"lifetime":5,"token_name":"x","scope":"none"})"}) {
    const Client key = Made(person.client, person.client.Send("POST", kKeys, &body));
    EXPECT_EQ(StoredKey(Shared(), key).Get("concat_ws(' ', lifetime_seconds, scope, token_name)"), "604800 all ")
        << body;
  }
}

TEST(SessionKey, IsMadeAsOftenAsAsked) {
  const Person person = Shared().NewUser();
  EXPECT_EQ(CountStatus(AtOnce(4, 8, [&] { return person.client.Post(kKeys); }), 201), 8);
}

TEST(SessionKey, IsNoToken) {
  const Person person = Shared().NewUser();
  MakeSessionKey(person.client);
  EXPECT_TRUE(TokenNames(person.client.Get(kTokens)).empty());
}

TEST(SessionKey, AnOwnerMakesOneForAnother) {
  const Person member = Shared().NewUser();
  const Client& owner = Shared().owner().client;
  EXPECT_EQ(Made(owner, owner.Post(KeysOf(member))).Get(kMe).Text("id"), member.id);
}

TEST(SessionKey, ATokenMayAskForOne) {
  const Person person = Shared().NewUser();
  EXPECT_EQ(MakeSessionKey(MakeToken(person.client)).Get(kMe).Text("id"), person.id);
}

TEST(SessionKey, NeedsASession) {
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Post(kKeys), 401, kSignedOut));
}

}  // namespace
}  // namespace postern::test
