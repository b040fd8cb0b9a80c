// Texts that existing clients look for.
#include <gtest/gtest.h>

#include "boost/json/object.hpp"
#include "tests/http/wire/answers.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

namespace json = boost::json;

void ExpectFragment(const Reply& reply, int status, const std::string& fragment) {
  ExpectEnvelope(reply, status);
  const std::string text = reply.body;
  EXPECT_TRUE(reply.Text("message").find(fragment) != std::string::npos ||
              reply.Text("detail").find(fragment) != std::string::npos)
      << text;
}

Reply Login(const std::string& email, const std::string& password) {
  return Site::Shared().anonymous().Post("/api/v2/users/login", {{"email", email}, {"password", password}});
}

TEST(Fragments, AnUnknownUserIs400WithTheWordsClientsLookFor) {
  const Reply reply = Site::Shared().owner().client.Get("/api/v2/users/nobody-at-all");
  ExpectEnvelope(reply, 400);
  EXPECT_EQ(reply.Text("message"), R"("user" must be an existing uuid or username.)");
}

TEST(Fragments, TheOldPasswordAgainIsRefused) {
  const Person person = Site::Shared().NewUser();
  const Reply reply =
      person.client.Put("/api/v2/users/me/password", {{"old_password", kPassword}, {"password", kPassword}});
  ExpectFragment(reply, 400, "New password cannot match old password.");
}

TEST(Fragments, ChangingOnesOwnPasswordNeedsTheOldOne) {
  const Person person = Site::Shared().NewUser();
  const Reply reply = person.client.Put("/api/v2/users/me/password", {{"password", "AnotherSecurePassword!"}});
  ExpectFragment(reply, 400, "Old password is required.");
}

TEST(Fragments, WithoutASessionTheSessionHasExpired) {
  ExpectFragment(Site::Shared().anonymous().Get("/api/v2/users/me"), 401, "session has expired");
}

TEST(Fragments, ASuspendedUserIsToldToContactAnAdmin) {
  Site& site = Site::Shared();
  const Person person = site.NewUser();
  ASSERT_EQ(site.owner().client.Put("/api/v2/users/" + person.id + "/status/suspend").status, 200);
  const Reply reply = person.client.Get("/api/v2/users/me");
  ExpectFragment(reply, 401, "Contact an admin");
  EXPECT_NE(reply.Text("message").find("suspended"), std::string::npos) << reply.body;
  ExpectFragment(Login(person.email, kPassword), 401, "suspended");
}

TEST(Fragments, AWrongPasswordAndAnUnknownAddressReadTheSame) {
  const Person person = Site::Shared().NewUser();
  const Reply wrong = Login(person.email, "not-the-password");
  const Reply unknown = Login("nobody-at-all@example.com", "not-the-password");
  ExpectFragment(wrong, 401, "Incorrect email or password.");
  EXPECT_EQ(wrong.body, unknown.body);
}

TEST(Fragments, SuspendingOneselfIsRefused) {
  ExpectFragment(Site::Shared().owner().client.Put("/api/v2/users/me/status/suspend"), 400, "suspend yourself");
}

TEST(Fragments, ALifetimeAboveTheCapMustBeLess) {
  const Reply reply =
      Site::Shared().owner().client.Post("/api/v2/users/me/keys/tokens", {{"lifetime", 100000 * kHourNs}});
  ExpectFragment(reply, 400, "lifetime must be less");
}

TEST(Fragments, ADisabledPasswordLoginSaysSoToOwnersToo) {
  Site site(Site::Environment{{"CODER_DISABLE_PASSWORD_AUTH", "true"}});
  const json::object owner = {{"email", "owner@example.com"}, {"username", "owner"}, {"password", kPassword}};
  ASSERT_EQ(site.anonymous().Post("/api/v2/users/first", owner).status, 201);
  const Reply reply =
      site.anonymous().Post("/api/v2/users/login", {{"email", "owner@example.com"}, {"password", kPassword}});
  ExpectFragment(reply, 403, "Password authentication is disabled");
}

TEST(Fragments, AMissingResourceIsNotFoundOrNotAccessible) {
  ExpectFragment(Site::Shared().owner().client.Get("/api/v2/users/me/keys/Zz09Zz09Zz"), 404,
                 "Resource not found or you do not have access to this resource");
}

}  // namespace
}  // namespace postern::test
