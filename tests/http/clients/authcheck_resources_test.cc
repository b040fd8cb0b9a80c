// POST /authcheck of things that are there: workspaces, templates, users and groups by their ids.
#include "absl/strings/str_cat.h"
#include "tests/http/clients/checks.h"
#include "tests/support/private_cluster.h"
#include "tests/support/program.h"

namespace postern::test {
namespace {

using boost::json::object;

const Client& Owner() {
  return Shared().owner().client;
}

bool MayById(const Client& client, std::string_view type, std::string_view action, const std::string& id) {
  return May(client, Check(type, action, {{"resource_id", id}}));
}

std::string NewTemplate(Site& site) {
  return site.Value(
      absl::StrCat("INSERT INTO templates (id, created_at, updated_at, organization_id, name, provisioner, "
                   "active_version_id, created_by) SELECT gen_random_uuid(), now(), now(), id, '",
                   FreshName(), "', 'echo', gen_random_uuid(), '", site.owner().id,
                   "' FROM organizations WHERE is_default RETURNING id"));
}

std::string NewWorkspace(Site& site, const Person& person) {
  return site.Value(
      absl::StrCat("INSERT INTO workspaces (id, created_at, updated_at, owner_id, organization_id, template_id, name) "
                   "SELECT gen_random_uuid(), now(), now(), '",
                   person.id, "', id, '", NewTemplate(site), "', '", FreshName(),
                   "' FROM organizations WHERE is_default RETURNING id"));
}

std::string NewGroup() {
  return Shared().Value(absl::StrCat("INSERT INTO groups (id, name, organization_id) SELECT gen_random_uuid(), '",
                                     FreshName(), "', id FROM organizations WHERE is_default RETURNING id"));
}

void Join(const Person& person, const std::string& group) {
  Shared().Sql(absl::StrCat("INSERT INTO group_members (user_id, group_id) VALUES ('", person.id, "', '", group, "')"));
}

void LeaveOrganization(const Person& person) {
  Shared().Sql("DELETE FROM organization_members WHERE user_id = '" + person.id + "'");
}

// A template whose list of users or of groups says this.
std::string TemplateListing(const std::string& column, const std::string& id, const std::string& actions) {
  const std::string made = NewTemplate(Shared());
  Shared().Sql(
      absl::StrCat("UPDATE templates SET ", column, " = '{\"", id, "\": ", actions, "}' WHERE id = '", made, "'"));
  return made;
}

// --- users -----------------------------------------------------------------------------------------------------------

TEST(AuthcheckOfUsers, ThoseWhoMayNotBeReadAreNo) {
  const Person person = Shared().NewUser();
  EXPECT_TRUE(MayById(person.client, "user", "read", person.id));
  EXPECT_TRUE(MayById(person.client, "user", "update_personal", person.id));
  EXPECT_FALSE(MayById(person.client, "user", "update", person.id));
  EXPECT_FALSE(MayById(person.client, "user", "read", Shared().owner().id));
  EXPECT_TRUE(MayById(Shared().NewUser({"auditor"}).client, "user", "read", person.id));
}

TEST(AuthcheckOfUsers, TheIdMayHaveAnyForm) {
  const Person person = Shared().NewUser();
  EXPECT_TRUE(MayById(person.client, "user", "read", "{" + person.id + "}"));
}

TEST(AuthcheckOfUsers, MissingOnesAreNoForOwnersToo) {
  for (const char* type : {"user", "workspace", "template", "group"}) {
    EXPECT_FALSE(MayById(Owner(), type, "read", obs::NewUuid())) << type;
    EXPECT_FALSE(MayById(Owner(), type, "read", "00000000-0000-0000-0000-000000000000")) << type;
  }
}

TEST(AuthcheckOfUsers, DeletedOnesAreStillThere) {
  const Person person = Shared().NewUser();
  ASSERT_EQ(Owner().Delete(PathOf(person)).status, 200);
  EXPECT_TRUE(MayById(Owner(), "user", "read", person.id));
}

TEST(AuthcheckOfUsers, AnIdOfAnotherTypeFindsNothing) {
  EXPECT_FALSE(MayById(Owner(), "template", "read", Shared().owner().id));
}

TEST(AuthcheckOfUsers, UnknownActionsAreNo) {
  EXPECT_FALSE(MayById(Owner(), "user", "nonsense", Shared().owner().id));
}

// --- workspaces ------------------------------------------------------------------------------------------------------

TEST(AuthcheckOfWorkspaces, TheRowSaysWhoseItIsAndNotTheBody) {
  const Person person = Shared().NewUser();
  const Person other = Shared().NewUser();
  const std::string mine = NewWorkspace(Shared(), person);
  const object claims = {
      {"resource_id", mine}, {"owner_id", other.id}, {"organization_id", obs::NewUuid()}, {"any_org", true}};
  EXPECT_TRUE(May(person.client, Check("workspace", "ssh", claims)));
  EXPECT_FALSE(May(other.client, Check("workspace", "ssh", claims)));
  EXPECT_FALSE(May(other.client, Check("workspace", "ssh", {{"resource_id", mine}, {"owner_id", "me"}})));
}

TEST(AuthcheckOfWorkspaces, OwnersReachThemAllAndTemplateAdminsReadThem) {
  const std::string workspace = NewWorkspace(Shared(), Shared().NewUser());
  EXPECT_TRUE(MayById(Owner(), "workspace", "ssh", workspace));
  const Person reader = Shared().NewUser({"template-admin"});
  EXPECT_TRUE(MayById(reader.client, "workspace", "read", workspace));
  EXPECT_FALSE(MayById(reader.client, "workspace", "update", workspace));
}

TEST(AuthcheckOfWorkspaces, OrganizationAdminsHaveAllButTheWayIn) {
  const std::string workspace = NewWorkspace(Shared(), Shared().NewUser());
  const Person admin = NewUserInOrganization("organization-admin");
  EXPECT_TRUE(MayById(admin.client, "workspace", "delete", workspace));
  EXPECT_FALSE(MayById(admin.client, "workspace", "ssh", workspace));
}

TEST(AuthcheckOfWorkspaces, DormantOnesAreNeitherStartedNorEntered) {
  const Person person = Shared().NewUser();
  const std::string workspace = NewWorkspace(Shared(), person);
  Shared().Sql("UPDATE workspaces SET dormant_at = now() WHERE id = '" + workspace + "'");
  for (const Client& client : {person.client, Owner()}) {
    for (const char* action : {"read", "update", "delete", "stop"}) {
      EXPECT_TRUE(MayById(client, "workspace", action, workspace)) << action;
    }
    for (const char* action : {"start", "ssh", "application_connect"}) {
      EXPECT_FALSE(MayById(client, "workspace", action, workspace)) << action;
    }
  }
}

TEST(AuthcheckOfWorkspaces, AnApplicationKeyMayNotReadAndSoFindsNone) {
  const Person person = Shared().NewUser();
  const Client key = person.client.WithToken(Shared().CreateToken(person.client, {{"scope", "application_connect"}}));
  EXPECT_FALSE(MayById(key, "workspace", "application_connect", NewWorkspace(Shared(), person)));
}

// --- templates -------------------------------------------------------------------------------------------------------

TEST(AuthcheckOfTemplates, WithoutAListTheyAreForRoles) {
  const std::string made = NewTemplate(Shared());
  EXPECT_FALSE(MayById(Shared().NewUser().client, "template", "read", made));
  EXPECT_TRUE(MayById(Shared().NewUser({"auditor"}).client, "template", "read", made));
  EXPECT_FALSE(MayById(Shared().NewUser({"auditor"}).client, "template", "use", made));
  EXPECT_TRUE(MayById(NewUserInOrganization("organization-template-admin").client, "template", "update", made));
}

TEST(AuthcheckOfTemplates, TheirListAllowsAUserItsActions) {
  const Person person = Shared().NewUser();
  const std::string made = TemplateListing("user_acl", person.id, R"(["read", "use"])");
  EXPECT_TRUE(MayById(person.client, "template", "read", made));
  EXPECT_TRUE(MayById(person.client, "template", "use", made));
  EXPECT_FALSE(MayById(person.client, "template", "update", made));
  EXPECT_FALSE(MayById(Shared().NewUser().client, "template", "read", made));
}

TEST(AuthcheckOfTemplates, AStarOnTheListAllowsAll) {
  const Person person = Shared().NewUser();
  const std::string made = TemplateListing("user_acl", person.id, R"(["*"])");
  for (const char* action : {"read", "use", "update", "delete"}) {
    EXPECT_TRUE(MayById(person.client, "template", action, made)) << action;
  }
  EXPECT_FALSE(MayById(person.client, "template", "nonsense", made));
}

TEST(AuthcheckOfTemplates, WhoIsOnTheListButMayNotReadIsNotAnswered) {
  const Person person = Shared().NewUser();
  EXPECT_FALSE(MayById(person.client, "template", "use", TemplateListing("user_acl", person.id, R"(["use"])")));
}

TEST(AuthcheckOfTemplates, TheirListAllowsTheMembersOfAGroup) {
  const Person person = Shared().NewUser();
  const std::string group = NewGroup();
  const std::string made = TemplateListing("group_acl", group, R"(["read"])");
  EXPECT_FALSE(MayById(person.client, "template", "read", made));
  Join(person, group);
  EXPECT_TRUE(MayById(person.client, "template", "read", made));
  EXPECT_FALSE(MayById(person.client, "template", "use", made));
}

TEST(AuthcheckOfTemplates, EveryoneIsWhoBelongsToTheOrganization) {
  const Person person = Shared().NewUser();
  const std::string made = TemplateListing("group_acl", DefaultOrganization(), R"(["read", "use"])");
  EXPECT_TRUE(MayById(person.client, "template", "use", made));
  LeaveOrganization(person);
  EXPECT_FALSE(MayById(person.client, "template", "use", made));
}

TEST(AuthcheckOfTemplates, TheScopeOfTheKeyMustAllowAsWell) {
  const Person person = Shared().NewUser();
  const Client key = person.client.WithToken(Shared().CreateToken(person.client, {{"scope", "application_connect"}}));
  EXPECT_FALSE(MayById(key, "template", "read", TemplateListing("user_acl", person.id, R"(["*"])")));
}

TEST(AuthcheckOfTemplates, AListOfNullGrantsNothing) {
  const Person person = Shared().NewUser();
  EXPECT_FALSE(MayById(person.client, "template", "read", TemplateListing("user_acl", person.id, "null")));
  const std::string made = NewTemplate(Shared());
  Shared().Sql("UPDATE templates SET user_acl = 'null', group_acl = 'null' WHERE id = '" + made + "'");
  EXPECT_FALSE(MayById(person.client, "template", "read", made));
}

// --- groups ----------------------------------------------------------------------------------------------------------

TEST(AuthcheckOfGroups, TheirMembersReadThem) {
  const Person person = Shared().NewUser();
  const std::string group = NewGroup();
  EXPECT_FALSE(MayById(person.client, "group", "read", group));
  Join(person, group);
  EXPECT_TRUE(MayById(person.client, "group", "read", group));
  EXPECT_FALSE(MayById(person.client, "group", "update", group));
}

TEST(AuthcheckOfGroups, EveryoneIsReadByWhoBelongsToTheOrganization) {
  const Person person = Shared().NewUser();
  EXPECT_TRUE(MayById(person.client, "group", "read", DefaultOrganization()));
  LeaveOrganization(person);
  EXPECT_FALSE(MayById(person.client, "group", "read", DefaultOrganization()));
}

TEST(AuthcheckOfGroups, AdministratorsChangeThem) {
  const std::string group = NewGroup();
  EXPECT_TRUE(MayById(Shared().NewUser({"user-admin"}).client, "group", "update", group));
  EXPECT_TRUE(MayById(NewUserInOrganization("organization-user-admin").client, "group", "update", group));
  EXPECT_FALSE(MayById(Shared().NewUser({"auditor"}).client, "group", "update", group));
}

// --- a site of its own -----------------------------------------------------------------------------------------------

TEST(AuthcheckOfOtherSites, OwnersAreKeptOutOfTheWorkspacesOfOthers) {
  Site site(Site::Environment{{"CODER_DISABLE_OWNER_WORKSPACE_ACCESS", "true"}});
  const Client& owner = site.owner().client;
  const std::string theirs = NewWorkspace(site, site.NewUser());
  const std::string mine = NewWorkspace(site, site.owner());
  for (const char* action : {"ssh", "application_connect"}) {
    EXPECT_FALSE(MayById(owner, "workspace", action, theirs)) << action;
    EXPECT_TRUE(MayById(owner, "workspace", action, mine)) << action;
  }
  EXPECT_TRUE(MayById(owner, "workspace", "update", theirs));
  EXPECT_FALSE(May(owner, Check("workspace", "ssh")));
}

// Read from the log of the database's server.
TEST(AuthcheckOfOtherSites, OneStatementFetchesAllOfAType) {
  Site site;
  const Client& owner = site.owner().client;
  site.Sql("ALTER DATABASE " + site.database().name() + " SET log_statement = 'all'");
  site.Sql(
      "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
      "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  object checks;
  for (int i = 0; i < 5; ++i) {
    const std::string number = std::to_string(i);
    checks["user " + number] = Check("user", "read", {{"resource_id", site.NewUser().id}});
    checks["template " + number] = Check("template", "read", {{"resource_id", NewTemplate(site)}});
  }
  const auto log = [] { return ReadFile(PrivateCluster::Shared().folder() + "/log"); };
  const std::size_t before = log().size();
  ASSERT_EQ(AskAll(owner, checks).status, 200);
  const std::string since = log().substr(before);
  for (const char* name : {"resources_find_users", "resources_find_templates"}) {
    const std::size_t first = since.find(absl::StrCat("execute ", name));
    ASSERT_NE(first, std::string::npos) << name;
    EXPECT_EQ(since.find(absl::StrCat("execute ", name), first + 1), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace postern::test
