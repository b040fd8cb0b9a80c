// PUT /users/{user}/profile: user name and name.
#include "tests/support/answers.h"

namespace postern::test {
namespace {

using boost::json::object;

const Client& Owner() {
  return Shared().owner().client;
}

Reply SetProfile(const Client& client, const std::string& path, const object& body) {
  return client.Put(path + "/profile", body);
}

std::string NameOf(const Person& person) {
  return Shared().Value("SELECT username FROM users WHERE id = '" + person.id + "'");
}

// A member of the default organization with this role in it.
Person WithOrganizationRole(const std::string& role) {
  Person person = Shared().NewUser();
  Shared().Sql("UPDATE organization_members SET roles = '{" + role + "}' WHERE user_id = '" + person.id + "'");
  return person;
}

void ExpectTaken(const Reply& reply) {
  EXPECT_TRUE(IsEnvelope(reply, 409));
  EXPECT_EQ(Fields(reply), std::vector<std::string>{"username"});
}

TEST(Profile, AnswersTheUserAsChangedAndUpdatedAtMoves) {
  const Person person = Shared().NewUser();
  const std::string before = person.client.Get(kMe).Text("updated_at");
  const std::string name = FreshName();
  const Reply reply = SetProfile(person.client, kMe, {{"username", name}, {"name", "New Name"}});
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.Text("id"), person.id);
  EXPECT_EQ(reply.Text("username"), name);
  EXPECT_EQ(reply.Text("name"), "New Name");
  EXPECT_GT(reply.Text("updated_at"), before);
  EXPECT_EQ(reply.Json(), person.client.Get(kMe).Json());
}

TEST(Profile, TheUserIsFoundByTheNewNameAlone) {
  const Person person = Shared().NewUser();
  const std::string name = FreshName();
  ASSERT_EQ(SetProfile(Owner(), PathOf(person), {{"username", name}}).status, 200);
  EXPECT_EQ(Owner().Get(std::string(kUsers) + "/" + name).Text("id"), person.id);
  EXPECT_TRUE(IsEnvelope(Owner().Get(std::string(kUsers) + "/" + person.username), 400, kNoSuchUser));
}

TEST(Profile, AllElseStays) {
  const Person person = Shared().NewUser({"auditor"});
  Shared().Sql("UPDATE users SET avatar_url = 'https://example.com/a.png' WHERE id = '" + person.id + "'");
  const std::string others =
      "SELECT to_jsonb(u) - '{username,name,updated_at}'::text[] FROM users u WHERE id = '" + person.id + "'";
  const std::string before = Shared().Value(others);
  ASSERT_EQ(SetProfile(Owner(), PathOf(person),
                       {{"username", FreshName()}, {"email", "other@example.com"}, {"avatar_url", ""}})
                .status,
            200);
  EXPECT_EQ(Shared().Value(others), before);
}

TEST(Profile, AnAbsentAnEmptyAndANullNameClearIt) {
  const Person person = Shared().NewUser();
  for (const object& cleared :
       {object{{"username", person.username}}, object{{"username", person.username}, {"name", ""}},
        object{{"username", person.username}, {"name", nullptr}}}) {
    ASSERT_EQ(SetProfile(person.client, kMe, {{"username", person.username}, {"name", "X"}}).Text("name"), "X");
    const Reply reply = SetProfile(person.client, kMe, cleared);
    EXPECT_EQ(reply.status, 200);
    EXPECT_FALSE(reply.Json().as_object().contains("name")) << reply.body;
  }
}

TEST(Profile, OfOthersIsForOwnersAndUserAdmins) {
  const Person person = Shared().NewUser();
  for (const Client& client : {Owner(), Shared().NewUser({"user-admin"}).client}) {
    const std::string name = FreshName();
    EXPECT_EQ(SetProfile(client, PathOf(person), {{"username", name}}).Text("username"), name);
  }
}

TEST(Profile, OnesOwnIsForEveryRole) {
  for (const char* role : {"owner", "user-admin", "template-admin", "auditor"}) {
    EXPECT_EQ(SetProfile(Shared().NewUser({role}).client, kMe, {{"username", FreshName()}}).status, 200) << role;
  }
}

TEST(Profile, OtherReadersGet403) {
  const Person person = Shared().NewUser();
  for (const Person& reader :
       {Shared().NewUser({"auditor"}), Shared().NewUser({"template-admin"}), WithOrganizationRole("organization-admin"),
        WithOrganizationRole("organization-user-admin")}) {
    EXPECT_TRUE(IsEnvelope(SetProfile(reader.client, PathOf(person), {{"username", FreshName()}}), 403, "Forbidden."));
  }
  EXPECT_EQ(NameOf(person), person.username);
}

TEST(Profile, WhoMayNotSeeTheUserGets400WhateverTheBody) {
  const Person person = Shared().NewUser();
  for (const Person& other : {Shared().NewUser(), WithOrganizationRole("organization-auditor")}) {
    for (const object& body : {object{{"username", FreshName()}}, object()}) {
      const Reply reply = SetProfile(other.client, PathOf(person), body);
      EXPECT_TRUE(IsEnvelope(reply, 400, kNoSuchUser));
      EXPECT_TRUE(Fields(reply).empty());
    }
  }
  EXPECT_EQ(NameOf(person), person.username);
}

struct Refused {
  const char* username;
  const char* name;
  const char* field;
  const char* tag;
};

class ProfileValidation : public testing::TestWithParam<Refused> {};

TEST_P(ProfileValidation, IsRefusedWithFieldAndTag) {
  const auto& [username, name, field, tag] = GetParam();
  const Person person = Shared().NewUser();
  const Reply reply = SetProfile(person.client, kMe, {{"username", username}, {"name", name}});
  EXPECT_TRUE(IsEnvelope(reply, 400, "Validation failed."));
  ASSERT_EQ(Fields(reply), std::vector<std::string>{field});
  const std::string value = std::string(field) == "name" ? name : username;
  EXPECT_EQ(reply.Json().at("validations").at(0).at("detail").as_string(),
            "Validation failed for tag \"" + std::string(tag) + "\" with value: \"" + value + "\"");
  EXPECT_EQ(NameOf(person), person.username);
}

const std::string k33(33, 'a');
const std::string k129(129, 'a');

INSTANTIATE_TEST_SUITE_P(
    Cases, ProfileValidation,
    testing::Values(Refused{"", "", "username", "required"}, Refused{"a b", "", "username", "username"},
                    Refused{"new", "", "username", "username"}, Refused{"create", "", "username", "username"},
                    Refused{"-a", "", "username", "username"}, Refused{"a--b", "", "username", "username"},
                    Refused{"a_b", "", "username", "username"}, Refused{"\xC3\xA4", "", "username", "username"},
                    Refused{k33.c_str(), "", "username", "username"}, Refused{"fine", " x", "name", "user_real_name"},
                    Refused{"fine", "x\t", "name", "user_real_name"},
                    Refused{"fine", k129.c_str(), "name", "user_real_name"}));

TEST(Profile, EveryFieldThatBreaksItsRuleIsNamedInOrder) {
  const Reply reply = SetProfile(Shared().NewUser().client, kMe, {{"name", " "}});
  EXPECT_TRUE(IsEnvelope(reply, 400, "Validation failed."));
  EXPECT_EQ(Fields(reply), (std::vector<std::string>{"username", "name"}));
}

TEST(Profile, TheLongestNamesAreAccepted) {
  const std::string username = FreshName() + std::string(19, 'x');
  const Reply reply = SetProfile(Shared().NewUser().client, kMe, {{"username", username}, {"name", k129.substr(1)}});
  EXPECT_EQ(reply.Text("username").size(), 32U) << reply.body;
  EXPECT_EQ(reply.Text("name").size(), 128U);
}

TEST(Profile, AnUnreadableBodyIs400) {
  const Person person = Shared().NewUser();
  for (const std::string body : {"", "{", "[]", R"({"username":1})", R"({"username":"a\u0000b"})"}) {
    const Reply reply = person.client.Send("PUT", std::string(kMe) + "/profile", &body);
    EXPECT_TRUE(IsEnvelope(reply, 400)) << body;
    EXPECT_TRUE(Fields(reply).empty()) << body;
  }
}

TEST(Profile, TheBodyIsCheckedBeforeThePermission) {
  const Reply reply = SetProfile(Shared().NewUser({"auditor"}).client, PathOf(Shared().NewUser()), {});
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(Fields(reply), std::vector<std::string>{"username"});
}

TEST(Profile, WithoutASessionNothingIsDone) {
  const Person person = Shared().NewUser();
  EXPECT_TRUE(IsEnvelope(SetProfile(Shared().anonymous(), PathOf(person), {}), 401, kSignedOut));
  ASSERT_EQ(Owner().Put(PathOf(person) + "/status/suspend").status, 200);
  EXPECT_TRUE(IsEnvelope(SetProfile(person.client, kMe, {{"username", FreshName()}}), 401, "Contact an admin"));
  EXPECT_EQ(NameOf(person), person.username);
}

TEST(Profile, AnApplicationKeySeesNobody) {
  const Person person = Shared().NewUser({"owner"});
  const Client key = person.client.WithToken(Shared().CreateToken(person.client, {{"scope", "application_connect"}}));
  EXPECT_TRUE(IsEnvelope(SetProfile(key, kMe, {{"username", FreshName()}}), 404, kNotFound));
  EXPECT_TRUE(IsEnvelope(SetProfile(key, PathOf(person), {{"username", FreshName()}}), 400, kNoSuchUser));
}

TEST(Profile, IsALeafForPutAlone) {
  const std::string path = std::string(kMe) + "/profile";
  const Client client = Shared().NewUser().client;
  EXPECT_EQ(Shared().anonymous().Get(path).status, 401);
  const Reply wrong = client.Get(path);
  EXPECT_TRUE(IsEnvelope(wrong, 405));
  EXPECT_EQ(wrong.All("Allow"), std::vector<std::string>{"PUT"});
  EXPECT_TRUE(IsEnvelope(client.Put(path + "/", {{"username", FreshName()}}), 404));
}

TEST(ProfileName, ATakenOneIs409InAnyCase) {
  const Person person = Shared().NewUser();
  const Person holder = Shared().NewUser();
  std::string upper = holder.username;
  for (char& letter : upper) letter = static_cast<char>(std::toupper(letter));
  for (const Client& client : {Owner(), Shared().NewUser({"user-admin"}).client}) {
    ExpectTaken(SetProfile(client, PathOf(person), {{"username", holder.username}}));
    ExpectTaken(SetProfile(client, PathOf(person), {{"username", upper}}));
  }
  EXPECT_EQ(NameOf(person), person.username);
}

TEST(ProfileName, AMemberWhoMayNotSeeTheHolderIsToldToo) {
  const Person person = Shared().NewUser();
  ExpectTaken(SetProfile(person.client, kMe, {{"username", Shared().NewUser().username}}));
}

TEST(ProfileName, ReadersAreToldBeforeThePermissionFails) {
  ExpectTaken(SetProfile(Shared().NewUser({"auditor"}).client, PathOf(Shared().NewUser()),
                         {{"username", Shared().NewUser().username}}));
}

TEST(ProfileName, WhoMayNeitherChangeNorSeeIsNotTold) {
  const std::string role = FreshName();
  Shared().Sql(
      "INSERT INTO custom_roles (name, display_name, site_permissions, org_permissions, user_permissions) "
      "VALUES ('" +
      role +
      "', '', '[{\"negate\": true, \"resource_type\": \"user\", \"action\": "
      "\"update_personal\"}]', '[]', '[]')");
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE users SET rbac_roles = '{" + role + "}' WHERE id = '" + person.id + "'");
  for (const std::string& name : {Shared().NewUser().username, FreshName()}) {
    EXPECT_TRUE(IsEnvelope(SetProfile(person.client, kMe, {{"username", name}}), 403, "Forbidden."));
  }
  EXPECT_EQ(NameOf(person), person.username);
}

TEST(ProfileName, TheSystemUsersIsTaken) {
  ExpectTaken(SetProfile(Shared().NewUser().client, kMe, {{"username", "Prebuilds"}}));
}

TEST(ProfileName, OnesOwnIsFreeAlsoInOtherCase) {
  const Person person = Shared().NewUser();
  std::string upper = person.username;
  for (char& letter : upper) letter = static_cast<char>(std::toupper(letter));
  for (const std::string& name : {person.username, upper}) {
    EXPECT_EQ(SetProfile(person.client, kMe, {{"username", name}}).Text("username"), name);
  }
}

TEST(ProfileName, ThatOfADeletedUserIsFree) {
  const Person gone = Shared().NewUser();
  ASSERT_EQ(Owner().Delete(PathOf(gone)).status, 200);
  EXPECT_EQ(SetProfile(Shared().NewUser().client, kMe, {{"username", gone.username}}).status, 200);
}

TEST(ProfileName, ADeletedUserNamedByIdCanBeGivenANewOne) {
  const Person gone = Shared().NewUser();
  ASSERT_EQ(Owner().Delete(PathOf(gone)).status, 200);
  const std::string name = FreshName();
  EXPECT_EQ(SetProfile(Owner(), PathOf(gone), {{"username", name}}).Text("username"), name);
  EXPECT_TRUE(IsEnvelope(Owner().Get(std::string(kUsers) + "/" + name), 400, kNoSuchUser));
  ExpectTaken(SetProfile(Owner(), PathOf(gone), {{"username", Shared().NewUser().username}}));
}

}  // namespace
}  // namespace postern::test
