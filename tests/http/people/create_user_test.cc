// POST /users.
#include "absl/strings/ascii.h"
#include "boost/json/value_from.hpp"
#include "tests/support/answers.h"
#include "tests/support/held_rows.h"

namespace postern::test {
namespace {

using boost::json::array;
using boost::json::object;

const Client& Owner() {
  return Shared().owner().client;
}

// A good body with one member changed.
template <typename Value>
object With(const std::string& key, const Value& value) {
  object body = NewUserBody(Shared(), FreshName());
  body[key] = boost::json::value_from(value);
  return body;
}

std::string DefaultOrganization() {
  return Shared().Value("SELECT id FROM organizations WHERE is_default");
}

std::string NewOrganization() {
  return Shared().Value(
      "INSERT INTO organizations (id, name, display_name, description, created_at, updated_at) VALUES "
      "(gen_random_uuid(), '" +
      FreshName() + "', '', '', now(), now()) RETURNING id");
}

TEST(CreateUser, AnswersTheUser) {
  const std::string name = FreshName();
  object body = NewUserBody(Shared(), name);
  body["name"] = "A Name";
  const Reply reply = Owner().Post(kUsers, body);
  ASSERT_EQ(reply.status, 201) << reply.body;
  object user = reply.Json().as_object();
  EXPECT_EQ(reply.Text("username"), name);
  EXPECT_EQ(reply.Text("email"), name + "@example.com");
  EXPECT_EQ(user["name"], "A Name");
  EXPECT_EQ(user["status"], "active");
  EXPECT_EQ(user["login_type"], "password");
  EXPECT_EQ(user["roles"], array());
  EXPECT_EQ(user["organization_ids"], array({DefaultOrganization()}));
  EXPECT_EQ(user["last_seen_at"], "0001-01-01T00:00:00Z");
  EXPECT_EQ(user["created_at"], user["updated_at"]);
  EXPECT_FALSE(user.contains("avatar_url"));
  EXPECT_EQ(Owner().Get(std::string(kUsers) + "/" + name).Json(), reply.Json());
}

TEST(CreateUser, MakesAnSshKeyAMembershipAStatusRowAndNoKey) {
  const Reply reply = Owner().Post(kUsers, NewUserBody(Shared(), FreshName()));
  const std::string by_user = " WHERE user_id = '" + reply.Text("id") + "'";
  EXPECT_EQ(Shared().Value("SELECT private_key LIKE '-----BEGIN OPENSSH PRIVATE KEY-----%' AND "
                           "public_key LIKE 'ssh-ed25519 %' || E'\\n' FROM gitsshkeys" +
                           by_user),
            "t");
  EXPECT_EQ(Shared().Value("SELECT roles FROM organization_members" + by_user), "{}");
  EXPECT_EQ(Shared().Value("SELECT string_agg(new_status::text, ' ') FROM user_status_changes" + by_user), "active");
  EXPECT_EQ(Shared().Value("SELECT count(*) FROM api_keys" + by_user), "0");
}

TEST(CreateUser, TheStatusIsDormantUnlessGiven) {
  EXPECT_EQ(Owner().Post(kUsers, With("user_status", nullptr)).Text("status"), "dormant");
  EXPECT_EQ(Owner().Post(kUsers, With("user_status", "")).Text("status"), "dormant");
  EXPECT_EQ(Owner().Post(kUsers, With("user_status", "suspended")).Text("status"), "suspended");
  EXPECT_TRUE(IsEnvelope(Owner().Post(kUsers, With("user_status", "asleep")), 400));
}

TEST(CreateUser, ChecksItsBody) {
  const Reply empty = Owner().Post(kUsers, object());
  EXPECT_TRUE(IsEnvelope(empty, 400, "Validation failed."));
  EXPECT_EQ(Fields(empty), (std::vector<std::string>{"email", "username"}));
  const std::pair<const char*, std::string> wrong[] = {{"email", "a@localhost"},
                                                       {"email", "A <a@b.co>"},
                                                       {"username", "a_b"},
                                                       {"username", "create"},
                                                       {"username", std::string(33, 'a')},
                                                       {"name", "a "},
                                                       {"name", std::string(129, 'a')}};
  for (const auto& [field, value] : wrong) {
    const Reply reply = Owner().Post(kUsers, With(field, value));
    EXPECT_TRUE(IsEnvelope(reply, 400, "Validation failed.")) << value;
    EXPECT_EQ(Fields(reply), std::vector<std::string>{field});
  }
}

TEST(CreateUser, OnlyPasswordUsersHaveAPassword) {
  for (const char* type : {"none", "github"}) {
    object body = With("login_type", type);
    EXPECT_TRUE(IsEnvelope(Owner().Post(kUsers, body), 400)) << type;
    body.erase("password");
    const Reply reply = Owner().Post(kUsers, body);
    EXPECT_EQ(reply.Text("login_type"), type) << reply.body;
    EXPECT_EQ(Shared().Value("SELECT length(hashed_password) FROM users WHERE id = '" + reply.Text("id") + "'"), "0");
  }
}

TEST(CreateUser, OtherLoginTypesAre400) {
  for (const char* type : {"oidc", "token", "oauth2_provider_app", "nonsense"}) {
    object body = With("login_type", type);
    body.erase("password");
    EXPECT_TRUE(IsEnvelope(Owner().Post(kUsers, body), 400)) << type;
  }
}

TEST(CreateUser, NeedsAnOrganization) {
  const Reply reply = Owner().Post(kUsers, With("organization_ids", array()));
  EXPECT_TRUE(IsEnvelope(reply, 400));
  EXPECT_EQ(Fields(reply), std::vector<std::string>{"organization_ids"});
}

TEST(CreateUser, TheLegacyOrganizationIsAppendedAndTheZeroIdIsTheDefault) {
  const std::string other = NewOrganization();
  object body = With("organization_ids", array({other}));
  body["organization_id"] = "00000000-0000-0000-0000-000000000000";
  const Reply reply = Owner().Post(kUsers, body);
  ASSERT_EQ(reply.status, 201) << reply.body;
  EXPECT_EQ(reply.Json().at("organization_ids"), array({other, DefaultOrganization()}));
  body = With("organization_ids", nullptr);
  body["organization_id"] = other;
  EXPECT_EQ(Owner().Post(kUsers, body).Json().at("organization_ids"), array({other}));
}

TEST(CreateUser, AnOrganizationNamedTwiceStoresNothing) {
  object body = With("organization_ids", array({DefaultOrganization(), "00000000-0000-0000-0000-000000000000"}));
  EXPECT_TRUE(IsEnvelope(Owner().Post(kUsers, body), 400));
  EXPECT_EQ(
      Shared().Value("SELECT count(*) FROM users WHERE username = '" + std::string(body["username"].as_string()) + "'"),
      "0");
}

TEST(CreateUser, AnUnknownOrganizationIs404) {
  const object body = With("organization_ids", array({"6b7e6b5a-0000-4000-8000-000000000001"}));
  EXPECT_TRUE(IsEnvelope(Owner().Post(kUsers, body), 404, kNotFound));
}

TEST(CreateUser, ATakenNameOrAddressIs409InAnyCase) {
  const Person person = Shared().NewUser();
  for (const std::string& name : {person.username, absl::AsciiStrToUpper(person.username)}) {
    EXPECT_TRUE(IsEnvelope(Owner().Post(kUsers, With("username", name)), 409, "User already exists."));
    EXPECT_TRUE(IsEnvelope(Owner().Post(kUsers, With("email", name + "@example.com")), 409, "User already exists."));
  }
  EXPECT_TRUE(IsEnvelope(Owner().Post(kUsers, With("username", "prebuilds")), 409, "User already exists."));
}

TEST(CreateUser, ANameOfADeletedUserIsFree) {
  const Person person = Shared().NewUser();
  ASSERT_EQ(Owner().Delete(PathOf(person)).status, 200);
  EXPECT_EQ(Owner().Post(kUsers, NewUserBody(Shared(), person.username)).status, 201);
}

TEST(CreateUser, OfTwoAtOnceOneIs409) {
  const object body = NewUserBody(Shared(), FreshName());
  HeldRows held(Shared(), "LOCK TABLE users IN SHARE MODE");
  auto one = Begin([&] { return Owner().Post(kUsers, body); });
  auto two = Begin([&] { return Owner().Post(kUsers, body); });
  held.AwaitWaiting(2);
  held.Release();
  EXPECT_EQ(one.get().status + two.get().status, 201 + 409);
}

TEST(CreateUser, OwnersAndUserAdminsMayAndOthersMayNot) {
  EXPECT_EQ(Shared().NewUser({"user-admin"}).client.Post(kUsers, NewUserBody(Shared(), FreshName())).status, 201);
  for (const std::vector<std::string>& roles : {std::vector<std::string>{}, {"auditor"}, {"template-admin"}}) {
    const std::string name = FreshName();
    EXPECT_TRUE(IsEnvelope(Shared().NewUser(roles).client.Post(kUsers, NewUserBody(Shared(), name)), 403));
    EXPECT_EQ(Shared().Value("SELECT count(*) FROM users WHERE username = '" + name + "'"), "0");
  }
}

TEST(CreateUser, AMemberDoesNotLearnWhichNamesAreTaken) {
  const Person member = Shared().NewUser();
  const Reply taken = member.client.Post(kUsers, With("username", Shared().owner().username));
  const Reply free = member.client.Post(kUsers, With("username", FreshName()));
  EXPECT_TRUE(IsEnvelope(taken, 403));
  EXPECT_EQ(taken.body, free.body);
}

TEST(CreateUser, NeedsASession) {
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Post(kUsers, NewUserBody(Shared(), FreshName())), 401, kSignedOut));
}

TEST(CreateUser, PasswordsCanBeDisabled) {
  Site site(Site::Environment{{"CODER_DISABLE_PASSWORD_AUTH", "true"}});
  const std::string secret(22, 's');
  ASSERT_EQ(
      site.anonymous().Post(kFirst, {{"email", "o@example.com"}, {"username", "o"}, {"password", kPassword}}).status,
      201);
  site.Sql(
      "INSERT INTO api_keys (id, hashed_secret, user_id, last_used, expires_at, created_at, updated_at, login_type, "
      "lifetime_seconds) SELECT '0123456789', sha256('" +
      secret +
      "'), id, now(), now() + interval '1 day', now(), "
      "now(), 'password', 86400 FROM users WHERE username = 'o'");
  const Client owner = site.anonymous().WithToken("0123456789-" + secret);
  object body = NewUserBody(site, "member");
  EXPECT_TRUE(IsEnvelope(owner.Post(kUsers, body), 403, "Password authentication is disabled"));
  body["login_type"] = "none";
  body.erase("password");
  EXPECT_EQ(owner.Post(kUsers, body).status, 201);
}

}  // namespace
}  // namespace postern::test
