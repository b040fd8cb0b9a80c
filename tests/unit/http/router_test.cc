#include "http/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

// Routes of the kinds that the programs have: roots of trees, leaves, parameters beside literals.
class RouterTest : public testing::Test {
 protected:
  enum Index : std::size_t {
    kRoot,
    kBuildInfo,
    kFirst,
    kCreateFirst,
    kLogin,
    kList,
    kCreate,
    kUser,
    kDeleteUser,
    kPassword,
    kRoles,
    kTokens,
    kCreateToken,
    kTokenConfig,
    kToken,
    kKey,
    kDeleteKey
  };

  RouterTest() {
    router_.Add("GET", "/api/v2/");
    router_.Add("GET", "/api/v2/buildinfo");
    router_.Add("GET", "/api/v2/users/first");
    router_.Add("POST", "/api/v2/users/first");
    router_.Add("POST", "/api/v2/users/login");
    router_.Add("GET", "/api/v2/users/");
    router_.Add("POST", "/api/v2/users/");
    router_.Add("GET", "/api/v2/users/{user}/");
    router_.Add("DELETE", "/api/v2/users/{user}/");
    router_.Add("PUT", "/api/v2/users/{user}/password");
    router_.Add("GET", "/api/v2/users/roles");
    router_.Add("GET", "/api/v2/users/{user}/keys/tokens/");
    router_.Add("POST", "/api/v2/users/{user}/keys/tokens/");
    router_.Add("GET", "/api/v2/users/{user}/keys/tokens/tokenconfig");
    router_.Add("GET", "/api/v2/users/{user}/keys/tokens/{keyname}");
    router_.Add("GET", "/api/v2/users/{user}/keys/{keyid}");
    router_.Add("DELETE", "/api/v2/users/{user}/keys/{keyid}");
    router_.CloseTree("/api/v2/users/{user}");
  }

  RouteMatch Find(std::string_view method, std::string_view path) const { return router_.Find(method, path); }
  std::optional<std::size_t> Get(std::string_view path) const { return Find("GET", path).route; }

  Router router_;
};

TEST_F(RouterTest, FindsByMethodAndPath) {
  EXPECT_EQ(Get("/api/v2/buildinfo"), kBuildInfo);
  EXPECT_EQ(Get("/api/v2/users/first"), kFirst);
  EXPECT_EQ(Find("POST", "/api/v2/users/first").route, kCreateFirst);
}

TEST_F(RouterTest, UnknownPathsHaveNeitherRouteNorMethods) {
  for (const char* path : {"/api/v2/nothing", "/api/v2/buildinfo/more", "/api/v3/buildinfo", "/api/v2/users/x/nothing",
                           "/", "", "/api", "/api/v2x", "x/api/v2"}) {
    const RouteMatch match = Find("GET", path);
    EXPECT_EQ(match.route, std::nullopt) << path;
    EXPECT_THAT(match.allowed, IsEmpty()) << path;
  }
}

TEST_F(RouterTest, TreeRootsAreFoundWithAndWithoutSlash) {
  for (const char* path : {"/api/v2", "/api/v2/"}) EXPECT_EQ(Get(path), kRoot) << path;
  for (const char* path : {"/api/v2/users", "/api/v2/users/"}) EXPECT_EQ(Get(path), kList) << path;
  for (const char* path : {"/api/v2/users/ada", "/api/v2/users/ada/"}) EXPECT_EQ(Get(path), kUser) << path;
  for (const char* path : {"/api/v2/users/ada/keys/tokens", "/api/v2/users/ada/keys/tokens/"}) {
    EXPECT_EQ(Get(path), kTokens) << path;
  }
}

TEST_F(RouterTest, LeavesAreNotFoundWithSlash) {
  for (const char* path : {"/api/v2/buildinfo/", "/api/v2/users/ada/keys/tokens/tokenconfig/",
                           "/api/v2/users/ada/keys/0123456789/", "/api/v2/users/ada/password/"}) {
    const RouteMatch match = Find("GET", path);
    EXPECT_EQ(match.route, std::nullopt) << path;
    EXPECT_THAT(match.allowed, IsEmpty()) << path;
  }
}

TEST_F(RouterTest, LeafWithSlashGivesWayToTheTreeBesideIt) {
  const RouteMatch match = Find("GET", "/api/v2/users/first/");
  EXPECT_EQ(match.route, kUser);
  EXPECT_THAT(match.parameters, ElementsAre(Pair("user", "first")));
}

TEST_F(RouterTest, DoubledSlashesCountAsOne) {
  EXPECT_EQ(Get("//api///v2//buildinfo"), kBuildInfo);
  EXPECT_EQ(Get("/api/v2/users//"), kList);
  EXPECT_EQ(Get("/api/v2/users//ada//keys//tokens//"), kTokens);
}

TEST_F(RouterTest, LiteralsBeatParameters) {
  EXPECT_EQ(Get("/api/v2/users/roles"), kRoles);
  EXPECT_EQ(Get("/api/v2/users/ada/keys/tokens/tokenconfig"), kTokenConfig);
  EXPECT_EQ(Get("/api/v2/users/ada/keys/tokens/mine"), kToken);
  EXPECT_EQ(Get("/api/v2/users/ada/keys/0123456789"), kKey);
}

TEST_F(RouterTest, OrderOfAddingDoesNotMatter) {
  Router router;
  router.Add("GET", "/a/{x}");
  router.Add("GET", "/a/b");
  EXPECT_EQ(router.Find("GET", "/a/b").route, 1U);
  EXPECT_EQ(router.Find("GET", "/a/c").route, 0U);
}

TEST_F(RouterTest, LiteralsFurtherLeftCountMore) {
  Router router;
  router.Add("GET", "/{x}/b");
  router.Add("GET", "/a/{y}");
  EXPECT_EQ(router.Find("GET", "/a/b").route, 1U);
}

TEST_F(RouterTest, ParametersAreNamedAndDecodedOnce) {
  EXPECT_THAT(Find("GET", "/api/v2/users/%61da/keys/tokens/a%2Fb%2541+c").parameters,
              ElementsAre(Pair("user", "ada"), Pair("keyname", "a/b%41+c")));
}

TEST_F(RouterTest, MalformedEscapesStayAsTheyAre) {
  EXPECT_THAT(Find("GET", "/api/v2/users/50%").parameters, ElementsAre(Pair("user", "50%")));
  EXPECT_THAT(Find("GET", "/api/v2/users/%zz").parameters, ElementsAre(Pair("user", "%zz")));
}

TEST_F(RouterTest, LiteralsAreComparedAsWritten) {
  EXPECT_EQ(Get("/api/v2/buildinf%6F"), std::nullopt);
  EXPECT_EQ(Get("/api/v2/BuildInfo"), std::nullopt);
}

TEST_F(RouterTest, UnknownMethodGetsTheOnesThereAreSorted) {
  const RouteMatch match = Find("PATCH", "/api/v2/users");
  EXPECT_EQ(match.route, std::nullopt);
  EXPECT_THAT(match.allowed, ElementsAre("GET", "POST"));
}

TEST_F(RouterTest, HeadAndOptionsAreMethodsLikeOthers) {
  EXPECT_THAT(Find("HEAD", "/api/v2/buildinfo").allowed, ElementsAre("GET"));
  EXPECT_THAT(Find("OPTIONS", "/api/v2/buildinfo").allowed, ElementsAre("GET"));
}

TEST_F(RouterTest, MethodsAreComparedAsWritten) {
  EXPECT_EQ(Find("get", "/api/v2/buildinfo").route, std::nullopt);
}

TEST_F(RouterTest, FoundRouteTellsNoMethods) {
  EXPECT_THAT(Get("/api/v2/users/login"), kUser);
  EXPECT_THAT(Find("GET", "/api/v2/users/login").allowed, IsEmpty());
}

TEST_F(RouterTest, LeafWithoutTheMethodGivesWayToTheUserOfThatName) {
  const RouteMatch match = Find("GET", "/api/v2/users/login");
  EXPECT_EQ(match.route, kUser);
  EXPECT_THAT(match.parameters, ElementsAre(Pair("user", "login")));
  EXPECT_EQ(Find("DELETE", "/api/v2/users/first").route, kDeleteUser);
}

TEST_F(RouterTest, WhereNoneHasTheMethodBothTellTheirs) {
  EXPECT_THAT(Find("PUT", "/api/v2/users/login").allowed, ElementsAre("DELETE", "GET", "POST"));
  EXPECT_THAT(Find("PUT", "/api/v2/users/first").allowed, ElementsAre("DELETE", "GET", "POST"));
}

TEST_F(RouterTest, TreeRootWithoutTheMethodDoesNotGiveWay) {
  const RouteMatch match = Find("DELETE", "/api/v2/users/ada/keys/tokens");
  EXPECT_EQ(match.route, std::nullopt);
  EXPECT_THAT(match.allowed, ElementsAre("GET", "POST"));
}

TEST_F(RouterTest, ClosedTreeHoldsItsRootAndAllBelow) {
  for (const char* path : {"/api/v2/users/ada", "/api/v2/users/ada/", "/api/v2/users/ada/nothing/at/all",
                           "/api/v2/users/login", "//api/v2//users/first"}) {
    EXPECT_TRUE(Find("PATCH", path).closed) << path;
  }
}

TEST_F(RouterTest, OtherPathsAreNotClosed) {
  for (const char* path : {"/api/v2/users", "/api/v2/users/", "/api/v2/buildinfo", "/api/v2/nothing", "/"}) {
    EXPECT_FALSE(Find("PATCH", path).closed) << path;
  }
}

TEST_F(RouterTest, ClosedIsToldOfFoundRoutesToo) {
  EXPECT_TRUE(Find("GET", "/api/v2/users/ada").closed);
}

TEST(CollapseSlashesTest, LeavesOneOfMany) {
  EXPECT_EQ(Router::CollapseSlashes("//a///b/c//"), "/a/b/c/");
  EXPECT_EQ(Router::CollapseSlashes("/a/b"), "/a/b");
  EXPECT_EQ(Router::CollapseSlashes("////"), "/");
  EXPECT_EQ(Router::CollapseSlashes(""), "");
}

TEST(EmptyRouterTest, FindsNothing) {
  const RouteMatch match = Router().Find("GET", "/");
  EXPECT_EQ(match.route, std::nullopt);
  EXPECT_THAT(match.allowed, IsEmpty());
  EXPECT_FALSE(match.closed);
}

}  // namespace
}  // namespace postern::http
