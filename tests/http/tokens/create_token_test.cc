// POST /users/{user}/keys/tokens: what is asked for, what is refused, and what comes of it.
#include <cstdint>
#include <regex>
#include <set>

#include "tests/http/tokens/keys.h"

namespace postern::test {
namespace {

// Texts of bodies, for what boost::json would not write.
Reply PostText(const Client& client, const std::string& text) {
  return client.Send("POST", kTokens, &text);
}

TEST(CreateToken, AnswersWithTheKeyAlone) {
  const Reply reply = Shared().NewUser().client.Post(kTokens, boost::json::object());
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.Json().as_object().size(), 1U);
  EXPECT_TRUE(std::regex_match(reply.Text("key"), std::regex("[0-9A-Za-z]{10}-[0-9A-Za-z]{22}"))) << reply.body;
}

TEST(CreateToken, WorksAtOnce) {
  const Person person = Shared().NewUser();
  EXPECT_EQ(MakeToken(person.client).Get(kMe).Text("id"), person.id);
}

TEST(CreateToken, IdsAndSecretsDoNotRepeat) {
  const Person person = Shared().NewUser();
  std::set<std::string> parts;
  for (int i = 0; i < 30; ++i) {
    const auto [id, secret] = Split(MakeToken(person.client).token());
    parts.insert({id, secret});
  }
  EXPECT_EQ(parts.size(), 60U);
}

TEST(CreateToken, OnlyTheHashOfTheSecretIsStored) {
  const Client token = MakeToken(Shared().NewUser().client);
  const std::string secret = Split(token.token()).second;
  StoredKey row(Shared(), token);
  EXPECT_EQ(row.Get("hashed_secret = sha256('" + secret + "')"), "t");
  EXPECT_EQ(row.All().find(secret), std::string::npos);
  EXPECT_EQ(Shared().Value("SELECT count(*) FROM audit_logs a WHERE a::text LIKE '%" + secret + "%'"), "0");
  EXPECT_EQ(Shared().Log("tokens").find(secret), std::string::npos);
}

TEST(CreateToken, TheKeyObjectHasTheMembersOfTheContract) {
  const Person person = Shared().NewUser();
  const Client token = MakeToken(person.client, {{"token_name", "whole"}, {"lifetime", 30 * kDayNs}});
  const boost::json::value key = person.client.Get(std::string(kTokens) + "/whole").Json();
  const boost::json::object expected = {{"id", token.key_id()},
                                        {"user_id", person.id},
                                        {"last_used", "0001-01-01T00:00:00Z"},
                                        {"expires_at", key.at("expires_at")},
                                        {"created_at", key.at("created_at")},
                                        {"updated_at", key.at("created_at")},
                                        {"login_type", "token"},
                                        {"scope", "all"},
                                        {"token_name", "whole"},
                                        {"lifetime_seconds", 30 * 86400}};
  EXPECT_EQ(key, boost::json::value(expected));
  EXPECT_EQ(StoredKey(Shared(), token).Get("to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI')"),
            key.at("expires_at").as_string().subview(0, 16));
}

TEST(CreateToken, TheAddressIsNotRecorded) {
  EXPECT_EQ(StoredKey(Shared(), MakeToken(Shared().NewUser().client)).Get("host(ip_address)"), "0.0.0.0");
}

TEST(CreateToken, EverythingMayBeLeftOut) {
  const Person person = Shared().NewUser();
  for (const char* body : {"{}", "null", R"({"token_name":"","scope":"","lifetime":0})", R"({"unknown":1})",
                           R"({"token_name":null,"scope":null,"lifetime":null})"}) {
    const Client token = Made(person.client, PostText(person.client, body));
    EXPECT_EQ(StoredKey(Shared(), token).Get("concat_ws(' ', scope, lifetime_seconds, token_name <> '')"),
              "all 604800 t")
        << body;
  }
}

TEST(CreateToken, ExpiresAtIsNowPlusTheLifetime) {
  const Person person = Shared().NewUser();
  const std::int64_t lifetime = 36 * kHourNs + 123'456'789;
  EXPECT_EQ(StoredMicros(Shared(), MakeToken(person.client, {{"lifetime", lifetime}})), lifetime / 1000);
}

TEST(CreateToken, LifetimeSecondsAreWholeAndTruncated) {
  const Person person = Shared().NewUser();
  StoredKey key(Shared(), MakeToken(person.client, {{"lifetime", kHourNs + 999'999'999}}));
  EXPECT_EQ(key.Get("lifetime_seconds"), "3600");
}

TEST(CreateToken, LifetimeSecondsOfNothingAreStoredAsADay) {
  const Person person = Shared().NewUser();
  for (const std::int64_t lifetime : {std::int64_t{1}, std::int64_t{999'999'999}}) {
    const Client token = MakeToken(person.client, {{"lifetime", lifetime}});
    EXPECT_EQ(StoredKey(Shared(), token).Get("lifetime_seconds"), "86400");
    EXPECT_EQ(StoredMicros(Shared(), token), lifetime / 1000);
  }
}

TEST(CreateToken, ALifetimeThatIsNoWholeNumberIsNoJson) {
  const Person person = Shared().NewUser();
  for (const char* lifetime : {"\"1h\"", "\"3600000000000\"", "1.5", "\"\"", "true", "[]", "{}", "9223372036854775808",
                               "-9223372036854775809"}) {
    const Reply reply = PostText(person.client, R"({"lifetime":)" + std::string(lifetime) + "}");
    EXPECT_TRUE(IsEnvelope(reply, 400)) << lifetime;
    EXPECT_FALSE(reply.Text("detail").empty());
    EXPECT_TRUE(Fields(reply).empty());
  }
  EXPECT_EQ(CountKeys(Shared(), person), 1);
}

TEST(CreateToken, ABodyThatCannotBeReadIs400) {
  const Person person = Shared().NewUser();
  for (const char* body : {"", "{", "[]", "5", R"({"token_name":5})", R"({"token_name":["x"]})", R"({"scope":1})"}) {
    EXPECT_TRUE(IsEnvelope(PostText(person.client, body), 400)) << body;
  }
  EXPECT_EQ(CountKeys(Shared(), person), 1);
}

TEST(CreateToken, AScopeIsKept) {
  const Person person = Shared().NewUser();
  for (const char* scope : {"all", "application_connect"}) {
    EXPECT_EQ(StoredKey(Shared(), MakeToken(person.client, {{"scope", scope}})).Get("scope"), scope);
  }
}

TEST(CreateToken, AnUnknownScopeIs400) {
  const Person person = Shared().NewUser();
  for (const char* scope : {"ALL", "all ", "workspace:read", "none"}) {
    const Reply reply = person.client.Post(kTokens, {{"scope", scope}});
    EXPECT_TRUE(IsEnvelope(reply, 400)) << scope;
    EXPECT_NE(reply.body.find("scope"), std::string::npos);
  }
  EXPECT_EQ(CountKeys(Shared(), person), 1);
}

TEST(CreateToken, AnOwnerMakesOneForAnother) {
  const Person member = Shared().NewUser();
  const Client& owner = Shared().owner().client;
  for (const std::string& name : {member.id, member.username}) {
    const Client token = Made(owner, owner.Post(std::string(kUsers) + "/" + name + "/keys/tokens", {{"scope", "all"}}));
    EXPECT_EQ(token.Get(kMe).Text("id"), member.id);
  }
  EXPECT_EQ(TokenNames(member.client.Get(kTokens)).size(), 2U);
}

TEST(CreateToken, NeedsASession) {
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Post(kTokens, boost::json::object()), 401, kSignedOut));
}

TEST(CreateToken, TheLifetimeIsRefusedBeforeTheScopeAndThePermission) {
  const Person person = Shared().NewUser();
  const Reply scope = person.client.Post(kTokens, {{"lifetime", -1}, {"scope", "nonsense"}});
  EXPECT_TRUE(IsEnvelope(scope, 400));
  EXPECT_EQ(scope.Text("detail"), "lifetime must be positive");
  const Client auditor = Shared().NewUser({"auditor"}).client;
  EXPECT_TRUE(IsEnvelope(auditor.Post(PathOf(person) + "/keys/tokens", {{"lifetime", -1}}), 400));
  EXPECT_TRUE(IsEnvelope(auditor.Post(PathOf(person) + "/keys/tokens", {{"lifetime", 1}}), 403));
}

}  // namespace
}  // namespace postern::test
