// GET /users/{user}/login-type.
#include "tests/support/answers.h"

namespace postern::test {
namespace {

const std::string kOwn = std::string(kMe) + "/login-type";

TEST(LoginType, IsShownToOneself) {
  const Person person = Shared().NewUser();
  for (const char* type : {"password", "github", "oidc", "none"}) {
    Shared().Sql("UPDATE users SET login_type = '" + std::string(type) + "' WHERE id = '" + person.id + "'");
    const boost::json::value expected = {{"login_type", type}};
    for (const std::string& path : {kOwn, PathOf(person) + "/login-type"}) {
      EXPECT_EQ(person.client.Get(path).Json(), expected);
    }
  }
}

TEST(LoginType, OfOthersIs403ForEveryReaderOwnersToo) {
  const Person person = Shared().NewUser();
  for (const char* role : {"owner", "user-admin", "auditor", "template-admin"}) {
    EXPECT_TRUE(IsEnvelope(Shared().NewUser({role}).client.Get(PathOf(person) + "/login-type"), 403, "Forbidden."));
  }
}

TEST(LoginType, OfADeletedUserIs403) {
  const Person gone = Shared().NewUser();
  ASSERT_EQ(Shared().owner().client.Delete(PathOf(gone)).status, 200);
  EXPECT_TRUE(IsEnvelope(Shared().owner().client.Get(PathOf(gone) + "/login-type"), 403));
}

TEST(LoginType, WhoMayNotSeeTheUserGets400) {
  const Person person = Shared().NewUser();
  EXPECT_TRUE(IsEnvelope(Shared().NewUser().client.Get(PathOf(person) + "/login-type"), 400, kNoSuchUser));
  EXPECT_TRUE(
      IsEnvelope(Shared().owner().client.Get(std::string(kUsers) + "/nobody-here/login-type"), 400, kNoSuchUser));
}

TEST(LoginType, NeedsASession) {
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get(kOwn), 401, kSignedOut));
}

TEST(LoginType, AnApplicationKeySeesNobody) {
  const Person person = Shared().NewUser({"owner"});
  const Client key = person.client.WithToken(Shared().CreateToken(person.client, {{"scope", "application_connect"}}));
  EXPECT_TRUE(IsEnvelope(key.Get(kOwn), 404, kNotFound));
  EXPECT_TRUE(IsEnvelope(key.Get(PathOf(person) + "/login-type"), 400, kNoSuchUser));
}

TEST(LoginType, IsALeafForGetAlone) {
  const Client client = Shared().NewUser().client;
  EXPECT_EQ(Shared().anonymous().Put(kOwn).status, 401);
  const Reply wrong = client.Put(kOwn);
  EXPECT_TRUE(IsEnvelope(wrong, 405));
  EXPECT_EQ(wrong.All("Allow"), std::vector<std::string>{"GET"});
  EXPECT_TRUE(IsEnvelope(client.Get(kOwn + "/"), 404));
}

}  // namespace
}  // namespace postern::test
