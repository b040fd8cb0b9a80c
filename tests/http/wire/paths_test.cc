// Slashes, dots and escapes in paths.
#include <gtest/gtest.h>

#include "tests/http/wire/answers.h"
#include "tests/support/raw_client.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

const Client& Owner() {
  return Site::Shared().owner().client;
}

class DoubledSlashes : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(DoubledSlashes, CountOnce) {
  const auto& [doubled, single] = GetParam();
  const Reply one = Owner().Get(single);
  const Reply two = Owner().Get(doubled);
  EXPECT_EQ(one.status, 200);
  EXPECT_EQ(two.status, 200) << two.body;
  EXPECT_EQ(two.body, one.body);
}

INSTANTIATE_TEST_SUITE_P(Paths, DoubledSlashes,
                         testing::Values(std::pair("//api/v2/buildinfo", "/api/v2/buildinfo"),
                                         std::pair("/api//v2/buildinfo", "/api/v2/buildinfo"),
                                         std::pair("///api///v2///buildinfo", "/api/v2/buildinfo"),
                                         std::pair("/api/v2//users//first", "/api/v2/users/first"),
                                         std::pair("/api/v2/users//me", "/api/v2/users/me"),
                                         std::pair("/api/v2/users/me//", "/api/v2/users/me"),
                                         std::pair("/api/v2//users//me//keys//tokens//tokenconfig",
                                                   "/api/v2/users/me/keys/tokens/tokenconfig")));

TEST(Paths, ATrailingSlashIsToleratedOnTreeRoots) {
  for (const char* path : {"/api/v2", "/api/v2/users", "/api/v2/users/me", "/api/v2/users/me/keys/tokens"}) {
    EXPECT_EQ(Owner().Get(std::string(path) + "/").status, 200) << path;
  }
  EXPECT_EQ(Owner().Post("/api/v2/users/me/keys/").status, 201);
}

TEST(Paths, ATrailingSlashOnALeafIs404) {
  for (const char* path : {"/api/v2/buildinfo/", "/api/v2/users/me/keys/tokens/tokenconfig/", "/api/v2/users/me/roles/",
                           "/api/v2/users/me/password/", "/api/v2/users/me/keys/abcdefghij/"}) {
    ExpectEnvelope(Owner().Get(path), 404);
  }
}

TEST(Paths, EscapesAreDecodedOnce) {
  EXPECT_EQ(Owner().Get("/api/v2/users/%6D%65").Text("username"), "owner");
  ExpectEnvelope(Owner().Get("/api/v2/users/%256D%2565"), 400);
}

TEST(Paths, AnEscapedSlashDoesNotDivide) {
  Site& site = Site::Shared();
  const Person person = site.NewUser();
  site.CreateToken(person.client, {{"token_name", "a/b"}});
  EXPECT_EQ(person.client.Get("/api/v2/users/me/keys/tokens/a%2Fb").Text("token_name"), "a/b");
  ExpectEnvelope(person.client.Get("/api/v2/users/me/keys/tokens/a/b"), 404);
}

TEST(Paths, APlusIsNoBlank) {
  Site& site = Site::Shared();
  const Person person = site.NewUser();
  site.CreateToken(person.client, {{"token_name", "a+b"}});
  EXPECT_EQ(person.client.Get("/api/v2/users/me/keys/tokens/a+b").status, 200);
  EXPECT_EQ(person.client.Get("/api/v2/users/me/keys/tokens/a%20b").status, 404);
}

class StrangeUser : public testing::TestWithParam<std::string> {};

TEST_P(StrangeUser, IsJustUnknown) {
  const Reply reply = Owner().Get("/api/v2/users/" + GetParam());
  ExpectEnvelope(reply, 400);
  EXPECT_EQ(reply.Text("message"), R"("user" must be an existing uuid or username.)");
  ExpectOurHeaders(reply);
}

INSTANTIATE_TEST_SUITE_P(Names, StrangeUser,
                         testing::Values("%00", "a%00b", "%ff%fe", "..", ".", "%2e%2e", "%2E", "...", "%F0%9F%98%80",
                                         "%E2%80%AE", "%3Cscript%3E", "'--", "%25", "a%0d%0aX-Evil:%201",
                                         std::string(2000, 'x'), "..%2fme", "%5c", "~", "me%20", "%20me"));

TEST(Paths, DotSegmentsAreNotResolved) {
  ExpectEnvelope(Owner().Get("/api/v2/users/../buildinfo"), 404);
  ExpectEnvelope(Owner().Get("/api/v2/./buildinfo"), 404);
  ExpectEnvelope(Owner().Get("/api/v2/nothing/../buildinfo"), 404);
}

TEST(Paths, NothingReachesInternalLocations) {
  for (const char* path : {"/.postern/error", "/.ready/users", "/.ready/tokens", "/api/v2/../../.postern/error"}) {
    const Reply reply = Site::Shared().anonymous().Get(path);
    ExpectEnvelope(reply, 404);
    ExpectOurHeaders(reply);
  }
}

TEST(Paths, ClimbingAboveTheRootIsRefused) {
  const Reply reply = Site::Shared().anonymous().Get("/../../etc/passwd");
  ExpectEnvelope(reply, 400);
  ExpectOurHeaders(reply);
}

TEST(Paths, AnAbsoluteRequestTargetIsServed) {
  const std::string url = Site::Shared().anonymous().url();
  const Reply reply = SendRaw(url, "GET " + url + "/api/v2/buildinfo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(reply.status, 200) << reply.body;
  EXPECT_NE(reply.Text("version"), "");
}

TEST(Paths, NoTextOfAPathReachesAHeader) {
  const Reply reply = Owner().Get("/api/v2/users/x%0d%0aSet-Cookie:%20evil=1");
  EXPECT_EQ(reply.Cookie("evil"), "");
  const Reply target = Owner().Get("/api/v2/nothing%0d%0aX-Evil:%201");
  EXPECT_TRUE(target.All("X-Evil").empty());
}

}  // namespace
}  // namespace postern::test
