// GET /users, GET /users/{user} and DELETE /users/{user}.
#include "tests/support/answers.h"

namespace postern::test {
namespace {

const Client& Owner() {
  return Shared().owner().client;
}

TEST(GetUser, AnswersTheUserObject) {
  const Person person = Shared().NewUser({"auditor"});
  const Reply reply = person.client.Get(kMe);
  boost::json::object user = reply.Json().as_object();
  EXPECT_EQ(reply.Text("id"), person.id);
  EXPECT_EQ(reply.Text("email"), person.email);
  EXPECT_EQ(user["status"], "active");
  EXPECT_EQ(user["login_type"], "password");
  const boost::json::array roles = {{{"name", "auditor"}, {"display_name", "Auditor"}}};
  EXPECT_EQ(user["roles"], roles);
  EXPECT_FALSE(user.contains("name"));
  EXPECT_FALSE(user.contains("avatar_url"));
  EXPECT_FALSE(user.contains("theme_preference"));
}

TEST(GetUser, OptionalTextsAreShownWhereSet) {
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE users SET name = 'A <Name>', avatar_url = '/a.png' WHERE id = '" + person.id + "'");
  const Reply reply = person.client.Get(kMe);
  EXPECT_EQ(reply.Text("name"), "A <Name>");
  EXPECT_EQ(reply.Text("avatar_url"), "/a.png");
  EXPECT_NE(reply.body.find("A \\u003cName\\u003e"), std::string::npos) << reply.body;
}

TEST(GetUser, LastSeenIsReadAsUtc) {
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE users SET last_seen_at = '2024-05-06 07:08:09.5' WHERE id = '" + person.id + "'");
  EXPECT_EQ(person.client.Get(kMe).Text("last_seen_at"), "2024-05-06T07:08:09.5Z");
}

class ListUsers : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    site_ = std::make_unique<Site>();
    for (const char* name : {"bert", "Anna", "carl", "Dora"}) {
      ASSERT_EQ(site_->owner().client.Post(kUsers, NewUserBody(*site_, name)).status, 201);
    }
  }
  static void TearDownTestSuite() { site_.reset(); }

  // The names on a page, and its count.
  static std::string Page(const Client& client, const std::string& query) {
    const Reply reply = client.Get(kUsers + query);
    if (reply.status != 200) return reply.body;
    std::string text;
    const boost::json::value page = reply.Json();
    for (const boost::json::value& user : page.at("users").as_array()) {
      text += std::string(user.at("username").as_string()) + " ";
    }
    return text + std::to_string(page.at("count").as_int64());
  }

  static std::unique_ptr<Site> site_;
};
std::unique_ptr<Site> ListUsers::site_;

TEST_F(ListUsers, OrderIsByLowerCasedNameWithoutSystemAndDeletedUsers) {
  const Client& owner = site_->owner().client;
  ASSERT_EQ(owner.Post(kUsers, NewUserBody(*site_, "gone")).status, 201);
  ASSERT_EQ(owner.Delete("/api/v2/users/gone").status, 200);
  EXPECT_EQ(Page(owner, ""), "Anna bert carl Dora owner 5");
}

TEST_F(ListUsers, CountIgnoresThePageAndIs0WhereItIsEmpty) {
  const Client& owner = site_->owner().client;
  EXPECT_EQ(Page(owner, "?limit=2"), "Anna bert 5");
  EXPECT_EQ(Page(owner, "?limit=2&offset=3"), "Dora owner 5");
  EXPECT_EQ(Page(owner, "?limit=0&offset=4"), "owner 5");
  EXPECT_EQ(Page(owner, "?offset=5"), "0");
  EXPECT_EQ(Page(owner, "?limit=&offset=%2B1"), "bert carl Dora owner 5");
}

TEST_F(ListUsers, BadPagingIs400ForEachParameter) {
  const Reply reply = site_->owner().client.Get(std::string(kUsers) + "?limit=-1&offset=x");
  EXPECT_TRUE(IsEnvelope(reply, 400));
  EXPECT_EQ(Fields(reply), (std::vector<std::string>{"limit", "offset"}));
  for (const char* query : {"?limit=2147483648", "?limit=1&limit=1", "?offset=1.5"}) {
    EXPECT_TRUE(IsEnvelope(site_->owner().client.Get(std::string(kUsers) + query), 400)) << query;
  }
}

TEST_F(ListUsers, AMemberSeesThemselvesAlone) {
  const Person anna = site_->Login("Anna@example.com");
  EXPECT_EQ(Page(anna.client, ""), "Anna 1");
}

TEST_F(ListUsers, AUserOfNoOrganizationShowsNull) {
  const Person carl = site_->Login("carl@example.com");
  site_->Sql("DELETE FROM organization_members WHERE user_id = '" + carl.id + "'");
  EXPECT_TRUE(carl.client.Get(kUsers).Json().at("users").at(0).at("organization_ids").is_null());
  EXPECT_EQ(carl.client.Get(kMe).Json().at("organization_ids"), boost::json::array());
}

TEST_F(ListUsers, NeedsASession) {
  EXPECT_TRUE(IsEnvelope(site_->anonymous().Get(kUsers), 401, kSignedOut));
}

TEST(DeleteUser, AnswersANoticeAndTheUserIsGoneByName) {
  const Person person = Shared().NewUser();
  EXPECT_TRUE(IsEnvelope(Owner().Delete(PathOf(person)), 200, "User has been deleted!"));
  EXPECT_TRUE(IsEnvelope(Owner().Get("/api/v2/users/" + person.username), 400, kNoSuchUser));
}

TEST(DeleteUser, SetsDeletedAloneAndKeepsMembershipsAndSshKey) {
  const Person person = Shared().NewUser();
  const std::string row = "SELECT to_jsonb(u) - 'deleted' FROM users u WHERE id = '" + person.id + "'";
  const std::string before = Shared().Value(row);
  ASSERT_EQ(Owner().Delete(PathOf(person)).status, 200);
  EXPECT_EQ(Shared().Value(row), before);
  const std::string by_user = " WHERE user_id = '" + person.id + "'";
  EXPECT_EQ(Shared().Value("SELECT count(*) FROM organization_members" + by_user), "1");
  EXPECT_EQ(Shared().Value("SELECT count(*) FROM gitsshkeys" + by_user), "1");
  EXPECT_EQ(Shared().Value("SELECT count(*) FROM user_deleted" + by_user), "1");
}

TEST(DeleteUser, RepeatedByIdSucceedsAgain) {
  const Person person = Shared().NewUser();
  EXPECT_EQ(Owner().Delete(PathOf(person)).status, 200);
  EXPECT_EQ(Owner().Delete(PathOf(person)).status, 200);
}

TEST(DeleteUser, OneselfIs403) {
  const Person owner = Shared().NewUser({"owner"});
  for (const std::string& path : {std::string(kMe), PathOf(owner)}) {
    EXPECT_TRUE(IsEnvelope(owner.client.Delete(path), 403)) << path;
  }
  const Person member = Shared().NewUser();
  EXPECT_TRUE(IsEnvelope(member.client.Delete(kMe), 403));
  EXPECT_EQ(member.client.Get(kMe).status, 200);
}

TEST(DeleteUser, ReadersWhoAreNoUserAdministratorsGet403) {
  const Person person = Shared().NewUser();
  for (const char* role : {"auditor", "template-admin"}) {
    EXPECT_TRUE(IsEnvelope(Shared().NewUser({role}).client.Delete(PathOf(person)), 403, "Forbidden.")) << role;
  }
  EXPECT_EQ(person.client.Get(kMe).status, 200);
}

TEST(DeleteUser, AUserAdminMayDeleteAnOwner) {
  const Person owner = Shared().NewUser({"owner"});
  EXPECT_EQ(Shared().NewUser({"user-admin"}).client.Delete(PathOf(owner)).status, 200);
}

TEST(DeleteUser, OneWithWorkspacesIs417ForWhoeverMaySeeThem) {
  const Person person = Shared().NewUser();
  const std::string organization = Shared().Value("SELECT id FROM organizations WHERE is_default");
  // Without its template.
  Shared().Sql(
      "SET session_replication_role = replica; INSERT INTO workspaces (id, created_at, updated_at, owner_id, "
      "organization_id, template_id, name) VALUES (gen_random_uuid(), now(), now(), '" +
      person.id + "', '" + organization + "', gen_random_uuid(), 'w'); SET session_replication_role = DEFAULT");
  EXPECT_TRUE(IsEnvelope(Owner().Delete(PathOf(person)), 417));
  EXPECT_TRUE(IsEnvelope(Shared().NewUser({"template-admin"}).client.Delete(PathOf(person)), 417));
  EXPECT_EQ(person.client.Get(kMe).status, 200);
  const Person organization_admin = Shared().NewUser();
  Shared().Sql("UPDATE organization_members SET roles = '{organization-admin}' WHERE user_id = '" +
               organization_admin.id + "'");
  EXPECT_TRUE(IsEnvelope(organization_admin.client.Delete(PathOf(person)), 417));
  EXPECT_TRUE(IsEnvelope(Shared().NewUser({"auditor"}).client.Delete(PathOf(person)), 403));
  EXPECT_EQ(Shared().NewUser({"user-admin"}).client.Delete(PathOf(person)).status, 200);
}

}  // namespace
}  // namespace postern::test
