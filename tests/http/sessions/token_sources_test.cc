// Where a token is read, what it must look like, and what becomes of one that is wrong.
#include <algorithm>

#include "tests/support/answers.h"
#include "tests/support/stored_key.h"

namespace postern::test {
namespace {

constexpr char kSha256OfKnownSecret[] = "sha256('0123456789abcdefghijAB')";

enum class Place { kCookie, kQuery, kHeader };
constexpr std::pair<Place, Place> kEarlierAndLater[] = {
    {Place::kCookie, Place::kQuery}, {Place::kCookie, Place::kHeader}, {Place::kQuery, Place::kHeader}};

// GET /users/me with these tokens in these places, and in no other.
Reply MeWith(const std::vector<std::pair<Place, std::string>>& tokens) {
  Headers headers;
  std::string path = kMe;
  for (const auto& [place, token] : tokens) {
    if (place == Place::kCookie) headers.emplace_back("Cookie", "coder_session_token=" + token);
    if (place == Place::kQuery) path += "?coder_session_token=" + token;
    if (place == Place::kHeader) headers.emplace_back("Coder-Session-Token", token);
  }
  return Shared().anonymous().Get(path, headers);
}

Reply MeWithCookies(const std::string& cookies) {
  return Shared().anonymous().Get(kMe, {{"Cookie", cookies}});
}
Reply MeWithHeader(const std::string& token) {
  return MeWith({{Place::kHeader, token}});
}

TEST(TokenSources, ATokenIsReadFromCookieQueryOrHeader) {
  const Person person = Shared().NewUser();
  for (const Place place : {Place::kCookie, Place::kQuery, Place::kHeader}) {
    EXPECT_EQ(MeWith({{place, person.client.token()}}).Text("id"), person.id) << static_cast<int>(place);
  }
}

TEST(TokenSources, AuthorizationBearerIsNotRead) {
  const Person person = Shared().NewUser();
  const Reply reply = Shared().anonymous().Get(kMe, {{"Authorization", "Bearer " + person.client.token()}});
  EXPECT_TRUE(IsEnvelope(reply, 401, kSignedOut));
}

TEST(TokenSources, CookieWinsOverQueryAndQueryOverHeader) {
  const Person first = Shared().NewUser();
  const Person second = Shared().NewUser();
  for (const auto& [earlier, later] : kEarlierAndLater) {
    EXPECT_EQ(MeWith({{earlier, first.client.token()}, {later, second.client.token()}}).Text("id"), first.id);
    EXPECT_EQ(MeWith({{earlier, first.client.token()}, {later, "nonsense"}}).Text("id"), first.id);
  }
}

TEST(TokenSources, ABadHigherPriorityValueIsNotRetriedWithALowerOne) {
  const Person person = Shared().NewUser();
  for (const auto& [earlier, later] : kEarlierAndLater) {
    EXPECT_TRUE(IsEnvelope(MeWith({{earlier, "nonsense"}, {later, person.client.token()}}), 401, kSignedOut));
  }
}

TEST(TokenSources, AnEmptyValueCountsAsAbsent) {
  const Person person = Shared().NewUser();
  EXPECT_EQ(MeWith({{Place::kCookie, ""}, {Place::kHeader, person.client.token()}}).status, 200);
  EXPECT_EQ(MeWith({{Place::kQuery, ""}, {Place::kHeader, person.client.token()}}).status, 200);
  EXPECT_EQ(MeWith({{Place::kCookie, ""}, {Place::kQuery, person.client.token()}}).status, 200);
}

TEST(TokenSources, TheCookieIsFoundAmongOthersByItsExactName) {
  const Person person = Shared().NewUser();
  const std::string& token = person.client.token();
  EXPECT_EQ(MeWithCookies("a=b; coder_session_token=" + token + "; c=d").status, 200);
  EXPECT_EQ(MeWithCookies("xcoder_session_token=nonsense;coder_session_token=" + token).status, 200);
  EXPECT_EQ(MeWithCookies("Coder_Session_Token=" + token).status, 401);
}

TEST(TokenSources, TheFirstOfTwoCookiesCounts) {
  const Person person = Shared().NewUser();
  const std::string& token = person.client.token();
  EXPECT_EQ(MeWithCookies("coder_session_token=" + token + "; coder_session_token=nonsense").status, 200);
  EXPECT_EQ(MeWithCookies("coder_session_token=nonsense; coder_session_token=" + token).status, 401);
}

TEST(TokenSources, TheQueryParameterIsDecodedAndFoundAmongOthers) {
  const Person person = Shared().NewUser();
  const auto [id, secret] = Split(person.client.token());
  EXPECT_EQ(Shared().anonymous().Get(std::string(kMe) + "?a=b&coder_session_token=" + id + "%2D" + secret).status, 200);
}

TEST(TokenFormat, AGeneratedTokenIsTenAndTwentyTwoLettersAndDigits) {
  const std::string token = Shared().NewUser().client.token();
  ASSERT_EQ(token.size(), 33U);
  EXPECT_EQ(token[10], '-');
  EXPECT_EQ(std::count_if(token.begin(), token.end(), [](unsigned char c) { return std::isalnum(c) != 0; }), 32);
}

TEST(TokenFormat, OnlyTheSha256OfTheSecretIsStored) {
  const Person person = Shared().NewUser();
  StoredKey key(Shared(), person.client);
  EXPECT_EQ(key.Get("hashed_secret = sha256('" + Split(person.client.token()).second + "')"), "t");
  EXPECT_EQ(key.Get("position('" + Split(person.client.token()).second + "' in api_keys::text)"), "0");
}

TEST(TokenFormat, AKeyThatAnotherProgramStoredWorks) {
  const Person person = Shared().NewUser();
  const std::string id = FreshName().substr(0, 10);
  Shared().Sql(
      "INSERT INTO api_keys (id, hashed_secret, user_id, last_used, expires_at, created_at, updated_at, "
      "login_type, lifetime_seconds) VALUES ('" +
      id + "', " + kSha256OfKnownSecret + ", '" + person.id +
      "', '0001-01-01 00:00:00+00', now() + interval '1 day', now(), now(), 'password', 86400)");
  EXPECT_EQ(MeWithHeader(id + "-0123456789abcdefghijAB").Text("id"), person.id);
}

TEST(CheckOrder, WithoutATokenTheDetailNamesTheCookie) {
  const Reply reply = Shared().anonymous().Get(kMe);
  EXPECT_TRUE(IsEnvelope(reply, 401, kSignedOut));
  EXPECT_NE(reply.Text("detail").find("coder_session_token"), std::string::npos) << reply.body;
}

TEST(CheckOrder, AMalformedTokenIsRefusedWithADetail) {
  const auto [id, secret] = Split(Shared().NewUser().client.token());
  const std::string shapes[] = {"x",
                                "-",
                                "--",
                                id,
                                id + "-",
                                "-" + secret,
                                id + "-" + secret + "-x",
                                id + "--" + secret,
                                id + "_" + secret,
                                id.substr(1) + "-" + secret,
                                id + "0-" + secret,
                                id + "-" + secret.substr(1),
                                id + "-" + secret + "0",
                                secret + "-" + id,
                                id + " " + secret,
                                std::string(5000, 'a'),
                                id + "-" + std::string(22, '\''),
                                "\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4-" + secret};
  for (const std::string& shape : shapes) {
    const Reply reply = MeWithHeader(shape);
    EXPECT_TRUE(IsEnvelope(reply, 401, kSignedOut)) << shape;
    EXPECT_NE(reply.Text("detail"), "") << shape;
  }
}

TEST(CheckOrder, AnUnknownIdIsRefused) {
  const auto [id, secret] = Split(Shared().NewUser().client.token());
  const Reply reply = MeWithHeader("zzzzzzzzzz-" + secret);
  EXPECT_TRUE(IsEnvelope(reply, 401, kSignedOut));
  EXPECT_NE(reply.Text("detail"), "");
}

TEST(CheckOrder, AWrongSecretIsRefused) {
  const auto [id, secret] = Split(Shared().NewUser().client.token());
  const std::string other = Split(Shared().NewUser().client.token()).second;
  std::string last_changed = secret;
  last_changed.back() = last_changed.back() == 'a' ? 'b' : 'a';
  for (const std::string& wrong : {other, last_changed, std::string(secret.rbegin(), secret.rend())}) {
    const Reply reply = MeWithHeader(id + "-" + wrong);
    EXPECT_TRUE(IsEnvelope(reply, 401, kSignedOut));
    EXPECT_EQ(reply.body.find(secret), std::string::npos);
  }
}

TEST(CheckOrder, AWrongSecretLeavesNoTraceOnTheKey) {
  const Person person = Shared().NewUser();
  StoredKey key(Shared(), person.client);
  key.Set("last_used = now() - interval '1 day', expires_at = now() + interval '5 minutes'");
  const std::string before = key.All();
  EXPECT_EQ(MeWithHeader(person.client.key_id() + "-" + std::string(22, 'x')).status, 401);
  EXPECT_EQ(key.All(), before);
}

TEST(CheckOrder, OpenRoutesDoNotMindABadSession) {
  const Headers nonsense = {{"Coder-Session-Token", "nonsense"}};
  EXPECT_EQ(Shared().anonymous().Get("/api/v2/buildinfo", nonsense).status, 200);
  const Person person = Shared().NewUser();
  EXPECT_EQ(SendWith(Shared().anonymous(), "POST", kLogin, nonsense, {{"email", person.email}, {"password", kPassword}})
                .status,
            201);
}

TEST(CheckOrder, AnAbsentSessionIs401Before404BelowAnAuthenticatedTree) {
  for (const char* path :
       {"/api/v2/users/nobody", "/api/v2/users/me/nothing", "/api/v2/users/nobody/keys/nothing/at/all",
        "/api/v2/users/me/keys/tokens/nothing", "/api/v2/users/me/status/nothing"}) {
    EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get(path), 401, kSignedOut)) << path;
  }
}

}  // namespace
}  // namespace postern::test
