// POST /authcheck: what the caller may do, of things that the body describes.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/http/clients/checks.h"

namespace postern::test {
namespace {

using boost::json::object;

const Client& Owner() {
  return Shared().owner().client;
}

// --- what the dashboard asks -----------------------------------------------------------------------------------------

struct Question {
  const char* key;
  const char* type;
  const char* action;
  bool any_org;
  const char* yes;  // The roles that are answered true, beside owner; + stands for everybody.
};

// Written by hand: nothing of it is computed from the roles.
constexpr Question kDashboard[] = {
    {"viewAllUsers", "user", "read", false,
     "user-admin auditor template-admin organization-admin organization-user-admin"},
    {"updateUsers", "user", "update", false, "user-admin"},
    {"createUser", "user", "create", false, "user-admin"},
    {"createTemplates", "template", "create", true, "template-admin organization-admin organization-template-admin"},
    {"updateTemplates", "template", "update", false, "template-admin"},
    {"deleteTemplates", "template", "delete", false, "template-admin"},
    {"viewDeploymentConfig", "deployment_config", "read", false, "auditor"},
    {"editDeploymentConfig", "deployment_config", "update", false, ""},
    {"viewDeploymentStats", "deployment_stats", "read", false, "auditor"},
    {"readWorkspaceProxies", "workspace_proxy", "read", false, "+"},
    {"editWorkspaceProxies", "workspace_proxy", "create", false, ""},
    {"createOrganization", "organization", "create", false, ""},
    {"viewAnyGroup", "group", "read", false, "user-admin auditor template-admin"},
    {"createGroup", "group", "create", false, "user-admin"},
    {"viewAllLicenses", "license", "read", false, ""},
    {"viewNotificationTemplate", "notification_template", "read", false, ""},
    {"viewOrganizationIDPSyncSettings", "idpsync_settings", "read", false, "user-admin"},
    {"viewAnyMembers", "organization_member", "read", true,
     "user-admin auditor template-admin organization-admin organization-user-admin organization-auditor "
     "organization-template-admin"},
    {"editAnyGroups", "group", "update", true, "user-admin organization-admin organization-user-admin"},
    {"assignAnyRoles", "assign_org_role", "assign", true, "user-admin organization-admin organization-user-admin"},
    {"viewAnyIdpSyncSettings", "idpsync_settings", "read", true,
     "user-admin organization-admin organization-user-admin"},
    {"editAnySettings", "organization", "update", true, "organization-admin"},
    {"viewAnyAuditLog", "audit_log", "read", true, "auditor organization-admin organization-auditor"},
    {"viewDebugInfo", "debug_info", "read", false, ""}};

bool Listed(const Question& question, const std::string& role) {
  const std::string yes = absl::StrCat(" ", question.yes, " ");
  return yes == " + " || yes.find(" " + role + " ") != std::string::npos;
}

object DashboardChecks() {
  object checks;
  for (const Question& question : kDashboard) {
    object more;
    if (question.any_org) more["any_org"] = true;
    checks[question.key] = Check(question.type, question.action, more);
  }
  return checks;
}

void ExpectAnswers(const Client& client, const std::vector<std::string>& roles) {
  const Reply reply = AskAll(client, DashboardChecks());
  ASSERT_EQ(reply.status, 200) << reply.body;
  const boost::json::value answers = reply.Json();
  EXPECT_EQ(answers.as_object().size(), std::size(kDashboard));
  for (const Question& question : kDashboard) {
    const bool expected = std::any_of(
        roles.begin(), roles.end(), [&](const std::string& role) { return role == "owner" || Listed(question, role); });
    EXPECT_EQ(answers.at(question.key).as_bool(), expected) << roles.back() << ": " << question.key;
  }
}

class DashboardOfSiteRole : public testing::TestWithParam<const char*> {};

TEST_P(DashboardOfSiteRole, IsAnsweredAsTheTableSays) {
  ExpectAnswers(Shared().NewUser({GetParam()}).client, {GetParam()});
}
INSTANTIATE_TEST_SUITE_P(Roles, DashboardOfSiteRole,
                         testing::Values("owner", "user-admin", "auditor", "template-admin", "member"));

class DashboardOfOrganizationRole : public testing::TestWithParam<const char*> {};

TEST_P(DashboardOfOrganizationRole, IsAnsweredAsTheTableSays) {
  ExpectAnswers(NewUserInOrganization(GetParam()).client, {GetParam()});
}
INSTANTIATE_TEST_SUITE_P(Roles, DashboardOfOrganizationRole,
                         testing::Values("organization-admin", "organization-user-admin", "organization-auditor",
                                         "organization-template-admin", "organization-workspace-creation-ban"));

TEST(DashboardOfRoles, AddsUp) {
  ExpectAnswers(Shared().NewUser({"auditor", "template-admin"}).client, {"auditor", "template-admin"});
}

// --- the object of a question ----------------------------------------------------------------------------------------

TEST(Authcheck, MeIsTheCaller) {
  const Person person = Shared().NewUser();
  EXPECT_TRUE(May(person.client, Check("user", "read", {{"owner_id", "me"}})));
  EXPECT_TRUE(May(person.client, Check("user", "update_personal", {{"owner_id", "me"}})));
  EXPECT_TRUE(May(person.client, Check("api_key", "create", {{"owner_id", "me"}})));
  EXPECT_FALSE(May(person.client, Check("user", "update", {{"owner_id", "me"}})));
}

TEST(Authcheck, AnOwnerIsNamedById) {
  const Person person = Shared().NewUser();
  EXPECT_TRUE(May(person.client, Check("user", "read", {{"owner_id", person.id}})));
  EXPECT_TRUE(May(person.client, Check("user", "read", {{"owner_id", "urn:uuid:" + person.id}})));
  EXPECT_FALSE(May(person.client, Check("user", "read", {{"owner_id", Shared().owner().id}})));
  EXPECT_FALSE(May(person.client, Check("user", "read", {{"owner_id", person.username}})));
}

TEST(Authcheck, NobodysIsForTheSiteAlone) {
  EXPECT_FALSE(May(Shared().NewUser().client, Check("user", "read")));
  EXPECT_TRUE(May(Shared().NewUser({"auditor"}).client, Check("user", "read")));
}

TEST(Authcheck, OnesOwnThingsAreWhereOneBelongs) {
  const Person person = Shared().NewUser();
  const object here = {{"owner_id", "me"}, {"organization_id", DefaultOrganization()}};
  const object elsewhere = {{"owner_id", "me"}, {"organization_id", obs::NewUuid()}};
  EXPECT_TRUE(May(person.client, Check("workspace", "create", here)));
  EXPECT_FALSE(May(person.client, Check("workspace", "create", elsewhere)));
}

TEST(Authcheck, TheRolesOfAnOrganizationHoldThere) {
  const Person admin = NewUserInOrganization("organization-admin");
  EXPECT_TRUE(May(admin.client, Check("organization", "update", {{"organization_id", DefaultOrganization()}})));
  EXPECT_FALSE(May(admin.client, Check("organization", "update", {{"organization_id", obs::NewUuid()}})));
  EXPECT_FALSE(May(admin.client, Check("organization", "update")));
}

TEST(Authcheck, WhatIsNoIdIsNobodyAndNowhere) {
  const Person person = Shared().NewUser();
  for (const char* text : {"x", "coder", " ", "ME"}) {
    EXPECT_FALSE(May(person.client, Check("user", "read", {{"owner_id", text}}))) << text;
    EXPECT_FALSE(May(person.client, Check("organization", "read", {{"organization_id", text}}))) << text;
    EXPECT_TRUE(May(Owner(), Check("organization", "read", {{"organization_id", text}}))) << text;
  }
}

TEST(Authcheck, TheNilIdIsNone) {
  const std::string nil = "00000000-0000-0000-0000-000000000000";
  const Person person = Shared().NewUser();
  EXPECT_FALSE(May(person.client, Check("organization", "read", {{"organization_id", nil}})));
  EXPECT_TRUE(May(person.client, Check("organization", "read", {{"organization_id", nil}, {"any_org", true}})));
  EXPECT_TRUE(May(person.client, Check("user", "read", {{"owner_id", "me"}, {"organization_id", nil}})));
  EXPECT_FALSE(May(person.client, Check("user", "read", {{"owner_id", nil}})));
}

TEST(Authcheck, AnyOrganizationIsOneThatAllows) {
  const Person person = Shared().NewUser();
  EXPECT_TRUE(May(person.client, Check("organization", "read", {{"any_org", true}})));
  EXPECT_FALSE(May(person.client, Check("template", "create", {{"any_org", true}})));
  Shared().Sql("DELETE FROM organization_members WHERE user_id = '" + person.id + "'");
  EXPECT_FALSE(May(person.client, Check("organization", "read", {{"any_org", true}})));
}

TEST(Authcheck, AnyOrganizationAndAnOrganizationContradict) {
  const object both = {{"any_org", true}, {"organization_id", DefaultOrganization()}};
  EXPECT_FALSE(May(Owner(), Check("organization", "read", both)));
}

TEST(Authcheck, UnknownTypesAndActionsAreNo) {
  EXPECT_FALSE(May(Owner(), Check("nonsense", "read")));
  EXPECT_FALSE(May(Owner(), Check("*", "read")));
  EXPECT_FALSE(May(Owner(), Check("User", "read")));
  for (const char* action : {"nonsense", "READ", "*", ""}) EXPECT_FALSE(May(Owner(), Check("user", action))) << action;
}

TEST(Authcheck, TheBanHoldsForOnesOwnWorkspaces) {
  const object mine = {{"owner_id", "me"}, {"organization_id", DefaultOrganization()}};
  const Person banned = NewUserInOrganization("organization-workspace-creation-ban");
  EXPECT_FALSE(May(banned.client, Check("workspace", "create", mine)));
  EXPECT_TRUE(May(banned.client, Check("workspace", "start", mine)));
}

// --- who asks --------------------------------------------------------------------------------------------------------

TEST(Authcheck, NeedsASession) {
  EXPECT_TRUE(IsEnvelope(AskAll(Shared().anonymous(), {}), 401, kSignedOut));
}

TEST(Authcheck, OtherMethodsAre401Then405) {
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get(kAuthcheck), 401, kSignedOut));
  const Reply reply = Shared().NewUser().client.Get(kAuthcheck);
  EXPECT_TRUE(IsEnvelope(reply, 405));
  EXPECT_EQ(reply.All("Allow"), std::vector<std::string>{"POST"});
}

TEST(Authcheck, BelowItASessionIsAskedForFirst) {
  const std::string below = std::string(kAuthcheck) + "/nothing";
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Post(below), 401, kSignedOut));
  EXPECT_TRUE(IsEnvelope(Owner().Post(below), 404, "Route not found."));
}

TEST(Authcheck, ATrailingSlashIsTolerated) {
  EXPECT_EQ(Owner().Post(std::string(kAuthcheck) + "/", {{"checks", object()}}).status, 200);
}

TEST(Authcheck, AnApplicationKeyMayConnectAndNothingElse) {
  const Person owner = Shared().NewUser({"owner"});
  const Client key = owner.client.WithToken(Shared().CreateToken(owner.client, {{"scope", "application_connect"}}));
  EXPECT_TRUE(May(key, Check("workspace", "application_connect", {{"owner_id", "me"}})));
  EXPECT_TRUE(May(key, Check("workspace", "application_connect", {{"owner_id", Shared().owner().id}})));
  EXPECT_FALSE(May(key, Check("workspace", "read", {{"owner_id", "me"}})));
  EXPECT_FALSE(May(key, Check("workspace_dormant", "application_connect", {{"owner_id", "me"}})));
  EXPECT_FALSE(May(key, Check("user", "read", {{"owner_id", "me"}})));
}

TEST(Authcheck, AnApplicationKeyAddsNothingToTheRoles) {
  const Person member = Shared().NewUser();
  const Client key = member.client.WithToken(Shared().CreateToken(member.client, {{"scope", "application_connect"}}));
  EXPECT_TRUE(May(key, Check("workspace", "application_connect", {{"owner_id", "me"}})));
  EXPECT_FALSE(May(key, Check("workspace", "application_connect", {{"owner_id", Shared().owner().id}})));
}

}  // namespace
}  // namespace postern::test
