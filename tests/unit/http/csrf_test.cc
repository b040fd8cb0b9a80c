#include "http/csrf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "http/router.h"

namespace postern::http {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

// The pair that every implementation must agree about.
constexpr char kToken[] = "JXm9hOUdZctWt0ZZGAy9xiS/gxMKYOThdxjjMnMUyn4=";
constexpr char kProof[] = "KNKvagCBEHZK7ihe2t7fj6VeJ0UyTDco1yVUJE8N06oNqxLu5Zx1vRxZbgfC0mJJgeGkVjgs08mgPbcWPBkZ1A==";
constexpr char kTokens[] = "/api/v2/users/me/keys/tokens";

using Parameters = std::vector<std::pair<std::string, std::string>>;

CsrfVerdict Check(std::string_view method, std::string_view uri, Parameters more, const CookieOptions& cookies = {}) {
  more.emplace_back("REQUEST_METHOD", method);
  more.emplace_back("REQUEST_URI", uri);
  const Request request(std::move(more), "");
  return CheckCsrf(request, Router::CollapseSlashes(request.raw_path()), cookies);
}

// A POST with the session cookie and the cookie of the test vector.
CsrfVerdict Post(std::string_view uri, Parameters more = {}) {
  more.emplace_back("HTTP_COOKIE", absl::StrCat("coder_session_token=abc; csrf_token=", kToken));
  return Check("POST", uri, std::move(more));
}

std::string NewCookie(const std::string& cookie_header, const CookieOptions& cookies = {}) {
  return Check("GET", kTokens, {{"HTTP_COOKIE", cookie_header}}, cookies).set_cookie.value_or("none");
}

TEST(CsrfCookieTest, IsSetWhereThereIsNone) {
  EXPECT_THAT(NewCookie(""), MatchesRegex("csrf_token=[A-Za-z0-9+/]{43}=; Path=/; HttpOnly; SameSite=Lax"));
}

TEST(CsrfCookieTest, HoldsThirtyTwoBytes) {
  std::string bytes;
  ASSERT_TRUE(absl::Base64Unescape(NewCookie("").substr(sizeof "csrf_token=" - 1, 44), &bytes));
  EXPECT_EQ(bytes.size(), 32U);
}

TEST(CsrfCookieTest, IsAnotherEachTime) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(NewCookie(""));
  EXPECT_EQ(seen.size(), 100U);
}

TEST(CsrfCookieTest, FollowsTheOptions) {
  EXPECT_THAT(NewCookie("", {.secure = true, .same_site = "none"}), HasSubstr("; HttpOnly; Secure; SameSite=None"));
}

TEST(CsrfCookieTest, LastsAsLongAsTheBrowser) {
  EXPECT_THAT(NewCookie(""), Not(HasSubstr("Max-Age")));
  EXPECT_THAT(NewCookie(""), Not(HasSubstr("Expires")));
}

TEST(CsrfCookieTest, GoodOneIsKept) {
  EXPECT_EQ(NewCookie(absl::StrCat("csrf_token=", kToken)), "none");
}

TEST(CsrfCookieTest, WhatIsNotThirtyTwoBytesIsReplaced) {
  for (const std::string text : {"", "x", "JXm9hOUdZctWt0ZZGAy9xiS/gxMKYOThdxjjMnMUyn4", "AAAA", "not base64!",
                                 "JXm9hOUdZctWt0ZZGAy9xiS_gxMKYOThdxjjMnMUyn4=", kProof}) {
    EXPECT_NE(NewCookie("csrf_token=" + text), "none") << text;
  }
}

TEST(CsrfCookieTest, IsSetForHeaderClientsAndOnRefusalsToo) {
  EXPECT_TRUE(Check("POST", kTokens, {{"HTTP_CODER_SESSION_TOKEN", "abc"}}).set_cookie);
  const CsrfVerdict refused = Check("POST", kTokens, {{"HTTP_COOKIE", "coder_session_token=abc"}});
  EXPECT_TRUE(refused.refusal);
  EXPECT_TRUE(refused.set_cookie);
}

TEST(CsrfProofTest, MaskedTokenOfTheVectorIsAccepted) {
  EXPECT_FALSE(Post(kTokens, {{"HTTP_X_CSRF_TOKEN", kProof}}).refusal);
}

TEST(CsrfProofTest, BareTokenIsAccepted) {
  EXPECT_FALSE(Post(kTokens, {{"HTTP_X_CSRF_TOKEN", kToken}}).refusal);
}

TEST(CsrfProofTest, AnythingElseIsRefused) {
  const std::string other_bytes(32, 'x');
  for (const std::string& proof :
       {std::string(), std::string("x"), absl::Base64Escape(other_bytes), absl::Base64Escape(std::string(64, 'x')),
        std::string(kToken).substr(0, 43), std::string(kProof).substr(0, 86), absl::StrCat(kToken, kToken),
        absl::Base64Escape(std::string(96, '\0'))}) {
    EXPECT_TRUE(Post(kTokens, {{"HTTP_X_CSRF_TOKEN", proof}}).refusal) << proof;
  }
}

TEST(CsrfProofTest, SentWithAnUnusableCookieFails) {
  const CsrfVerdict verdict = Check(
      "POST", kTokens, {{"HTTP_COOKIE", "coder_session_token=abc; csrf_token=stale"}, {"HTTP_X_CSRF_TOKEN", kProof}});
  EXPECT_TRUE(verdict.refusal);
  EXPECT_TRUE(verdict.set_cookie);
}

TEST(CsrfRefusalTest, IsPlainTextWithStatus400) {
  const CsrfVerdict verdict = Post(kTokens);
  ASSERT_TRUE(verdict.refusal);
  EXPECT_EQ(verdict.refusal->status(), 400);
  EXPECT_EQ(verdict.refusal->content_type(), "text/plain; charset=utf-8");
  EXPECT_THAT(verdict.refusal->body(), HasSubstr("Something is wrong with your CSRF token."));
}

TEST(CsrfRefusalTest, NamesBothCredentialsWhereTheyDisagree) {
  const CsrfVerdict verdict = Post(kTokens, {{"HTTP_CODER_SESSION_TOKEN", "other"}});
  ASSERT_TRUE(verdict.refusal);
  EXPECT_EQ(verdict.refusal->status(), 400);
  EXPECT_THAT(verdict.refusal->body(), HasSubstr("CSRF error encountered. Authentication via"));
}

TEST(CsrfRefusalTest, TellsNoToken) {
  EXPECT_THAT(Post(kTokens, {{"HTTP_CODER_SESSION_TOKEN", "other"}}).refusal->body(), Not(HasSubstr("abc")));
}

TEST(CsrfRefusalTest, UnknownRoutesAndMethodsAreRefusedToo) {
  EXPECT_TRUE(Post("/api/v2/nothing").refusal);
  EXPECT_TRUE(Post("/api").refusal);
  for (const char* method : {"PUT", "DELETE", "PATCH", "post", "ANYTHING"}) {
    EXPECT_TRUE(Check(method, kTokens, {{"HTTP_COOKIE", "coder_session_token=abc"}}).refusal) << method;
  }
}

TEST(CsrfExemptTest, WhatOnlyReads) {
  for (const char* method : {"GET", "HEAD", "OPTIONS", "TRACE"}) {
    EXPECT_FALSE(Check(method, kTokens, {{"HTTP_COOKIE", "coder_session_token=abc"}}).refusal) << method;
  }
}

TEST(CsrfExemptTest, PathsOutsideTheApi) {
  EXPECT_FALSE(Post("/").refusal);
  EXPECT_FALSE(Post("/@ada/workspace/apps/x").refusal);
}

TEST(CsrfExemptTest, NoSessionCookie) {
  EXPECT_FALSE(Check("POST", kTokens, {}).refusal);
  EXPECT_FALSE(Check("POST", kTokens, {{"HTTP_CODER_SESSION_TOKEN", "abc"}}).refusal);
  EXPECT_FALSE(Check("POST", kTokens, {{"HTTP_COOKIE", "other=abc; coder_session_token="}}).refusal);
}

TEST(CsrfExemptTest, CookieRepeatedInTheHeader) {
  EXPECT_FALSE(Post(kTokens, {{"HTTP_CODER_SESSION_TOKEN", "abc"}}).refusal);
}

TEST(CsrfExemptTest, CookieRepeatedInTheQuery) {
  EXPECT_FALSE(Post(absl::StrCat(kTokens, "?x=1&coder_session_token=abc")).refusal);
  EXPECT_TRUE(Post(absl::StrCat(kTokens, "?coder_session_token=other")).refusal);
}

TEST(CsrfExemptTest, ProvisionerDaemons) {
  EXPECT_FALSE(Post(kTokens, {{"HTTP_CODER_PROVISIONER_DAEMON_PSK", "x"}}).refusal);
  EXPECT_FALSE(Post(kTokens, {{"HTTP_CODER_PROVISIONER_DAEMON_KEY", "x"}}).refusal);
  EXPECT_TRUE(Post(kTokens, {{"HTTP_CODER_PROVISIONER_DAEMON_PSK", ""}}).refusal);
}

TEST(CsrfExemptTest, TheFewRoutes) {
  for (const char* path :
       {"/api/v2/users/first", "/api/v2/workspaceagents/me/x", "/api/v2/workspaceproxies/me/register", "/api/v2/derp",
        "/api/v2/scim/v2/Users", "/api/v2/organizations/default/provisionerdaemons/serve", "/api/v2/csp/reports"}) {
    EXPECT_FALSE(Post(path).refusal) << path;
  }
}

TEST(CsrfExemptTest, DoubledSlashesMakeNoDifference) {
  EXPECT_FALSE(Post("//api//v2/users//first").refusal);
}

TEST(CsrfExemptTest, NamesThatOnlyBeginLikeThose) {
  for (const char* path : {"/api/v2/users/firstborn", "/api/v2/users/firstborn/password",
                           "/api/v2/workspaceproxies/men", "/api/v2/users/derp", "/api/v2/users/scim/password",
                           "/api/v2/organizations/default", "/api/v2/users/provisionerdaemons"}) {
    EXPECT_TRUE(Post(path).refusal) << path;
  }
}

}  // namespace
}  // namespace postern::http
