// GET /users by cursor, and who sees whom.
#include "tests/http/people/listed_users.h"

namespace postern::test {
namespace {

class UserPages : public testing::Test {
 protected:
  static void SetUpTestSuite() { users_ = std::make_unique<ListedUsers>(std::vector<std::string>{"d", "C", "b", "a"}); }
  static void TearDownTestSuite() { users_.reset(); }

  static const Client& Owner() { return Shared().owner().client; }
  static std::string After(const std::string& id, const std::string& more = "") {
    return users_->Page(Owner(), "@", "&after_id=" + id + more);
  }

  static std::unique_ptr<ListedUsers> users_;
};
std::unique_ptr<ListedUsers> UserPages::users_;

TEST_F(UserPages, TheCursorGivesThoseBehindIt) {
  EXPECT_EQ(After(users_->id("a")), "b C d 3");
  EXPECT_EQ(After(users_->id("b")), "C d 2");
  EXPECT_EQ(After(users_->id("d")), "0");
}

TEST_F(UserPages, TheCountIsOfThoseBehindTheCursor) {
  EXPECT_EQ(After(users_->id("a"), "&limit=1"), "b 3");
  EXPECT_EQ(After(users_->id("a"), "&limit=1&offset=1"), "C 3");
  EXPECT_EQ(After(users_->id("a"), "&offset=3"), "0");
}

TEST_F(UserPages, TheCursorIsReadInAnyForm) {
  std::string id = users_->id("b");
  std::erase(id, '-');
  EXPECT_EQ(After(id), "C d 2");
}

TEST_F(UserPages, NoCursorIsEmptyOrAllZeros) {
  EXPECT_EQ(After(""), "a b C d 4");
  EXPECT_EQ(After("00000000-0000-0000-0000-000000000000"), "a b C d 4");
}

TEST_F(UserPages, BehindSomebodyUnknownThereIsNobody) {
  EXPECT_EQ(After("0a000000-0000-4000-8000-00000000000b"), "0");
}

TEST_F(UserPages, TheCursorMayBeSuspendedOrDeleted) {
  const ListedUsers users({"a", "b", "c"});
  users.Set("a", "status = 'suspended'");
  EXPECT_EQ(users.Page(Owner(), "@", "&after_id=" + users.id("a")), "b c 2");
  ASSERT_EQ(Owner().Delete(std::string(kUsers) + "/" + users.id("b")).status, 200);
  EXPECT_EQ(users.Page(Owner(), "@", "&after_id=" + users.id("b")), "c 1");
}

TEST_F(UserPages, TheCursorNeedNotFitTheSearch) {
  users_->Set("b", "login_type = 'none'");
  EXPECT_EQ(users_->Page(Owner(), "@ login_type:password", "&after_id=" + users_->id("b")), "C d 2");
}

TEST_F(UserPages, EverybodyComesOncePageByPage) {
  std::string all;
  std::string after;
  while (true) {
    const boost::json::value page = users_->Get(Owner(), "@", "&limit=1&after_id=" + after).Json();
    if (page.at("users").as_array().empty()) break;
    after = page.at("users").at(0).at("id").as_string();
    all += std::string(page.at("users").at(0).at("username").as_string()).substr(users_->prefix().size());
  }
  EXPECT_EQ(all, "abCd");
}

TEST_F(UserPages, BadParametersAreToldOneByOne) {
  const Reply reply = Owner().Get(std::string(kUsers) + "?after_id=x&limit=-1&offset=y");
  EXPECT_TRUE(IsEnvelope(reply, 400));
  EXPECT_EQ(Fields(reply), (std::vector<std::string>{"after_id", "limit", "offset"}));
  const std::string twice = "?after_id=" + users_->id("a") + "&after_id=" + users_->id("a");
  EXPECT_EQ(Fields(Owner().Get(kUsers + twice)), std::vector<std::string>{"after_id"});
}

TEST_F(UserPages, WhoMayReadUsersSeesAllAndOthersThemselves) {
  for (const char* role : {"owner", "auditor", "user-admin", "template-admin"}) {
    EXPECT_EQ(users_->Page(Shared().NewUser({role}).client, "@"), "a b C d 4") << role;
  }
  const Person member = Shared().NewUser();
  const boost::json::value page = member.client.Get(kUsers).Json();
  EXPECT_EQ(page.at("count"), 1);
  EXPECT_EQ(page.at("users").at(0).at("id"), boost::json::string(member.id));
}

TEST_F(UserPages, RolesOfAnOrganizationThatReadUsersDoSo) {
  for (const auto& [role, count] : {std::pair{"organization-admin", "a b C d 4"},
                                    {"organization-user-admin", "a b C d 4"},
                                    {"organization-auditor", "0"},
                                    {"organization-template-admin", "0"}}) {
    const Person person = Shared().NewUser();
    Shared().Sql("UPDATE organization_members SET roles = '{" + std::string(role) + "}' WHERE user_id = '" + person.id +
                 "'");
    EXPECT_EQ(users_->Page(person.client, "@"), count) << role;
  }
}

TEST_F(UserPages, AKeyThatOnlyConnectsSeesNobody) {
  const Person person = Shared().NewUser({"owner"});
  const std::string key = Shared().CreateToken(person.client, {{"scope", "application_connect"}});
  const Reply reply = person.client.WithToken(key).Get(kUsers);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "{\"users\":[],\"count\":0}\n");
}

}  // namespace
}  // namespace postern::test
