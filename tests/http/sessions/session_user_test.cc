// The user behind a session: the OAuth link, the status, the roles.
#include "tests/support/answers.h"
#include "tests/support/stored_key.h"

namespace postern::test {
namespace {

void SetStatus(const Person& person, const std::string& status) {
  Shared().Sql("UPDATE users SET status = '" + status + "' WHERE id = '" + person.id + "'");
}

std::string Status(const Person& person) {
  return Shared().Value("SELECT status FROM users WHERE id = '" + person.id + "'");
}

// A user whose session is of this login type.
Person NewOauthUser(const std::string& login_type) {
  Person person = Shared().NewUser();
  StoredKey(Shared(), person.client).Set("login_type = '" + login_type + "'");
  return person;
}

void Link(const Person& person, const std::string& login_type, const std::string& expiry, const std::string& refresh) {
  Shared().Sql("DELETE FROM user_links WHERE user_id = '" + person.id + "'");
  Shared().Sql("INSERT INTO user_links (user_id, login_type, linked_id, oauth_expiry, oauth_refresh_token) VALUES ('" +
               person.id + "', '" + login_type + "', '" + person.id + "', " + expiry + ", '" + refresh + "')");
}

TEST(OauthLink, AGithubOrOidcSessionNeedsItsLink) {
  for (const std::string login_type : {"github", "oidc"}) {
    const Person person = NewOauthUser(login_type);
    const Reply reply = person.client.Get(kMe);
    EXPECT_TRUE(IsEnvelope(reply, 401, kSignedOut)) << login_type;
    EXPECT_NE(reply.Text("detail"), "");
    Link(person, login_type == "github" ? "oidc" : "github", "now() + interval '1 hour'", "");
    EXPECT_TRUE(IsEnvelope(person.client.Get(kMe), 401, kSignedOut)) << "the link of another provider";
    Link(person, login_type, "now() + interval '1 hour'", "");
    EXPECT_EQ(person.client.Get(kMe).status, 200) << login_type;
  }
}

TEST(OauthLink, AZeroExpiryNeverExpires) {
  const Person person = NewOauthUser("oidc");
  Link(person, "oidc", "'0001-01-01 00:00:00+00'", "");
  EXPECT_EQ(person.client.Get(kMe).status, 200);
}

TEST(OauthLink, AnExpiredLinkWithoutRefreshTokenIsSignedOut) {
  const Person person = NewOauthUser("oidc");
  Link(person, "oidc", "now() - interval '1 hour'", "");
  EXPECT_TRUE(IsEnvelope(person.client.Get(kMe), 401, kSignedOut));
}

TEST(OauthLink, AnExpiredLinkWithRefreshTokenAndNoProviderIs500UnableToRefresh) {
  const Person person = NewOauthUser("oidc");
  Link(person, "oidc", "now() - interval '1 hour'", "refresh");
  const Reply reply = person.client.Get(kMe);
  EXPECT_TRUE(IsEnvelope(reply, 500, "Unable to refresh"));
  EXPECT_EQ(reply.Text("detail"), "");
}

TEST(OauthLink, ARefusedLinkRecordsNoUse) {
  const Person person = NewOauthUser("github");
  StoredKey key(Shared(), person.client);
  key.Set("last_used = now() - interval '1 day'");
  const std::string before = key.All();
  EXPECT_EQ(person.client.Get(kMe).status, 401);
  EXPECT_EQ(key.All(), before);
}

TEST(OauthLink, AnExpiredKeyIsRefusedBeforeItsLinkIsAsked) {
  const Person person = NewOauthUser("oidc");
  Link(person, "oidc", "now() - interval '1 hour'", "refresh");
  StoredKey(Shared(), person.client).Set("expires_at = now() - interval '1 second'");
  EXPECT_TRUE(IsEnvelope(person.client.Get(kMe), 401, kSignedOut));
}

TEST(SessionStatus, ADormantUserBecomesActiveByUse) {
  const Person person = Shared().NewUser();
  SetStatus(person, "dormant");
  Shared().Sql("UPDATE users SET updated_at = '2020-01-01' WHERE id = '" + person.id + "'");
  EXPECT_EQ(person.client.Get(kMe).Text("status"), "active");
  EXPECT_EQ(Status(person), "active");
  EXPECT_EQ(Shared().Value("SELECT updated_at > now() - interval '1 minute' FROM users WHERE id = '" + person.id + "'"),
            "t");
}

TEST(SessionStatus, TheTokensProgramWakesADormantUserToo) {
  const Person person = Shared().NewUser();
  SetStatus(person, "dormant");
  EXPECT_EQ(person.client.Get("/api/v2/users/me/keys/tokens").status, 200);
  EXPECT_EQ(Status(person), "active");
}

TEST(SessionStatus, ASuspendedUserIsToldTheStatusAndWhomToAsk) {
  const Person person = Shared().NewUser();
  SetStatus(person, "suspended");
  for (const std::string path : {kMe, "/api/v2/users/me/keys/tokens"}) {
    const Reply reply = person.client.Get(path);
    EXPECT_TRUE(IsEnvelope(reply, 401, "Contact an admin"));
    EXPECT_NE(reply.Text("message").find("\"suspended\""), std::string::npos) << reply.body;
    EXPECT_EQ(reply.Text("detail"), "");
  }
  EXPECT_EQ(Status(person), "suspended");
}

TEST(SessionStatus, ASuspendedUserCannotEvenLogOut) {
  const Person person = Shared().NewUser();
  SetStatus(person, "suspended");
  EXPECT_TRUE(IsEnvelope(person.client.Post(kLogout), 401, "Contact an admin"));
  EXPECT_TRUE(StoredKey(Shared(), person.client).exists());
}

TEST(SessionStatus, ADeletedUsersKeysAreGone) {
  const Person person = Shared().NewUser();
  const Client token = person.client.WithToken(Shared().CreateToken(person.client));
  EXPECT_EQ(Shared().owner().client.Delete(PathOf(person)).status, 200);
  EXPECT_TRUE(IsEnvelope(person.client.Get(kMe), 401, kSignedOut));
  EXPECT_TRUE(IsEnvelope(token.Get(kMe), 401, kSignedOut));
  EXPECT_EQ(Shared().Value("SELECT count(*) FROM api_keys WHERE user_id = '" + person.id + "'"), "0");
}

TEST(SessionRoles, RolesAreReadAtEachRequest) {
  const Person person = Shared().NewUser();
  const std::string path = PathOf(Shared().owner());
  for (const auto& [roles, status] : {std::pair{"{}", 400}, {"{auditor}", 200}, {"{}", 400}}) {
    Shared().Sql(std::string("UPDATE users SET rbac_roles = '") + roles + "' WHERE id = '" + person.id + "'");
    EXPECT_EQ(person.client.Get(path).status, status) << roles;
  }
}

TEST(SessionRoles, UnknownRoleNamesAreIgnored) {
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE users SET rbac_roles = '{no-such-role,auditor}' WHERE id = '" + person.id + "'");
  EXPECT_EQ(person.client.Get(kMe).status, 200);
  EXPECT_EQ(person.client.Get(PathOf(Shared().owner())).status, 200);
}

TEST(SessionRoles, RolesOfAnOrganizationCount) {
  const Person person = Shared().NewUser();
  EXPECT_EQ(person.client.Get(PathOf(Shared().owner())).status, 400);
  Shared().Sql("UPDATE organization_members SET roles = '{organization-admin,no-such-role}' WHERE user_id = '" +
               person.id + "'");
  EXPECT_EQ(person.client.Get(PathOf(Shared().owner())).status, 200);
}

TEST(SessionRoles, CustomRolesOfTheSiteAreExpanded) {
  const Person person = Shared().NewUser();
  const std::string role = FreshName();
  Shared().Sql("UPDATE users SET rbac_roles = ARRAY['" + role + "'] WHERE id = '" + person.id + "'");
  EXPECT_EQ(person.client.Get(PathOf(Shared().owner())).status, 400);
  Shared().Sql(
      "INSERT INTO custom_roles (name, display_name, site_permissions, org_permissions, user_permissions) VALUES ('" +
      role + "', '', '[{\"negate\": false, \"resource_type\": \"user\", \"action\": \"read\"}]', '[]', '[]')");
  EXPECT_EQ(person.client.Get(PathOf(Shared().owner())).status, 200);
}

}  // namespace
}  // namespace postern::test
