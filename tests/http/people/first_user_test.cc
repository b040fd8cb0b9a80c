// GET and POST /users/first.
#include <algorithm>

#include "tests/support/answers.h"
#include "tests/support/held_rows.h"

namespace postern::test {
namespace {

boost::json::object Body(const std::string& name = "first") {
  return {{"email", name + "@example.com"}, {"username", name}, {"name", "The First"}, {"password", kPassword}};
}

// A deployment without users. None of these tests leaves one behind, but for the last of each.
class NoUserYet : public testing::Test {
 protected:
  static void SetUpTestSuite() { site_ = std::make_unique<Site>(); }
  static void TearDownTestSuite() { site_.reset(); }
  static void RemoveAll() { site_->Sql("UPDATE users SET deleted = true WHERE NOT is_system"); }
  void TearDown() override { RemoveAll(); }

  static std::unique_ptr<Site> site_;
  const Client client_ = site_->anonymous();
};
std::unique_ptr<Site> NoUserYet::site_;

TEST_F(NoUserYet, TheQuestionForAFirstUserIs404WithTheVersion) {
  const Reply reply = client_.Get(kFirst);
  EXPECT_TRUE(IsEnvelope(reply, 404));
  EXPECT_NE(reply.Header("X-Coder-Build-Version"), "");
}

TEST_F(NoUserYet, SystemAndDeletedUsersDoNotCount) {
  ASSERT_EQ(client_.Post(kFirst, Body()).status, 201);
  EXPECT_EQ(client_.Get(kFirst).status, 200);
  RemoveAll();
  EXPECT_EQ(client_.Get(kFirst).status, 404);
  EXPECT_EQ(client_.Post(kFirst, Body()).status, 201);
}

TEST_F(NoUserYet, TheFirstUserIsAnActiveOwnerOfTheDefaultOrganizationWithoutASession) {
  const Reply reply = client_.Post(kFirst, Body());
  EXPECT_EQ(reply.status, 201);
  const boost::json::value expected = {
      {"user_id", reply.Text("user_id")},
      {"organization_id", site_->Value("SELECT id FROM organizations WHERE is_default")}};
  EXPECT_EQ(reply.Json(), expected);
  const std::string of_user = " FROM users WHERE id = '" + reply.Text("user_id") + "'";
  EXPECT_EQ(site_->Value("SELECT concat_ws(' ', email, username, status, login_type, rbac_roles, name)" + of_user),
            "first@example.com first active password {owner} The First");
  const std::string by_user = " WHERE user_id = '" + reply.Text("user_id") + "'";
  EXPECT_EQ(site_->Value("SELECT count(*) FROM api_keys" + by_user), "0");
  EXPECT_EQ(site_->Value("SELECT organization_id || ' ' || roles::text FROM organization_members" + by_user),
            reply.Text("organization_id") + " {}");
  EXPECT_EQ(site_->Value("SELECT public_key LIKE 'ssh-ed25519 %' || E'\\n' FROM gitsshkeys" + by_user), "t");
  EXPECT_EQ(TryLogin(*site_, "first@example.com").status, 201);
}

TEST_F(NoUserYet, ATrialIsIgnored) {
  boost::json::object body = Body();
  body["trial"] = true;
  body["trial_info"] = {{"first_name", "A"}, {"developers", "1-100"}};
  EXPECT_EQ(client_.Post(kFirst, body).status, 201);
}

TEST_F(NoUserYet, TheBodyIsChecked) {
  const Reply empty = client_.Post(kFirst, boost::json::object());
  EXPECT_TRUE(IsEnvelope(empty, 400, "Validation failed."));
  EXPECT_EQ(Fields(empty), (std::vector<std::string>{"email", "username", "password"}));
  const std::pair<const char*, const char*> wrong[] = {
      {"email", "a@localhost"}, {"username", "a--b"}, {"username", "new"}, {"name", " a"}, {"password", "password"}};
  for (const auto& [field, value] : wrong) {
    boost::json::object body = Body();
    body[field] = value;
    const Reply reply = client_.Post(kFirst, body);
    EXPECT_TRUE(IsEnvelope(reply, 400)) << field;
    EXPECT_EQ(Fields(reply), std::vector<std::string>{field});
  }
  EXPECT_EQ(client_.Get(kFirst).status, 404);
}

TEST_F(NoUserYet, TwoAtOnceMakeOneUser) {
  HeldRows held(*site_, "LOCK TABLE users IN SHARE MODE");  // Both have found nobody, neither can insert.
  auto one = Begin([&] { return client_.Post(kFirst, Body("one")); });
  auto two = Begin([&] { return client_.Post(kFirst, Body("two")); });
  held.AwaitWaiting(2);
  held.Release();
  std::vector<int> statuses = {one.get().status, two.get().status};
  std::sort(statuses.begin(), statuses.end());
  EXPECT_EQ(statuses, (std::vector{201, 409}));
  EXPECT_EQ(site_->Value("SELECT count(*) FROM users WHERE NOT deleted AND NOT is_system"), "1");
}

TEST(FirstUser, ASecondOneIs409BeforeItsPasswordIsJudged) {
  static_cast<void>(Shared().owner());
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get(kFirst), 200));
  boost::json::object body = Body();
  body["password"] = "password";
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Post(kFirst, body), 409));
  body["email"] = "nonsense";
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Post(kFirst, body), 400));
}

}  // namespace
}  // namespace postern::test
