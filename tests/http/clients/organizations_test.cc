// GET /organizations, /organizations/{org}, /users/{user}/organizations and /users/{user}/organizations/{name}.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tests/http/clients/checks.h"

namespace postern::test {
namespace {

constexpr char kOrganizations[] = "/api/v2/organizations";

const Client& Owner() {
  return Shared().owner().client;
}

struct Organization {
  std::string name = FreshName();
  std::string id;
};

Organization NewOrganization(const std::string& name = FreshName()) {
  return {name, Shared().Value(absl::StrCat(
                    "INSERT INTO organizations (id, name, display_name, description, icon, created_at, updated_at) "
                    "VALUES (gen_random_uuid(), '",
                    name,
                    "', 'Shown', 'What for', '/icon.png', '2024-02-03 04:05:06.1Z', '2024-02-04 00:00:00Z') "
                    "RETURNING id"))};
}

void Join(const Person& person, const Organization& organization) {
  Shared().Sql(
      absl::StrCat("INSERT INTO organization_members (organization_id, user_id, created_at, updated_at) VALUES ('",
                   organization.id, "', '", person.id, "', now(), now())"));
}

void Leave(const Person& person, const std::string& organization_id) {
  Shared().Sql(absl::StrCat("DELETE FROM organization_members WHERE user_id = '", person.id,
                            "' AND organization_id = '", organization_id, "'"));
}

void Delete(const Organization& organization) {
  Shared().Sql("UPDATE organizations SET deleted = true WHERE id = '" + organization.id + "'");
}

std::string Path(const std::string& name) {
  return absl::StrCat(kOrganizations, "/", name);
}

// The names in a list, in its order.
std::vector<std::string> Names(const Reply& reply) {
  EXPECT_EQ(reply.status, 200) << reply.body;
  std::vector<std::string> names;
  const boost::json::value list = reply.Json();
  for (const boost::json::value& item : list.as_array()) names.emplace_back(item.at("name").as_string());
  return names;
}

bool Holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

using Some = std::vector<std::string>;

// --- the list --------------------------------------------------------------------------------------------------------

TEST(ListOrganizations, MembersSeeTheirOwnByName) {
  const Person person = Shared().NewUser();
  Join(person, NewOrganization("zz-" + person.username.substr(0, 20)));
  Join(person, NewOrganization("AA-" + person.username.substr(0, 20)));
  NewOrganization();
  EXPECT_EQ(Names(person.client.Get(kOrganizations)),
            (Some{"AA-" + person.username.substr(0, 20), "coder", "zz-" + person.username.substr(0, 20)}));
}

TEST(ListOrganizations, SiteRolesThatReadThemSeeAll) {
  const Organization organization = NewOrganization();
  for (const char* role : {"owner", "user-admin", "template-admin", "auditor"}) {
    EXPECT_TRUE(Holds(Names(Shared().NewUser({role}).client.Get(kOrganizations)), organization.name)) << role;
  }
}

TEST(ListOrganizations, RolesOfAnOrganizationShowNoOther) {
  NewOrganization();
  for (const char* role : {"organization-admin", "organization-auditor"}) {
    EXPECT_EQ(Names(NewUserInOrganization(role).client.Get(kOrganizations)), Some{"coder"}) << role;
  }
}

TEST(ListOrganizations, OfWhoIsInNoneIsEmpty) {
  const Person person = Shared().NewUser();
  Leave(person, DefaultOrganization());
  const Reply reply = person.client.Get(kOrganizations);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "[]\n");
}

TEST(ListOrganizations, DeletedOnesAreGone) {
  const Person person = Shared().NewUser();
  const Organization organization = NewOrganization();
  Join(person, organization);
  Delete(organization);
  EXPECT_EQ(Names(person.client.Get(kOrganizations)), Some{"coder"});
  EXPECT_FALSE(Holds(Names(Owner().Get(kOrganizations)), organization.name));
}

TEST(ListOrganizations, ShowAllTheirKeys) {
  const Organization organization = NewOrganization();
  const boost::json::value expected = {{"id", organization.id},
                                       {"name", organization.name},
                                       {"display_name", "Shown"},
                                       {"icon", "/icon.png"},
                                       {"description", "What for"},
                                       {"created_at", "2024-02-03T04:05:06.1Z"},
                                       {"updated_at", "2024-02-04T00:00:00Z"},
                                       {"is_default", false}};
  const boost::json::value list = Owner().Get(kOrganizations).Json();
  const auto& items = list.as_array();
  EXPECT_EQ(std::count(items.begin(), items.end(), expected), 1);
}

// --- one -------------------------------------------------------------------------------------------------------------

TEST(GetOrganization, TheDefaultOneHasManyNames) {
  const Person person = Shared().NewUser();
  const std::string id = DefaultOrganization();
  const Reply expected = person.client.Get(Path(id));
  ASSERT_EQ(expected.status, 200) << expected.body;
  EXPECT_EQ(expected.Text("name"), "coder");
  EXPECT_EQ(expected.Text("display_name"), "Coder");
  EXPECT_EQ(expected.Text("icon"), "");
  EXPECT_TRUE(expected.Json().at("is_default").as_bool());
  for (const std::string& name :
       {std::string("default"), std::string("00000000-0000-0000-0000-000000000000"), absl::AsciiStrToUpper(id),
        "urn:uuid:" + id, "%7B" + id + "%7D", std::string("coder"), std::string("CODER"), std::string("c%6Fder")}) {
    EXPECT_EQ(person.client.Get(Path(name)).body, expected.body) << name;
  }
}

TEST(GetOrganization, MissingAndUnreadableLookTheSame) {
  const Organization organization = NewOrganization();
  const Client member = Shared().NewUser().client;
  const Reply missing = member.Get(Path(obs::NewUuid()));
  EXPECT_TRUE(IsEnvelope(missing, 404, kNotFound));
  for (const std::string& name :
       {organization.id, organization.name, std::string("nothing"), std::string("Default"), std::string("%FF")}) {
    const Reply reply = member.Get(Path(name));
    EXPECT_EQ(reply.status, 404) << name;
    EXPECT_EQ(reply.body, missing.body) << name;
  }
  EXPECT_EQ(Owner().Get(Path(organization.name)).Text("id"), organization.id);
}

TEST(GetOrganization, TheDefaultOneIsNotForWhoLeftIt) {
  const Person person = Shared().NewUser();
  Leave(person, DefaultOrganization());
  EXPECT_TRUE(IsEnvelope(person.client.Get(Path("default")), 404, kNotFound));
}

TEST(GetOrganization, ADeletedOneIsFoundByIdAlone) {
  const Organization organization = NewOrganization();
  Delete(organization);
  EXPECT_EQ(Owner().Get(Path(organization.id)).Text("name"), organization.name);
  EXPECT_TRUE(IsEnvelope(Owner().Get(Path(organization.name)), 404, kNotFound));
}

// --- those of a user -------------------------------------------------------------------------------------------------

TEST(UserOrganizations, AreThoseOfTheTargetThatTheCallerMayRead) {
  const Person person = Shared().NewUser();
  const Organization organization = NewOrganization("a" + FreshName());
  Join(person, organization);
  const Some both = {organization.name, "coder"};
  EXPECT_EQ(Names(person.client.Get(std::string(kMe) + "/organizations")), both);
  EXPECT_EQ(Names(Owner().Get(PathOf(person) + "/organizations")), both);
  EXPECT_EQ(Names(NewUserInOrganization("organization-admin").client.Get(PathOf(person) + "/organizations")),
            Some{"coder"});
}

TEST(UserOrganizations, OfWhoIsInNoneAreEmpty) {
  const Person person = Shared().NewUser();
  Leave(person, DefaultOrganization());
  EXPECT_EQ(person.client.Get(std::string(kMe) + "/organizations").body, "[]\n");
  EXPECT_EQ(Owner().Get(PathOf(person) + "/organizations").body, "[]\n");
}

TEST(UserOrganizations, LackDeletedOnes) {
  const Person person = Shared().NewUser();
  const Organization organization = NewOrganization();
  Join(person, organization);
  Delete(organization);
  EXPECT_EQ(Names(Owner().Get(PathOf(person) + "/organizations")), Some{"coder"});
}

TEST(UserOrganizations, OfADeletedUserAreStillThere) {
  const Person person = Shared().NewUser();
  ASSERT_EQ(Owner().Delete(PathOf(person)).status, 200);
  EXPECT_EQ(Names(Owner().Get(PathOf(person) + "/organizations")), Some{"coder"});
}

TEST(UserOrganizations, OfWhoMayNotBeReadAre400) {
  const Client member = Shared().NewUser().client;
  for (const char* below : {"/organizations", "/organizations/coder", "/organizations/nothing"}) {
    EXPECT_TRUE(IsEnvelope(member.Get(PathOf(Shared().owner()) + below), 400, kNoSuchUser)) << below;
  }
}

TEST(UserOrganizations, OneIsFoundByItsNameAlone) {
  const Client member = Shared().NewUser().client;
  const std::string path = std::string(kMe) + "/organizations/";
  EXPECT_EQ(member.Get(path + "coder").Text("id"), DefaultOrganization());
  EXPECT_EQ(member.Get(path + "CODER").Text("id"), DefaultOrganization());
  for (const std::string& other : {DefaultOrganization(), std::string("default"), std::string("nothing")}) {
    EXPECT_TRUE(IsEnvelope(member.Get(path + other), 404, kNotFound)) << other;
  }
}

TEST(UserOrganizations, WhetherTheTargetBelongsIsNotAsked) {
  const Person person = Shared().NewUser();
  const Organization organization = NewOrganization();
  const std::string path = PathOf(person) + "/organizations/" + organization.name;
  EXPECT_EQ(Owner().Get(path).Text("id"), organization.id);
  EXPECT_TRUE(IsEnvelope(person.client.Get(path), 404, kNotFound));
}

// --- who asks, and how -----------------------------------------------------------------------------------------------

TEST(OrganizationRoutes, AskForASessionBefore404And405) {
  const Client member = Shared().NewUser().client;
  for (const char* path : {kOrganizations, "/api/v2/organizations/default", "/api/v2/users/me/organizations"}) {
    EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get(path), 401, kSignedOut)) << path;
    EXPECT_TRUE(IsEnvelope(Shared().anonymous().Post(path), 401, kSignedOut)) << path;
    const Reply reply = member.Post(path);
    EXPECT_TRUE(IsEnvelope(reply, 405)) << path;
    EXPECT_EQ(reply.All("Allow"), std::vector<std::string>{"GET"}) << path;
  }
  for (const char* path : {"/api/v2/organizations/default/nothing/x", "/api/v2/users/me/organizations/a/b"}) {
    EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get(path), 401, kSignedOut)) << path;
    EXPECT_TRUE(IsEnvelope(member.Get(path), 404, "Route not found.")) << path;
  }
}

TEST(OrganizationRoutes, TheirRootsTolerateATrailingSlash) {
  EXPECT_EQ(Owner().Get(std::string(kOrganizations) + "/").status, 200);
  EXPECT_EQ(Owner().Get(Path("default/")).Text("name"), "coder");
  EXPECT_EQ(Owner().Get(std::string(kMe) + "/organizations/").status, 404);
}

TEST(OrganizationRoutes, AnApplicationKeySeesNone) {
  const Person owner = Shared().NewUser({"owner"});
  const Client key = owner.client.WithToken(Shared().CreateToken(owner.client, {{"scope", "application_connect"}}));
  EXPECT_EQ(key.Get(kOrganizations).body, "[]\n");
  for (const char* name : {"default", "coder"}) EXPECT_TRUE(IsEnvelope(key.Get(Path(name)), 404, kNotFound)) << name;
  for (const char* below : {"/organizations", "/organizations/coder"}) {
    EXPECT_TRUE(IsEnvelope(key.Get(std::string(kMe) + below), 404, kNotFound)) << below;
    EXPECT_TRUE(IsEnvelope(key.Get(PathOf(owner) + below), 400, kNoSuchUser)) << below;
  }
}

}  // namespace
}  // namespace postern::test
