// Site roles (GET /users/roles, GET and PUT /users/{user}/roles) and status (PUT /users/{user}/status/...).
#include <set>

#include "tests/support/answers.h"

namespace postern::test {
namespace {

using boost::json::array;

const Client& Owner() {
  return Shared().owner().client;
}

Reply SetRoles(const Client& client, const Person& person, const array& roles) {
  return client.Put(PathOf(person) + "/roles", {{"roles", roles}});
}

std::string StoredRoles(const Person& person) {
  return Shared().Value("SELECT rbac_roles FROM users WHERE id = '" + person.id + "'");
}

TEST(ListRoles, HasTheBuiltInSiteRolesWithoutMember) {
  for (const Client& client : {Owner(), Shared().NewUser({"user-admin"}).client, Shared().NewUser().client}) {
    const bool assignable = client.token() == Owner().token();
    const Reply reply = client.Get("/api/v2/users/roles");
    ASSERT_EQ(reply.status, 200);
    std::set<std::string> names;
    const boost::json::value roles = reply.Json();
    for (const boost::json::value& role : roles.as_array()) {
      if (!role.at("built_in").as_bool()) continue;
      names.insert(std::string(role.at("name").as_string()));
      EXPECT_EQ(role.at("assignable").as_bool(), assignable) << role;
      EXPECT_FALSE(role.as_object().contains("organization_id"));
      for (const char* list : {"site_permissions", "organization_permissions", "user_permissions"}) {
        EXPECT_TRUE(role.at(list).is_array()) << list;
      }
    }
    EXPECT_EQ(names, (std::set<std::string>{"auditor", "owner", "template-admin", "user-admin"}));
  }
}

// No user of that name stands behind it, unlike behind the open routes of that kind.
TEST(ListRoles, AreATreeOfTheirOwn) {
  const std::string roles = "/api/v2/users/roles";
  EXPECT_EQ(Owner().Get(roles + "/").status, 200);
  EXPECT_TRUE(IsEnvelope(Owner().Get(roles + "/nothing"), 404));
  for (const char* method : {"POST", "PUT", "DELETE"}) {
    EXPECT_EQ(Shared().anonymous().Send(method, roles).status, 401) << method;
    const Reply reply = Owner().Send(method, roles);
    EXPECT_TRUE(IsEnvelope(reply, 405)) << method;
    EXPECT_EQ(reply.All("Allow"), std::vector<std::string>{"GET"}) << method;
  }
}

TEST(ListRoles, NeedsASession) {
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get("/api/v2/users/roles"), 401, kSignedOut));
}

TEST(GetRoles, AreForOneselfOwnersAndUserAdminsAndElse404) {
  const Person person = Shared().NewUser({"auditor"});
  const std::string organization = Shared().Value("SELECT id FROM organizations WHERE is_default");
  Shared().Sql("UPDATE organization_members SET roles = '{organization-auditor}' WHERE user_id = '" + person.id + "'");
  const boost::json::value expected = {{"roles", {"auditor"}},
                                       {"organization_roles", {{organization, {"organization-auditor"}}}}};
  for (const Client& client : {person.client, Owner(), Shared().NewUser({"user-admin"}).client}) {
    EXPECT_EQ(client.Get(PathOf(person) + "/roles").Json(), expected);
  }
  for (const char* role : {"auditor", "template-admin"}) {
    EXPECT_TRUE(IsEnvelope(Shared().NewUser({role}).client.Get(PathOf(person) + "/roles"), 404, kNotFound));
  }
}

TEST(GetRoles, OfADeletedUserHaveNoOrganizations) {
  const Person person = Shared().NewUser({"auditor"});
  ASSERT_EQ(Owner().Delete(PathOf(person)).status, 200);
  const boost::json::value expected = {{"roles", {"auditor"}}, {"organization_roles", boost::json::object()}};
  EXPECT_EQ(Owner().Get(PathOf(person) + "/roles").Json(), expected);
}

TEST(SetRoles, ReplacesAllAndUpdatedAtStays) {
  const Person person = Shared().NewUser({"auditor"});
  const std::string before = Owner().Get(PathOf(person)).Text("updated_at");
  const Reply reply = SetRoles(Owner(), person, {"template-admin", "user-admin", "template-admin"});
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.Text("id"), person.id);
  EXPECT_EQ(reply.Text("updated_at"), before);
  EXPECT_EQ(StoredRoles(person), "{template-admin,user-admin}");
}

TEST(SetRoles, MissingNullAndEmptyClearAll) {
  const Person person = Shared().NewUser();
  for (const std::string body : {"{}", R"({"roles":null})", R"({"roles":[]})", "null"}) {
    ASSERT_EQ(SetRoles(Owner(), person, {"auditor"}).status, 200);
    EXPECT_EQ(Owner().Send("PUT", PathOf(person) + "/roles", &body).status, 200) << body;
    EXPECT_EQ(StoredRoles(person), "{}");
  }
}

TEST(SetRoles, TheSessionFollowsAtOnce) {
  const Person person = Shared().NewUser();
  EXPECT_EQ(person.client.Get(PathOf(Shared().owner())).status, 400);
  ASSERT_EQ(SetRoles(Owner(), person, {"auditor"}).status, 200);
  EXPECT_EQ(person.client.Get(PathOf(Shared().owner())).status, 200);
}

TEST(SetRoles, OnesOwnAre400EvenForOwners) {
  const Person owner = Shared().NewUser({"owner"});
  EXPECT_TRUE(IsEnvelope(SetRoles(owner.client, owner, {}), 400));
  EXPECT_TRUE(IsEnvelope(owner.client.Put(std::string(kMe) + "/roles", {{"roles", array()}}), 400));
  EXPECT_EQ(StoredRoles(owner), "{owner}");
}

TEST(SetRoles, UnknownAndOrganizationRolesAreNotSupported) {
  const Person person = Shared().NewUser();
  for (const char* role : {"nonsense", "organization-admin", "organization-member", "Owner", "a:b", ""}) {
    EXPECT_TRUE(IsEnvelope(SetRoles(Owner(), person, {"auditor", role}), 400,
                           "\"" + std::string(role) + "\" is not a supported role"));
  }
  EXPECT_EQ(StoredRoles(person), "{}");
}

TEST(SetRoles, AnUnreadableBodyIs400) {
  const Person person = Shared().NewUser({"auditor"});
  for (const std::string body : {"", "{", R"({"roles":"owner"})", R"({"roles":[1]})"}) {
    EXPECT_TRUE(IsEnvelope(Owner().Send("PUT", PathOf(person) + "/roles", &body), 400)) << body;
  }
  EXPECT_EQ(StoredRoles(person), "{auditor}");
}

TEST(SetRoles, AUserAdminMayGrantMemberAlone) {
  const Client client = Shared().NewUser({"user-admin"}).client;
  const Person person = Shared().NewUser();
  EXPECT_TRUE(IsEnvelope(SetRoles(client, person, {"owner"}), 400, "not authorized to assign role \"owner\""));
  EXPECT_TRUE(
      IsEnvelope(SetRoles(client, person, {"user-admin"}), 400, "not authorized to assign role \"user-admin\""));
  EXPECT_EQ(SetRoles(client, person, {}).status, 200);
  EXPECT_EQ(SetRoles(client, person, {"member"}).status, 200);
  const Person owner = Shared().NewUser({"owner"});
  EXPECT_TRUE(IsEnvelope(SetRoles(client, owner, {}), 400, "not authorized to assign role \"owner\""));
  EXPECT_EQ(StoredRoles(owner), "{owner}");
}

TEST(SetRoles, ReadersWithoutThePermissionGet403) {
  const Person person = Shared().NewUser();
  for (const char* role : {"auditor", "template-admin"}) {
    EXPECT_TRUE(IsEnvelope(SetRoles(Shared().NewUser({role}).client, person, {"auditor"}), 403)) << role;
  }
  EXPECT_EQ(StoredRoles(person), "{}");
}

TEST(SetRoles, WhereMemberIsStoredNoChangeAsksForNoPermission) {
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE users SET rbac_roles = '{member}' WHERE id = '" + person.id + "'");
  EXPECT_EQ(SetRoles(Shared().NewUser({"auditor"}).client, person, {"member"}).status, 200);
  EXPECT_EQ(SetRoles(Shared().NewUser({"auditor"}).client, person, {}).status, 200);
}

TEST(SetStatus, SuspendAndActivateAnswerTheUserAndKeepTheKeys) {
  const Person person = Shared().NewUser();
  EXPECT_EQ(Owner().Put(PathOf(person) + "/status/suspend").Text("status"), "suspended");
  EXPECT_TRUE(IsEnvelope(person.client.Get(kMe), 401, "Contact an admin"));
  EXPECT_EQ(Owner().Put(PathOf(person) + "/status/activate").Text("status"), "active");
  EXPECT_EQ(person.client.Get(kMe).status, 200);
}

TEST(SetStatus, TheSameStatusAgainIs200AndNoStatusChange) {
  const Person person = Shared().NewUser();
  for (int i = 0; i < 2; ++i) EXPECT_EQ(Owner().Put(PathOf(person) + "/status/suspend").status, 200);
  EXPECT_EQ(Shared().Value("SELECT string_agg(new_status::text, ' ' ORDER BY changed_at) FROM user_status_changes "
                           "WHERE user_id = '" +
                           person.id + "'"),
            "active suspended");
}

TEST(SetStatus, ADormantUserIsActivatedExplicitly) {
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE users SET status = 'dormant' WHERE id = '" + person.id + "'");
  EXPECT_EQ(Owner().Put(PathOf(person) + "/status/activate").Text("status"), "active");
}

TEST(SetStatus, SuspendingOneselfIs400EvenForMembers) {
  for (const Person& person : {Shared().NewUser(), Shared().NewUser({"owner"})}) {
    EXPECT_TRUE(IsEnvelope(person.client.Put(std::string(kMe) + "/status/suspend"), 400, "suspend yourself"));
    EXPECT_EQ(person.client.Get(kMe).status, 200);
  }
}

TEST(SetStatus, AnOwnerCannotBeSuspended) {
  const Person owner = Shared().NewUser({"owner"});
  EXPECT_TRUE(IsEnvelope(Owner().Put(PathOf(owner) + "/status/suspend"), 400));
  EXPECT_EQ(owner.client.Get(kMe).status, 200);
}

TEST(SetStatus, WhoMayNotGets403) {
  const Person person = Shared().NewUser();
  for (const char* action : {"/status/suspend", "/status/activate"}) {
    EXPECT_TRUE(IsEnvelope(Shared().NewUser({"auditor"}).client.Put(PathOf(person) + action), 403, "Forbidden."));
  }
  EXPECT_TRUE(IsEnvelope(person.client.Put(std::string(kMe) + "/status/activate"), 403, "Forbidden."));
  EXPECT_EQ(Shared().NewUser({"user-admin"}).client.Put(PathOf(person) + "/status/suspend").status, 200);
}

}  // namespace
}  // namespace postern::test
