// Unknown routes and wrong methods.
#include <gtest/gtest.h>

#include <set>

#include "tests/http/wire/answers.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

const Client& Member() {
  static const Person person = Site::Shared().NewUser();
  return person.client;
}

class UnknownOpenRoute : public testing::TestWithParam<const char*> {};

TEST_P(UnknownOpenRoute, Is404RouteNotFoundWithAnyMethodAndAnyone) {
  for (const char* method : {"GET", "POST", "PUT", "DELETE", "PATCH"}) {
    for (const Client& client : {Member().Anonymous(), Member()}) {
      const Reply reply = client.Send(method, GetParam());
      ExpectEnvelope(reply, 404);
      EXPECT_EQ(reply.Text("message"), "Route not found.") << method;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Paths, UnknownOpenRoute,
                         testing::Values("/api/v2/nothing", "/api/v2/nothing/at/all", "/api/v2/buildinfo/x",
                                         "/api/v2/BUILDINFO", "/api/v2/user", "/api/v2/USERS/first",
                                         "/api/v2/nothing/users/first", "/api/v2/buildinfo%2Fx", "/api/v2x", "/api/v3",
                                         "/nothing"));

class UnknownClosedRoute : public testing::TestWithParam<const char*> {};

TEST_P(UnknownClosedRoute, Is401WithoutASessionAndThen404) {
  const Reply anonymous = Member().Anonymous().Get(GetParam());
  ExpectEnvelope(anonymous, 401);
  EXPECT_NE(anonymous.Text("message").find("session has expired"), std::string::npos);
  ExpectEnvelope(Member().Get(GetParam()), 404);
}

INSTANTIATE_TEST_SUITE_P(Paths, UnknownClosedRoute,
                         testing::Values("/api/v2/users/me/nothing", "/api/v2/users/me/keys/tokens/a/b",
                                         "/api/v2/users/me/status/freeze", "/api/v2/users/me/status",
                                         "/api/v2/users/me//nothing", "/api/v2/users/first/nothing",
                                         "/api/v2/users/me/keysx", "/api/v2/users/me/KEYS"));

struct MethodCase {
  const char* method;
  const char* path;
  std::set<std::string> allowed;
};

void PrintTo(const MethodCase& one, std::ostream* out) {
  *out << one.method << ' ' << one.path;
}

void ExpectNotAllowed(const Reply& reply, const MethodCase& wanted) {
  EXPECT_EQ(reply.status, 405) << wanted.method << ' ' << wanted.path << ' ' << reply.body;
  EXPECT_EQ(Elements(reply, "Allow"), wanted.allowed) << wanted.method << ' ' << wanted.path;
  EXPECT_EQ(reply.All("Allow").size(), wanted.allowed.size()) << "one header per method";
  if (std::string_view(wanted.method) == "HEAD") {
    EXPECT_EQ(reply.body, "");
  } else {
    ExpectEnvelope(reply, 405);
  }
}

class WrongMethodOnOpenRoute : public testing::TestWithParam<MethodCase> {};

TEST_P(WrongMethodOnOpenRoute, Is405WithAllowAndTheEnvelopeWithoutAuthentication) {
  ExpectNotAllowed(Member().Anonymous().Send(GetParam().method, GetParam().path), GetParam());
}

const std::set<std::string> kGet = {"GET"};
const std::set<std::string> kGetPost = {"GET", "POST"};

INSTANTIATE_TEST_SUITE_P(
    Cases, WrongMethodOnOpenRoute,
    testing::Values(MethodCase{"POST", "/api/v2/buildinfo", kGet}, MethodCase{"DELETE", "/api/v2/buildinfo", kGet},
                    MethodCase{"HEAD", "/api/v2/buildinfo", kGet}, MethodCase{"OPTIONS", "/api/v2/buildinfo", kGet},
                    MethodCase{"NONSENSE", "/api/v2/buildinfo", kGet}, MethodCase{"POST", "/api/v2", kGet},
                    MethodCase{"HEAD", "/api/v2/", kGet}, MethodCase{"PATCH", "/api/v2/users", kGetPost},
                    MethodCase{"DELETE", "/api/v2/users", kGetPost}, MethodCase{"PUT", "/api/v2/users/", kGetPost},
                    MethodCase{"HEAD", "/api/v2/users", kGetPost}));

class WrongMethodInClosedTree : public testing::TestWithParam<MethodCase> {};

TEST_P(WrongMethodInClosedTree, Is401WithoutASessionAndThen405) {
  const Reply anonymous = Member().Anonymous().Send(GetParam().method, GetParam().path);
  EXPECT_EQ(anonymous.status, 401);
  EXPECT_TRUE(anonymous.All("Allow").empty());
  ExpectNotAllowed(Member().Send(GetParam().method, GetParam().path), GetParam());
}

const std::set<std::string> kGetDelete = {"GET", "DELETE"};
const std::set<std::string> kGetPut = {"GET", "PUT"};
const std::set<std::string> kPut = {"PUT"};
const std::set<std::string> kPost = {"POST"};

INSTANTIATE_TEST_SUITE_P(Cases, WrongMethodInClosedTree,
                         testing::Values(MethodCase{"PATCH", "/api/v2/users/me", kGetDelete},
                                         MethodCase{"HEAD", "/api/v2/users/me", kGetDelete},
                                         MethodCase{"OPTIONS", "/api/v2/users/me/", kGetDelete},
                                         MethodCase{"POST", "/api/v2/users/me/password", kPut},
                                         MethodCase{"GET", "/api/v2/users/me/status/suspend", kPut},
                                         MethodCase{"DELETE", "/api/v2/users/me/status/activate", kPut},
                                         MethodCase{"POST", "/api/v2/users/me/roles", kGetPut},
                                         MethodCase{"GET", "/api/v2/users/me/keys", kPost},
                                         MethodCase{"GET", "/api/v2/users/me/keys/", kPost},
                                         MethodCase{"PUT", "/api/v2/users/me/keys/tokens", kGetPost},
                                         MethodCase{"PATCH", "/api/v2/users/me/keys/abcdefghij", kGetDelete},
                                         MethodCase{"POST", "/api/v2/users/me/keys/tokens/tokenconfig", kGet},
                                         MethodCase{"DELETE", "/api/v2/users/me/keys/tokens/name", kGet}));

class NamedRouteWithAnotherMethod : public testing::TestWithParam<const char*> {};

TEST_P(NamedRouteWithAnotherMethod, FallsToTheUserOfThatName) {
  const std::string path = std::string("/api/v2/users/") + GetParam();
  EXPECT_EQ(Member().Anonymous().Delete(path).status, 401);
  const Reply unknown = Site::Shared().owner().client.Delete(path);
  ExpectEnvelope(unknown, 400);
  EXPECT_EQ(unknown.Text("message"), R"("user" must be an existing uuid or username.)");
  EXPECT_EQ(Member().Anonymous().Put(path).status, 401);
  ExpectEnvelope(Member().Put(path), 405);
}

INSTANTIATE_TEST_SUITE_P(Names, NamedRouteWithAnotherMethod,
                         testing::Values("first", "login", "logout", "authmethods", "validate-password"));

TEST(Routes, AUserMayBeCalledLikeARoute) {
  Site site;
  const boost::json::object body = {
      {"email", "login@example.com"},
      {"username", "login"},
      {"password", kPassword},
      {"organization_ids", {site.Value("SELECT id FROM organizations WHERE is_default")}}};
  ASSERT_EQ(site.owner().client.Post("/api/v2/users", body).status, 201);
  EXPECT_EQ(site.owner().client.Get("/api/v2/users/login").Text("username"), "login");
}

TEST(Routes, TheRootOfTheApiGreets) {
  for (const char* path : {"/api/v2", "/api/v2/", "//api//v2//", "/api/v2?x=1"}) {
    const Reply reply = Site::Shared().anonymous().Get(path);
    EXPECT_EQ(reply.status, 200) << path;
    EXPECT_EQ(reply.Text("message"), "\U0001F44B") << path;
  }
}

TEST(Routes, AHeadWithoutASessionIsRefusedWithoutABody) {
  const Reply reply = Site::Shared().anonymous().Send("HEAD", "/api/v2/users/me");
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(reply.body, "");
  ExpectOurHeaders(reply);
}

TEST(Routes, AMissingResourceAndAForbiddenOneLookAlike) {
  const Reply missing = Member().Get("/api/v2/users/me/keys/Zz09Zz09Zz");
  const Reply forbidden = Member().Get("/api/v2/users/me/keys/" + Site::Shared().owner().client.key_id());
  ExpectEnvelope(missing, 404);
  EXPECT_EQ(missing.body, forbidden.body);
  EXPECT_EQ(missing.Text("message"), "Resource not found or you do not have access to this resource");
}

TEST(Routes, AForbiddenActionIs403WithADetail) {
  Site& site = Site::Shared();
  const Person auditor = site.NewUser({"auditor"});
  const Reply reply = auditor.client.Delete("/api/v2/users/" + site.NewUser().id);
  ExpectEnvelope(reply, 403);
  EXPECT_EQ(reply.Text("message"), "Forbidden.");
  EXPECT_NE(reply.Text("detail"), "");
}

TEST(Routes, TheQueryDoesNotDisturbARoute) {
  for (const char* query : {"?x=1&x=2", "?%zz", "?", "?/../x", "??a=b&&;", "?%00"}) {
    EXPECT_EQ(Site::Shared().anonymous().Get(std::string("/api/v2/buildinfo") + query).status, 200) << query;
  }
}

}  // namespace
}  // namespace postern::test
