// Whole starts of clients, each with its calls in order: the command line, and the provider of Terraform.
#include "tests/http/clients/checks.h"
#include "tests/support/answers.h"

namespace postern::test {
namespace {

using boost::json::object;

constexpr char kKeys[] = "/api/v2/users/me/keys";
constexpr char kTokens[] = "/api/v2/users/me/keys/tokens";

// A new owner on a session that the command line made for itself.
Client CommandLineOfAnOwner() {
  const Client client = Shared().NewUser({"owner"}).client;
  return client.WithToken(client.Post(kKeys).Text("key"));
}

std::string Named(const Person& person) {
  return std::string(kUsers) + "/" + person.username;
}

TEST(CommandLine, LogsInToAnEmptySite) {
  Site site;
  const Reply first = site.anonymous().Get(kFirst, {{"Coder-Session-Token", ""}});
  EXPECT_TRUE(IsEnvelope(first, 404));
  EXPECT_TRUE(first.Header("X-Coder-Build-Version").starts_with("v2.23.0"));
  const object person = {{"email", "o@example.com"}, {"username", "o"}, {"name", "O"},
                         {"password", kPassword},    {"trial", false},  {"trial_info", object()}};
  ASSERT_EQ(site.anonymous().Post(kFirst, person).status, 201);
  const std::string token = TryLogin(site, "o@example.com").Text("session_token");
  EXPECT_EQ(site.anonymous().WithToken(token).Get(kMe).Text("username"), "o");
}

TEST(CommandLine, LogsInWithATokenAndMakesASessionOfItsOwn) {
  const Person person = Shared().NewUser();
  const Client token = person.client.WithToken(Shared().CreateToken(person.client));
  EXPECT_EQ(token.Get(kFirst).status, 200);
  const Reply session = token.Post(kKeys);
  ASSERT_EQ(session.status, 201);
  EXPECT_EQ(token.WithToken(session.Text("key")).Get(kMe).Text("id"), person.id);
}

TEST(CommandLine, LogsOutOnceAndIsToldSoTheSecondTime) {
  const Client session = CommandLineOfAnOwner();
  EXPECT_EQ(session.Post(kLogout).status, 200);
  EXPECT_TRUE(IsEnvelope(session.Post(kLogout), 401, kSignedOut));
  EXPECT_TRUE(IsEnvelope(session.Get(kMe), 401, kSignedOut));
}

TEST(CommandLine, ShowsAUserWithTheirOrganizations) {
  const Client session = CommandLineOfAnOwner();
  const boost::json::value user = session.Get(Named(Shared().NewUser())).Json();
  ASSERT_EQ(user.at("organization_ids").as_array().size(), 1U);
  for (const boost::json::value& id : user.at("organization_ids").as_array()) {
    const Reply organization = session.Get("/api/v2/organizations/" + std::string(id.as_string()));
    EXPECT_EQ(organization.Text("id"), id.as_string());
  }
}

TEST(CommandLine, ShowingNobodyAsksForTheList) {
  const Reply reply = CommandLineOfAnOwner().Get("/api/v2/users/");
  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(reply.Json().at("users").is_array());
}

TEST(CommandLine, CreatesAUserInItsOrganization) {
  const Client session = CommandLineOfAnOwner();
  const boost::json::value organizations = session.Get("/api/v2/users/me/organizations").Json();
  ASSERT_EQ(organizations.as_array().size(), 1U);
  object body = NewUserBody(Shared(), FreshName());
  body["name"] = "";
  body["login_type"] = "password";
  body["user_status"] = nullptr;
  body["organization_ids"] = {organizations.at(0).at("id")};
  const Reply created = session.Post(kUsers, body);
  ASSERT_EQ(created.status, 201) << created.body;
  EXPECT_EQ(created.Text("status"), "dormant");
}

TEST(CommandLine, ListsUsersWithAnEmptyQueryAndByTheirGithubId) {
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE users SET github_com_user_id = 471100 WHERE id = '" + person.id + "'");
  const Client session = CommandLineOfAnOwner();
  EXPECT_GE(session.Get("/api/v2/users?q=").Json().at("users").as_array().size(), 2U);
  const boost::json::value found = session.Get("/api/v2/users?q=github_com_user_id%3A471100").Json();
  ASSERT_EQ(found.at("count").as_int64(), 1);
  EXPECT_EQ(found.at("users").at(0).at("id").as_string(), person.id);
}

TEST(CommandLine, SuspendsAndActivatesByNameThenById) {
  const Person person = Shared().NewUser();
  const Client session = CommandLineOfAnOwner();
  for (const auto& [action, status] : {std::pair{"suspend", "suspended"}, {"activate", "active"}}) {
    const std::string id = session.Get(Named(person)).Text("id");
    EXPECT_EQ(session.Put(std::string(kUsers) + "/" + id + "/status/" + action).Text("status"), status);
  }
}

TEST(CommandLine, DeletesByNameThenById) {
  const Person person = Shared().NewUser();
  const Client session = CommandLineOfAnOwner();
  const std::string id = session.Get(Named(person)).Text("id");
  EXPECT_EQ(session.Delete(std::string(kUsers) + "/" + id).status, 200);
  EXPECT_TRUE(IsEnvelope(session.Get(Named(person)), 400, kNoSuchUser));
}

TEST(CommandLine, EditsRolesByName) {
  const Person person = Shared().NewUser();
  const Client session = CommandLineOfAnOwner();
  ASSERT_EQ(session.Get(Named(person)).status, 200);
  EXPECT_EQ(session.Get(Named(person) + "/roles").Json().at("roles"), boost::json::array());
  EXPECT_EQ(session.Get("/api/v2/users/roles").status, 200);
  const Reply edited = session.Put(Named(person) + "/roles", {{"roles", {"auditor"}}});
  EXPECT_EQ(edited.Json().at("roles").at(0).at("name").as_string(), "auditor") << edited.body;
}

TEST(CommandLine, CreatesListsAndRemovesATokenByItsName) {
  const Client session = CommandLineOfAnOwner();
  const Reply limit = session.Get(std::string(kTokens) + "/tokenconfig");
  const boost::json::value longest = limit.Json().at("max_token_lifetime");
  const Reply made = session.Post(kTokens, {{"lifetime", longest}, {"token_name", "my builds"}, {"scope", "all"}});
  ASSERT_EQ(made.status, 201) << made.body;
  for (const char* all : {"false", "true"}) {
    const Reply listed = session.Get(std::string(kTokens) + "?include_all=" + all);
    EXPECT_NE(listed.body.find(made.Text("key").substr(0, 10)), std::string::npos);
  }
  const Reply found = session.Get(std::string(kTokens) + "/my%20builds");
  ASSERT_EQ(found.status, 200);
  EXPECT_EQ(session.Delete(std::string(kKeys) + "/" + found.Text("id")).status, 204);
  EXPECT_EQ(session.Get(std::string(kTokens) + "?include_all=false").Json(), boost::json::array());
}

TEST(CommandLine, RemovesATokenByItsIdWhereNoNameFits) {
  const Client session = CommandLineOfAnOwner();
  const std::string token = Shared().CreateToken(session);
  const std::string id = token.substr(0, 10);
  EXPECT_TRUE(IsEnvelope(session.Get(std::string(kTokens) + "/" + token), 404));
  EXPECT_EQ(session.Get(std::string(kKeys) + "/" + id).Text("id"), id);
  EXPECT_EQ(session.Delete(std::string(kKeys) + "/" + id).status, 204);
}

TEST(CommandLine, RemovingATokenThatIsCalledLikeARouteDeletesNothing) {
  const Client session = CommandLineOfAnOwner();
  ASSERT_EQ(session.Post(kTokens, {{"token_name", "tokenconfig"}}).status, 201);
  EXPECT_EQ(session.Get(std::string(kTokens) + "/tokenconfig").Text("id"), "");
  EXPECT_EQ(session.Delete(std::string(kKeys) + "/").status, 405);
  EXPECT_EQ(session.Get(kTokens).Json().as_array().size(), 1U);
}

TEST(CommandLine, ShowsOrganizationsListsFeaturesAndAsksForSupport) {
  const Client session = CommandLineOfAnOwner();
  EXPECT_EQ(session.Get("/api/v2/users/me/organizations").status, 200);
  EXPECT_EQ(session.Get("/api/v2/organizations/coder").Text("id"), DefaultOrganization());
  EXPECT_EQ(session.Get("/api/v2/entitlements").status, 200);
  EXPECT_TRUE(May(session, Check("deployment_config", "read")));
  EXPECT_EQ(session.Get("/api/v2/buildinfo").status, 200);
}

TEST(Terraform, ConfiguresItselfByUserAndEntitlements) {
  const Client session = CommandLineOfAnOwner();
  EXPECT_EQ(session.Get(kMe).Json().at("organization_ids").at(0).as_string(), DefaultOrganization());
  EXPECT_EQ(session.Get("/api/v2/entitlements").status, 200);
}

TEST(Terraform, MakesAUserAndGivesItItsProfileRolesAndStatus) {
  const Client session = CommandLineOfAnOwner();
  const std::string organization(session.Get(kMe).Json().at("organization_ids").at(0).as_string());
  object body = NewUserBody(Shared(), FreshName());
  body["organization_ids"] = {organization};
  const Reply made = session.Post(kUsers, body);
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string path = std::string(kUsers) + "/" + made.Text("id");
  EXPECT_EQ(session.Put(path + "/profile", {{"username", body["username"]}, {"name", "Terra"}}).status, 200);
  EXPECT_EQ(session.Put(path + "/roles", {{"roles", {"template-admin"}}}).status, 200);
  EXPECT_EQ(session.Put(path + "/status/suspend").status, 200);
  const Reply read = session.Get(path);
  EXPECT_EQ(read.Text("name"), "Terra");
  EXPECT_EQ(read.Text("status"), "suspended");
  EXPECT_EQ(read.Json().at("roles").at(0).at("name").as_string(), "template-admin");
}

TEST(Terraform, UpdatesAUserAndToleratesTheOldPassword) {
  const Client session = CommandLineOfAnOwner();
  const Person person = Shared().NewUser();
  EXPECT_EQ(session.Put(PathOf(person) + "/profile", {{"username", FreshName()}, {"name", ""}}).status, 200);
  EXPECT_EQ(session.Put(PathOf(person) + "/roles", {{"roles", boost::json::array()}}).status, 200);
  EXPECT_TRUE(IsEnvelope(session.Put(PathOf(person) + "/password", {{"password", kPassword}}), 400,
                         "New password cannot match old password."));
  EXPECT_EQ(session.Put(PathOf(person) + "/password", {{"password", "AnotherSecure1!"}}).status, 204);
  EXPECT_EQ(session.Put(PathOf(person) + "/status/activate").status, 200);
}

TEST(Terraform, SeesThatAUserWasDeleted) {
  const Client session = CommandLineOfAnOwner();
  const Person person = Shared().NewUser();
  ASSERT_EQ(session.Delete(PathOf(person)).status, 200);
  EXPECT_EQ(session.Get(PathOf(person)).status, 200);
  EXPECT_TRUE(IsEnvelope(session.Get(Named(person)), 400, "must be an existing uuid or username"));
}

}  // namespace
}  // namespace postern::test
