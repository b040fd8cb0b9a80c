// GET /users/authmethods: what the login page offers.
#include "tests/support/answers.h"

namespace postern::test {
namespace {

constexpr char kAuthMethods[] = "/api/v2/users/authmethods";

boost::json::object Expected(bool password) {
  return {{"password", boost::json::object{{"enabled", password}}},
          {"github", {{"enabled", false}, {"default_provider_configured", false}}},
          {"oidc", {{"enabled", false}, {"signInText", ""}, {"iconUrl", ""}}}};
}

TEST(AuthMethods, ArePasswordsAloneAndOpenToAll) {
  for (const Client& client : {Shared().anonymous(), Shared().NewUser().client}) {
    const Reply reply = client.Get(kAuthMethods);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.Header("Content-Type"), "application/json; charset=utf-8");
    EXPECT_EQ(reply.Json(), Expected(true));
  }
}

TEST(AuthMethods, ASessionThatEndedDoesNotMatter) {
  EXPECT_EQ(Shared().anonymous().WithToken("abcdefghij-abcdefghijabcdefghijab").Get(kAuthMethods).status, 200);
}

TEST(AuthMethods, TellThatPasswordsAreOff) {
  Site site(Environment{{"CODER_DISABLE_PASSWORD_AUTH", "true"}});
  EXPECT_EQ(site.anonymous().Get(kAuthMethods).Json(), Expected(false));
}

TEST(AuthMethods, NameTheTermsOfService) {
  Site site(Environment{{"CODER_TERMS_OF_SERVICE_URL", "https://example.com/terms"}});
  boost::json::object expected = Expected(true);
  expected["terms_of_service_url"] = "https://example.com/terms";
  EXPECT_EQ(site.anonymous().Get(kAuthMethods).Json(), expected);
}

TEST(AuthMethods, AnotherMethodMeansTheUserOfThatName) {
  EXPECT_EQ(Shared().anonymous().Post(kAuthMethods).status, 401);
  EXPECT_TRUE(IsEnvelope(Shared().owner().client.Post(kAuthMethods), 405));
  EXPECT_TRUE(IsEnvelope(Shared().owner().client.Delete(kAuthMethods), 400, kNoSuchUser));
}

}  // namespace
}  // namespace postern::test
