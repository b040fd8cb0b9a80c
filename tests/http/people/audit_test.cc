// The row that every change leaves in audit_logs, and that no change stands without it.
#include "tests/support/answers.h"
#include "tests/support/stored_key.h"
#include "tests/support/throttled_account.h"

namespace postern::test {
namespace {

constexpr char kNewPassword[] = "AnotherGoodPassword?7";

const Client& Owner() {
  return Shared().owner().client;
}

// The one row of the request that was answered so: actor, action, type, resource, target and status in one text.
std::string Row(const Reply& reply, Site& site = Shared()) {
  const Rows rows = site.database().Query(
      "SELECT concat_ws(' ', user_id, action, resource_type, resource_id, resource_target, status_code) FROM "
      "audit_logs "
      "WHERE request_id = '" +
      reply.Header("X-Coder-Request-Id") + "'");
  return rows.size() == 1 ? rows[0][0].value_or("") : std::to_string(rows.size()) + " rows";
}

std::string Of(const Reply& reply, const std::string& expression) {
  return Shared().Value("SELECT " + expression + " FROM audit_logs WHERE request_id = '" +
                        reply.Header("X-Coder-Request-Id") + "'");
}

// What the row says of a change to a user, made by somebody.
std::string OnUser(const Person& by, const std::string& action, const Person& user, int status) {
  return by.id + " " + action + " user " + user.id + " " + user.username + " " + std::to_string(status);
}

Reply FailLogin(const Person& person) {
  return TryLogin(Shared(), person.email, "wrong");
}

int FailedLogins(const Person& person) {
  return std::stoi(Shared().Value("SELECT count(*) FROM audit_logs WHERE user_id = '" + person.id +
                                  "' AND action = 'login' AND status_code = 401"));
}

TEST(Audit, TheFirstUser) {
  Site site;
  const Reply reply =
      site.anonymous().Post(kFirst, {{"email", "o@example.com"}, {"username", "o"}, {"password", kPassword}});
  const std::string id = reply.Text("user_id");
  EXPECT_EQ(Row(reply, site), id + " create user " + id + " o 201");
}

TEST(Audit, CreatingAUserAndWhatItIs) {
  const Reply reply = Owner().Post(kUsers, NewUserBody(Shared(), FreshName()));
  const Person user{reply.Text("id"), reply.Text("username"), "", Owner()};
  EXPECT_EQ(Row(reply), OnUser(Shared().owner(), "create", user, 201));
  EXPECT_EQ(Of(reply, "diff->'username'"), R"({"New": ")" + user.username + R"(", "Old": "", "Secret": false})");
}

TEST(Audit, DeletingAUser) {
  const Person person = Shared().NewUser();
  const Reply reply = Owner().Delete(PathOf(person));
  EXPECT_EQ(Row(reply), OnUser(Shared().owner(), "delete", person, 200));
  EXPECT_EQ(Of(reply, "diff"), R"({"deleted": {"New": true, "Old": false, "Secret": false}})");
}

TEST(Audit, ChangingRoles) {
  const Person person = Shared().NewUser({"auditor"});
  const Reply reply = Owner().Put(PathOf(person) + "/roles", {{"roles", {"user-admin"}}});
  EXPECT_EQ(Row(reply), OnUser(Shared().owner(), "write", person, 200));
  EXPECT_EQ(Of(reply, "diff"), R"({"rbac_roles": {"New": ["user-admin"], "Old": ["auditor"], "Secret": false}})");
}

TEST(Audit, SuspendingAndActivating) {
  const Person person = Shared().NewUser();
  for (const auto& [action, before, after] :
       {std::tuple{"suspend", "active", "suspended"}, {"activate", "suspended", "active"}}) {
    const Reply reply = Owner().Put(PathOf(person) + "/status/" + action);
    EXPECT_EQ(Row(reply), OnUser(Shared().owner(), "write", person, 200));
    EXPECT_EQ(Of(reply, "concat_ws(' ', diff->'status'->>'Old', diff->'status'->>'New')"),
              std::string(before) + " " + after);
  }
}

TEST(Audit, ChangingAPasswordNamesItAsASecret) {
  const Person person = Shared().NewUser();
  const Reply reply =
      person.client.Put(std::string(kMe) + "/password", {{"old_password", kPassword}, {"password", kNewPassword}});
  EXPECT_EQ(Row(reply), OnUser(person, "write", person, 204));
  EXPECT_EQ(Of(reply, "diff->'hashed_password'->>'Secret'"), "true");
}

TEST(Audit, LoginAndLogout) {
  const Person person = Shared().NewUser();
  const Reply in = TryLogin(Shared(), person.email);
  EXPECT_EQ(Row(in), person.id + " login api_key " + person.id + "  201");
  const Reply out = person.client.WithToken(in.Text("session_token")).Post(kLogout);
  EXPECT_EQ(Row(out), person.id + " logout api_key " + person.id + "  200");
}

TEST(Audit, CreatingAndDeletingATokenAndASessionKey) {
  const Person person = Shared().NewUser();
  const Reply token = person.client.Post("/api/v2/users/me/keys/tokens", {{"token_name", "builds"}});
  EXPECT_EQ(Row(token), person.id + " create api_key " + person.id + " builds 201");
  const Reply key = Owner().Post(PathOf(person) + "/keys");
  EXPECT_EQ(Row(key), Shared().owner().id + " create api_key " + person.id + "  201");
  const Reply deleted = Owner().Delete(PathOf(person) + "/keys/" + token.Text("key").substr(0, 10));
  EXPECT_EQ(Row(deleted), Shared().owner().id + " delete api_key " + person.id + " builds 204");
}

TEST(Audit, WakingUpByUseAndByLogin) {
  const Person person = Shared().NewUser();
  const std::string count = "SELECT count(*) FROM audit_logs WHERE resource_id = '" + person.id +
                            "' AND diff->'status'->>'Old' = 'dormant' AND diff->'status'->>'New' = 'active' "
                            "AND ip IS NULL AND user_agent IS NULL AND user_id = resource_id "
                            "AND request_id = '00000000-0000-0000-0000-000000000000'";
  Shared().Sql("UPDATE users SET status = 'dormant' WHERE id = '" + person.id + "'");
  EXPECT_EQ(person.client.Get(kMe).status, 200);
  EXPECT_EQ(person.client.Get(kMe).status, 200);
  EXPECT_EQ(Shared().Value(count), "1");
  Shared().Sql("UPDATE users SET status = 'dormant' WHERE id = '" + person.id + "'");
  EXPECT_EQ(TryLogin(Shared(), person.email).status, 201);
  EXPECT_EQ(Shared().Value(count), "2");
}

TEST(Audit, ARefusedLoginOfAKnownAccount) {
  const Person person = Shared().NewUser();
  EXPECT_EQ(Row(FailLogin(person)), person.id + " login api_key 00000000-0000-0000-0000-000000000000  401");
  Shared().Sql("UPDATE users SET login_type = 'none' WHERE id = '" + person.id + "'");
  const Reply reply = TryLogin(Shared(), person.email);
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(Of(reply, "status_code"), "403");
}

TEST(Audit, FailedLoginsAreBoundedInRateForEachAccount) {
  const Person person = Shared().NewUser();
  const Person other = Shared().NewUser();
  ThrottledAccount account(Shared(), "password", person.email);
  for (int i = 0; i < 15; ++i) {
    EXPECT_EQ(FailLogin(person).status, 401);
    account.Age("2 minutes");
  }
  EXPECT_EQ(FailedLogins(person), 10);
  EXPECT_EQ(FailLogin(other).status, 401);
  EXPECT_EQ(FailedLogins(other), 1);
  Shared().Sql("UPDATE audit_logs SET time = time - interval '1 hour' WHERE user_id = '" + person.id + "'");
  EXPECT_EQ(FailLogin(person).status, 401);
  EXPECT_EQ(FailedLogins(person), 11);
}

TEST(Audit, ALoginOfAClosedAccountLeavesNoRow) {
  const Person person = Shared().NewUser();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(FailLogin(person).status, 401);
  const Reply reply = FailLogin(person);
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(Row(reply), "0 rows");
}

TEST(Audit, WhereFromIsRecorded) {
  const Person person = Shared().NewUser();
  const Reply reply = SendWith(person.client, "POST", "/api/v2/users/me/keys", {{"User-Agent", "agent/1.0"}});
  EXPECT_EQ(Of(reply, "concat_ws(' ', host(ip), user_agent)"), "127.0.0.1 agent/1.0");
  EXPECT_EQ(Of(reply, "time > now() - interval '1 minute'"), "t");
}

TEST(Audit, TheUserAgentIsCutAt256Characters) {
  const Person person = Shared().NewUser();
  std::string long_agent;
  for (int i = 0; i < 300; ++i) long_agent += "\xC3\xA4";
  for (const std::string& agent : {long_agent, std::string(2000, 'a'), std::string(255, 'a') + "\xFF\xFE"}) {
    const Reply reply = SendWith(person.client, "POST", "/api/v2/users/me/keys", {{"User-Agent", agent}});
    ASSERT_EQ(reply.status, 201) << reply.body;
    EXPECT_EQ(Of(reply, "length(user_agent)"), "256");
  }
}

TEST(Audit, ReadingAndRefusedCreationsLeaveNoRow) {
  const Person person = Shared().NewUser();
  const Reply replies[] = {person.client.Get(kMe), person.client.Get("/api/v2/users/me/keys/tokens"),
                           person.client.Post(kUsers, NewUserBody(Shared(), FreshName())),
                           person.client.Post("/api/v2/users/me/keys/tokens", {{"lifetime", -1}})};
  for (const Reply& reply : replies) EXPECT_EQ(Row(reply), "0 rows") << reply.body;
}

TEST(Audit, ARefusedChangeOfAUserLeavesItsStatusAndNoDiff) {
  const Person auditor = Shared().NewUser({"auditor"});
  const Person person = Shared().NewUser();
  const std::string path = PathOf(person);
  const Client& by = auditor.client;
  const struct {
    const char* action;
    int status;
    Reply reply;
  } attempts[] = {
      {"write", 403, by.Put(path + "/profile", {{"username", FreshName()}})},
      {"write", 400, by.Put(path + "/profile", {{"username", "a b"}})},
      {"write", 404, by.Put(path + "/password", {{"password", kNewPassword}})},
      {"write", 403, by.Put(path + "/status/suspend")},
      {"write", 403, by.Put(path + "/roles", {{"roles", {"auditor"}}})},
      {"delete", 403, by.Delete(path)},
  };
  for (const auto& attempt : attempts) {
    EXPECT_EQ(Row(attempt.reply), OnUser(auditor, attempt.action, person, attempt.status)) << attempt.reply.body;
    EXPECT_EQ(Of(attempt.reply, "diff"), "{}");
  }
}

TEST(Audit, AChangeThatChangesNothingHasNoDiff) {
  const Person person = Shared().NewUser();
  const std::string path = PathOf(person);
  ASSERT_EQ(Owner().Delete(path).status, 200);
  for (const Reply& reply : {Owner().Put(path + "/roles", {{"roles", boost::json::array()}}),
                             Owner().Put(path + "/status/activate"), Owner().Delete(path)}) {
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(Of(reply, "diff"), "{}");
  }
}

TEST(Audit, AnAttemptAtAUserWhoMayNotBeSeenLeavesNoRow) {
  const Person person = Shared().NewUser();
  const Reply reply = person.client.Delete(PathOf(Shared().owner()));
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(Row(reply), "0 rows");
}

TEST(Audit, RefusedChangesAreBoundedInRateForEachActor) {
  const Person auditor = Shared().NewUser({"auditor"});
  const Person person = Shared().NewUser();
  for (int i = 0; i < 12; ++i) EXPECT_EQ(auditor.client.Put(PathOf(person) + "/status/suspend").status, 403);
  EXPECT_EQ(
      Shared().Value("SELECT count(*) FROM audit_logs WHERE user_id = '" + auditor.id + "' AND status_code = 403"),
      "10");
}

TEST(Audit, NoRowHoldsASecret) {
  const Person person = Shared().NewUser();
  const std::string token = Shared().CreateToken(person.client);
  ASSERT_EQ(Owner().Put(PathOf(person) + "/password", {{"password", kNewPassword}}).status, 204);
  for (const std::string& secret : {Split(token).second, Split(person.client.token()).second, std::string(kPassword),
                                    std::string(kNewPassword), std::string("pbkdf2"), std::string("OPENSSH")}) {
    EXPECT_EQ(Shared().Value("SELECT count(*) FROM audit_logs a WHERE position(" + Quoted(secret) + " in a::text) > 0"),
              "0")
        << secret;
  }
}

// Rows whose user agent says so are refused by the database: no change may stand without its row.
class WithoutItsRow : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    Shared().Sql(
        "CREATE OR REPLACE FUNCTION refuse_audit() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF NEW.user_agent = 'refused' THEN RAISE EXCEPTION 'refused'; END IF; RETURN NEW; END $$; "
        "CREATE TRIGGER refuse_audit BEFORE INSERT ON audit_logs FOR EACH ROW EXECUTE FUNCTION refuse_audit()");
  }
  static void TearDownTestSuite() { Shared().Sql("DROP FUNCTION refuse_audit CASCADE"); }

  // Sends it and gives whether the user's row, memberships and keys are what they were. Fails on any status but 500.
  bool LeavesAllAsItWas(const Client& client, std::string_view method, const std::string& path,
                        const boost::json::value& body = nullptr) {
    const std::string state =
        "SELECT concat(u::text, (SELECT array_agg(k::text ORDER BY k.id) FROM api_keys k WHERE k.user_id = u.id), "
        "(SELECT count(*) FROM users)) FROM users u WHERE id = '" +
        person_.id + "'";
    const std::string before = Shared().Value(state);
    const Reply reply = SendWith(client, method, path, {{"User-Agent", "refused"}}, body);
    EXPECT_TRUE(IsEnvelope(reply, 500)) << method << path;
    return Shared().Value(state) == before;
  }

  const Person person_ = Shared().NewUser({"auditor"});
};

TEST_F(WithoutItsRow, NoUserIsMadeChangedOrDeleted) {
  const std::string path = PathOf(person_);
  EXPECT_TRUE(LeavesAllAsItWas(Owner(), "POST", kUsers, NewUserBody(Shared(), FreshName())));
  EXPECT_TRUE(LeavesAllAsItWas(Owner(), "PUT", path + "/roles", {{"roles", {"owner"}}}));
  EXPECT_TRUE(LeavesAllAsItWas(Owner(), "PUT", path + "/status/suspend"));
  EXPECT_TRUE(LeavesAllAsItWas(Owner(), "PUT", path + "/status/activate"));
  EXPECT_TRUE(LeavesAllAsItWas(Owner(), "PUT", path + "/password", {{"password", kNewPassword}}));
  EXPECT_TRUE(LeavesAllAsItWas(Owner(), "DELETE", path));
}

TEST_F(WithoutItsRow, NoKeyIsMadeOrDeleted) {
  EXPECT_TRUE(LeavesAllAsItWas(person_.client, "POST", "/api/v2/users/me/keys"));
  EXPECT_TRUE(LeavesAllAsItWas(person_.client, "POST", "/api/v2/users/me/keys/tokens", boost::json::object()));
  EXPECT_TRUE(LeavesAllAsItWas(person_.client, "DELETE", "/api/v2/users/me/keys/" + person_.client.key_id()));
  EXPECT_TRUE(LeavesAllAsItWas(person_.client, "POST", kLogout));
  EXPECT_TRUE(
      LeavesAllAsItWas(Shared().anonymous(), "POST", kLogin, {{"email", person_.email}, {"password", kPassword}}));
}

}  // namespace
}  // namespace postern::test
