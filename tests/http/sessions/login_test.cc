// POST /users/login and POST /users/logout.
#include "tests/support/answers.h"
#include "tests/support/stored_key.h"

namespace postern::test {
namespace {

void Set(const Person& person, const std::string& assignments) {
  Shared().Sql("UPDATE users SET " + assignments + " WHERE id = '" + person.id + "'");
}

TEST(Login, AnswersTheTokenAndSetsItAsABrowserSessionCookie) {
  const Person person = Shared().NewUser();
  const Reply reply = TryLogin(Shared(), person.email);
  EXPECT_EQ(reply.status, 201);
  const boost::json::value expected = {{"session_token", reply.Text("session_token")}};
  EXPECT_EQ(reply.Json(), expected);
  EXPECT_EQ(reply.Cookie("coder_session_token"),
            "coder_session_token=" + reply.Text("session_token") + "; Path=/; HttpOnly; SameSite=Lax");
}

TEST(Login, TheCookieFollowsItsOptions) {
  Site site(Site::Environment{{"CODER_SECURE_AUTH_COOKIE", "true"}, {"CODER_SAMESITE_AUTH_COOKIE", "none"}});
  const Reply reply = TryLogin(site, site.owner().email);
  EXPECT_EQ(reply.Cookie("coder_session_token"),
            "coder_session_token=" + reply.Text("session_token") + "; Path=/; HttpOnly; Secure; SameSite=None");
}

TEST(Login, MakesAKeyOfTypePasswordAndScopeAllThatRecordsTheAddress) {
  const Person person = Shared().NewUser();
  const Client client = person.client.WithToken(TryLogin(Shared(), person.email).Text("session_token"));
  StoredKey key(Shared(), client);
  EXPECT_EQ(key.Get("concat_ws(' ', login_type, scope, lifetime_seconds, host(ip_address), user_id)"),
            "password all 86400 127.0.0.1 " + person.id);
  EXPECT_EQ(key.Get("token_name"), "");
  EXPECT_EQ(key.Get("expires_at - created_at"), "1 day");
  EXPECT_EQ(key.Get("last_used = '0001-01-01 00:00:00+00'"), "t");
}

TEST(Login, DoesNotTouchLastSeen) {
  const Person person = Shared().NewUser();
  Set(person, "last_seen_at = '2020-01-01'");
  EXPECT_EQ(TryLogin(Shared(), person.email).status, 201);
  EXPECT_EQ(Shared().Value("SELECT last_seen_at = '2020-01-01' FROM users WHERE id = '" + person.id + "'"), "t");
}

TEST(Login, EachIsASessionOfItsOwn) {
  const Person person = Shared().NewUser();
  const Person again = Shared().Login(person.email);
  EXPECT_NE(person.client.key_id(), again.client.key_id());
  EXPECT_EQ(person.client.Get(kMe).status, 200);
  EXPECT_EQ(again.client.Get(kMe).status, 200);
}

TEST(Login, TheAddressIsNotCaseSensitive) {
  const Person person = Shared().NewUser();
  std::string upper = person.email;
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  EXPECT_EQ(TryLogin(Shared(), upper).status, 201);
}

TEST(Login, ChecksItsBodyFirst) {
  using boost::json::object;
  const std::pair<object, std::vector<std::string>> cases[] = {
      {{}, {"email", "password"}},
      {{{"email", ""}, {"password", "x"}}, {"email"}},
      {{{"email", "x"}, {"password", "x"}}, {"email"}},
      {{{"email", "a@localhost"}, {"password", "x"}}, {"email"}},
      {{{"email", " a@b.co"}, {"password", "x"}}, {"email"}},
      {{{"email", "prebuilds@system"}, {"password", "none"}}, {"email"}},
      {{{"email", "a@b.co"}}, {"password"}},
      {{{"email", "a@b.co"}, {"password", nullptr}}, {"password"}}};
  for (const auto& [body, fields] : cases) {
    const Reply reply = Shared().anonymous().Post(kLogin, body);
    EXPECT_TRUE(IsEnvelope(reply, 400, "Validation failed."));
    EXPECT_EQ(Fields(reply), fields);
  }
  for (const std::string body : {"", "{", "[]", R"({"email":1})", "\"a@b.co\""}) {
    EXPECT_TRUE(IsEnvelope(Shared().anonymous().Send("POST", kLogin, &body), 400)) << body;
  }
}

TEST(Login, AWrongPasswordAndAnUnknownAddressLookAlike) {
  const Person person = Shared().NewUser();
  const std::pair<std::string, std::string> cases[] = {{person.email, "wrong"},
                                                       {person.email, std::string(kPassword) + " "},
                                                       {person.email, std::string(5000, 'x')},
                                                       {"nobody-" + person.email, kPassword}};
  const boost::json::value expected = {{"message", kWrongCredentials}};
  for (const auto& [email, password] : cases) {
    const Reply reply = TryLogin(Shared(), email, password);
    EXPECT_TRUE(IsEnvelope(reply, 401, kWrongCredentials)) << email;
    EXPECT_EQ(reply.Json(), expected);
    EXPECT_EQ(reply.Cookie("coder_session_token"), "");
  }
}

TEST(Login, PasswordsCanBeDisabledForEverybodyOwnersIncluded) {
  Site site(Site::Environment{{"CODER_DISABLE_PASSWORD_AUTH", "true"}});
  ASSERT_EQ(site.anonymous()
                .Post(kFirst, {{"email", "owner@example.com"}, {"username", "owner"}, {"password", kPassword}})
                .status,
            201);
  EXPECT_TRUE(IsEnvelope(TryLogin(site, "owner@example.com"), 403, "Password authentication is disabled"));
  EXPECT_TRUE(IsEnvelope(TryLogin(site, "owner@example.com", "wrong"), 401, kWrongCredentials));
  EXPECT_EQ(site.Value("SELECT count(*) FROM api_keys"), "0");
}

TEST(Login, AnotherLoginTypeIs403NamingBothToWhoeverKnowsThePassword) {
  for (const std::string type : {"none", "github", "oidc", "token"}) {
    const Person person = Shared().NewUser();
    Set(person, "login_type = '" + type + "'");
    const Reply reply = TryLogin(Shared(), person.email);
    EXPECT_TRUE(IsEnvelope(reply, 403, type));
    EXPECT_NE(reply.Text("message").find("password"), std::string::npos);
    EXPECT_TRUE(IsEnvelope(TryLogin(Shared(), person.email, "wrong"), 401, kWrongCredentials));
  }
}

TEST(Login, ADormantUserBecomesActive) {
  const Person person = Shared().NewUser();
  Set(person, "status = 'dormant'");
  EXPECT_EQ(TryLogin(Shared(), person.email, "wrong").status, 401);
  EXPECT_EQ(Shared().Value("SELECT status FROM users WHERE id = '" + person.id + "'"), "dormant");
  EXPECT_EQ(TryLogin(Shared(), person.email).status, 201);
  EXPECT_EQ(Shared().Value("SELECT status FROM users WHERE id = '" + person.id + "'"), "active");
}

TEST(Login, ASuspendedUserIsToldSoOnlyWithTheRightPassword) {
  const Person person = Shared().NewUser();
  Set(person, "status = 'suspended'");
  const Reply reply = TryLogin(Shared(), person.email);
  EXPECT_TRUE(IsEnvelope(reply, 401, "suspended"));
  EXPECT_NE(reply.Text("message").find("Contact an admin"), std::string::npos);
  EXPECT_TRUE(IsEnvelope(TryLogin(Shared(), person.email, "wrong"), 401, kWrongCredentials));
}

TEST(Login, ADeletedUserIsUnknown) {
  const Person person = Shared().NewUser();
  ASSERT_EQ(Shared().owner().client.Delete(PathOf(person)).status, 200);
  EXPECT_TRUE(IsEnvelope(TryLogin(Shared(), person.email), 401, kWrongCredentials));
}

TEST(Logout, AnswersANoticeClearsTheCookieAndDeletesTheKey) {
  const Person person = Shared().NewUser();
  const Reply reply = person.client.Post(kLogout);
  EXPECT_TRUE(IsEnvelope(reply, 200));
  EXPECT_EQ(reply.Cookie("coder_session_token"), "coder_session_token=; Path=/; Max-Age=0");
  EXPECT_TRUE(IsEnvelope(person.client.Get(kMe), 401, kSignedOut));
  EXPECT_TRUE(IsEnvelope(person.client.Post(kLogout), 401, kSignedOut));
}

TEST(Logout, LeavesOtherSessionsAndTokens) {
  const Person person = Shared().NewUser();
  const Person other = Shared().Login(person.email);
  const Client token = person.client.WithToken(Shared().CreateToken(person.client));
  EXPECT_EQ(person.client.Post(kLogout).status, 200);
  EXPECT_EQ(other.client.Get(kMe).status, 200);
  EXPECT_EQ(token.Get(kMe).status, 200);
}

TEST(Logout, DeletesAllApplicationConnectKeysOfTheUserAndOfNobodyElse) {
  const Person person = Shared().NewUser();
  const Person other = Shared().NewUser();
  const Client own = person.client.WithToken(Shared().CreateToken(person.client, {{"scope", "application_connect"}}));
  const Client theirs = other.client.WithToken(Shared().CreateToken(other.client, {{"scope", "application_connect"}}));
  EXPECT_EQ(person.client.Post(kLogout).status, 200);
  EXPECT_FALSE(StoredKey(Shared(), own).exists());
  EXPECT_TRUE(StoredKey(Shared(), theirs).exists());
}

TEST(Logout, WithATokenDeletesTheToken) {
  const Person person = Shared().NewUser();
  const Client token = person.client.WithToken(Shared().CreateToken(person.client));
  EXPECT_EQ(token.Post(kLogout).status, 200);
  EXPECT_EQ(token.Get(kMe).status, 401);
  EXPECT_EQ(person.client.Get(kMe).status, 200);
}

TEST(Logout, WorksWithAnyCredentialCarrier) {
  const Person first = Shared().NewUser();
  EXPECT_EQ(Shared().anonymous().Post(std::string(kLogout) + "?coder_session_token=" + first.client.token()).status,
            200);
  EXPECT_FALSE(StoredKey(Shared(), first.client).exists());
  const Person second = Shared().NewUser();
  EXPECT_EQ(
      SendWith(second.client, "POST", kLogout, {{"Cookie", "coder_session_token=" + second.client.token()}}).status,
      200);
  EXPECT_FALSE(StoredKey(Shared(), second.client).exists());
}

TEST(Logout, NeedsASession) {
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Post(kLogout), 401, kSignedOut));
}

}  // namespace
}  // namespace postern::test
