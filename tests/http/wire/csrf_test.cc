// Cross-site request forgery: what a session in a cookie has to prove.
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "boost/json/object.hpp"
#include "tests/http/wire/answers.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

constexpr char kKeys[] = "/api/v2/users/me/keys";
// A pair that is known to fit.
constexpr char kCookie[] = "JXm9hOUdZctWt0ZZGAy9xiS/gxMKYOThdxjjMnMUyn4=";
constexpr char kMasked[] = "KNKvagCBEHZK7ihe2t7fj6VeJ0UyTDco1yVUJE8N06oNqxLu5Zx1vRxZbgfC0mJJgeGkVjgs08mgPbcWPBkZ1A==";

std::string Encode(const std::string& bytes) {
  return absl::Base64Escape(bytes);
}

std::string Mask(const std::string& cookie, const std::string& pad) {
  std::string token;
  absl::Base64Unescape(cookie, &token);
  std::string masked = pad;
  for (std::size_t i = 0; i < token.size(); ++i) masked += static_cast<char>(pad[i] ^ token[i]);
  return Encode(masked);
}

const Person& Member() {
  static const Person person = Site::Shared().NewUser();
  return person;
}

// What a browser sends, with this Cookie header.
Reply Browse(const std::string& method, const std::string& path, const std::string& cookies, const Headers& more = {}) {
  Headers headers = more;
  if (!cookies.empty()) headers.emplace_back("Cookie", cookies);
  return Member().client.Anonymous().Send(method, path, nullptr, headers);
}

std::string Session() {
  return "coder_session_token=" + Member().client.token();
}
std::string WithCsrf(const std::string& cookies) {
  return cookies + "; csrf_token=" + kCookie;
}

void ExpectRefused(const Reply& reply, const char* part = "Something is wrong with your CSRF token.") {
  EXPECT_EQ(reply.status, 400) << reply.body;
  EXPECT_EQ(reply.Header("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_NE(reply.body.find(part), std::string::npos) << reply.body;
}

TEST(CsrfCookie, IsThirtyTwoRandomBytesForTheSessionOnly) {
  const std::string cookie = Browse("GET", "/api/v2/buildinfo", "").Cookie("csrf_token");
  const std::vector<std::string> parts = absl::StrSplit(cookie, "; ");
  std::string bytes;
  EXPECT_TRUE(absl::Base64Unescape(parts[0].substr(std::string("csrf_token=").size()), &bytes)) << cookie;
  EXPECT_EQ(bytes.size(), 32u);
  EXPECT_EQ(std::set<std::string>(parts.begin() + 1, parts.end()),
            (std::set<std::string>{"Path=/", "HttpOnly", "SameSite=Lax"}));
}

TEST(CsrfCookie, IsReplacedWhereItIsMissingOrDoesNotDecodeTo32Bytes) {
  for (const std::string& sent : {std::string(), std::string("zzz"), std::string("!!!!"), Encode(std::string(31, 'x')),
                                  Encode(std::string(33, 'x'))}) {
    const Reply reply = Browse("GET", "/api/v2/buildinfo", "csrf_token=" + sent);
    EXPECT_EQ(reply.All("Set-Cookie").size(), 1u) << sent;
  }
  EXPECT_TRUE(Browse("GET", "/api/v2/buildinfo", std::string("csrf_token=") + kCookie).All("Set-Cookie").empty());
}

TEST(CsrfCookie, DiffersEachTime) {
  EXPECT_NE(Browse("GET", "/api/v2", "").Cookie("csrf_token"), Browse("GET", "/api/v2", "").Cookie("csrf_token"));
}

TEST(CsrfCookie, FollowsTheCookieOptions) {
  Site site(Site::Environment{{"CODER_SECURE_AUTH_COOKIE", "true"}, {"CODER_SAMESITE_AUTH_COOKIE", "none"}});
  const std::string cookie = site.anonymous().Get("/api/v2/buildinfo").Cookie("csrf_token");
  EXPECT_NE(cookie.find("; Secure"), std::string::npos) << cookie;
  EXPECT_NE(cookie.find("; SameSite=None"), std::string::npos) << cookie;
}

TEST(Csrf, TheTestVectorIsAccepted) {
  EXPECT_EQ(Browse("POST", kKeys, WithCsrf(Session()), {{"X-CSRF-TOKEN", kMasked}}).status, 201);
}

TEST(Csrf, TheBareTokenAndAnyMaskOfItAreAccepted) {
  for (const std::string& proof :
       {std::string(kCookie), Mask(kCookie, std::string(32, '\0')), Mask(kCookie, std::string(32, '\x5A'))}) {
    EXPECT_EQ(Browse("POST", kKeys, WithCsrf(Session()), {{"X-Csrf-Token", proof}}).status, 201) << proof;
  }
}

class BadProof : public testing::TestWithParam<std::string> {};

TEST_P(BadProof, IsRefusedAndChangesNothing) {
  Site& site = Site::Shared();
  const std::string count = "SELECT count(*) FROM api_keys WHERE user_id = '" + Member().id + "'";
  const std::string before = site.Value(count);
  Headers headers;
  if (GetParam() != "absent") headers.emplace_back("X-CSRF-TOKEN", GetParam());
  ExpectRefused(Browse("POST", kKeys, WithCsrf(Session()), headers));
  EXPECT_EQ(site.Value(count), before);
}

INSTANTIATE_TEST_SUITE_P(Proofs, BadProof,
                         testing::Values("absent", "", "nonsense", Encode(std::string(32, 'x')),
                                         Encode(std::string(64, 'x')), std::string(kMasked).substr(0, 84),
                                         std::string(kCookie).substr(0, 43),
                                         Mask(Encode(std::string(32, 'y')), std::string(32, '\0')),
                                         std::string(kCookie) + kCookie));

TEST(Csrf, ATokenSentWithoutItsCookieFails) {
  ExpectRefused(Browse("POST", kKeys, Session(), {{"X-CSRF-TOKEN", kCookie}}));
}

TEST(Csrf, RunsBeforeRoutingAndAuthentication) {
  const std::pair<const char*, const char*> cases[] = {
      {"DELETE", "/api/v2/users/me"},  {"PUT", "/api/v2/users/me/password"}, {"POST", "/api/v2/users/logout"},
      {"PATCH", "/api/v2/users/me"},   {"POST", "/api/v2/nothing"},          {"POST", "/api/v2/users/me/nothing"},
      {"POST", "/api/v2/users/login"}, {"POST", "/api//v2/users/logout"},    {"POST", "//api/v2/users/me/keys"}};
  for (const auto& [method, path] : cases) ExpectRefused(Browse(method, path, Session()));
  ExpectRefused(Browse("POST", kKeys, "coder_session_token=nonsense"));
}

TEST(Csrf, GetHeadAndOptionsAreNeverChecked) {
  EXPECT_EQ(Browse("GET", "/api/v2/users/me", Session()).status, 200);
  EXPECT_EQ(Browse("HEAD", "/api/v2/users/me", Session()).status, 405);
  EXPECT_EQ(Browse("OPTIONS", kKeys, Session()).status, 405);
}

TEST(Csrf, IsExemptWithoutASessionCookie) {
  const Headers token = {{"Coder-Session-Token", Member().client.token()}};
  EXPECT_EQ(Browse("POST", kKeys, "", token).status, 201);
  EXPECT_EQ(Browse("POST", std::string(kKeys) + "?coder_session_token=" + Member().client.token(), "").status, 201);
  EXPECT_EQ(Browse("POST", kKeys, WithCsrf("coder_session_token="), token).status, 201);
  EXPECT_EQ(Browse("POST", kKeys, "").status, 401);
}

TEST(Csrf, TheCookiesTokenInHeaderOrQueryIsProof) {
  EXPECT_EQ(Browse("POST", kKeys, Session(), {{"Coder-Session-Token", Member().client.token()}}).status, 201);
  EXPECT_EQ(Browse("POST", std::string(kKeys) + "?coder_session_token=" + Member().client.token(), Session()).status,
            201);
}

TEST(Csrf, AProvisionerKeyIsExempt) {
  for (const char* name : {"Coder-Provisioner-Daemon-PSK", "Coder-Provisioner-Daemon-Key"}) {
    EXPECT_EQ(Browse("POST", kKeys, Session(), {{name, "x"}}).status, 201) << name;
    ExpectRefused(Browse("POST", kKeys, Session(), {{name, ""}}));
  }
}

TEST(Csrf, ADifferentTokenInTheHeaderIsToldApart) {
  const std::string other = Site::Shared().owner().client.token();
  ExpectRefused(Browse("POST", kKeys, Session(), {{"Coder-Session-Token", other}}),
                "CSRF error encountered. Authentication via");
}

TEST(Csrf, ADifferentTokenInTheQueryIsNoProof) {
  ExpectRefused(Browse("POST", std::string(kKeys) + "?coder_session_token=abc", Session()));
}

TEST(Csrf, TheFirstUserRouteIsExempt) {
  Site::Shared().owner();
  const std::string body = R"({"email":"a@b.co","username":"second","password":"SomeSecurePassword!"})";
  const Reply reply = Site::Shared().anonymous().Send("POST", "/api/v2/users/first", &body,
                                                      {{"Cookie", "coder_session_token=nonsense"}});
  EXPECT_EQ(reply.status, 409) << reply.body;
}

TEST(Csrf, AnExemptPathInTheQueryHelpsNobody) {
  ExpectRefused(Browse("POST", std::string(kKeys) + "?x=/api/v2/users/first", Session()));
}

TEST(Csrf, ABrowserLogsInWorksAndLogsOut) {
  Site& site = Site::Shared();
  const Person person = site.NewUser();
  const std::string set = Browse("GET", "/api/v2/users/me", "").Cookie("csrf_token");
  const std::string csrf = set.substr(0, set.find(';'));
  const Headers proof = {{"Cookie", csrf}, {"X-CSRF-TOKEN", Mask(csrf.substr(11), std::string(32, '\x33'))}};
  const std::string body = R"({"email":")" + person.email + R"(","password":")" + kPassword + R"("})";
  const Reply login = site.anonymous().Send("POST", "/api/v2/users/login", &body, proof);
  ASSERT_EQ(login.status, 201) << login.body;
  const std::string whole = login.Cookie("coder_session_token");
  const std::string cookies = whole.substr(0, whole.find(';')) + "; " + csrf;
  EXPECT_EQ(Browse("GET", "/api/v2/users/me", cookies).Text("id"), person.id);
  ExpectRefused(Browse("POST", "/api/v2/users/logout", cookies));
  EXPECT_EQ(Browse("POST", "/api/v2/users/logout", cookies, {proof[1]}).status, 200);
  EXPECT_EQ(Browse("GET", "/api/v2/users/me", cookies).status, 401);
}

}  // namespace
}  // namespace postern::test
