// GET /audit: what a row says, and who may read which.
#include "http/query.h"
#include "obs/request_id.h"
#include "tests/support/answers.h"

namespace postern::test {
namespace {

constexpr char kAudit[] = "/api/v2/audit";
constexpr char kNil[] = "00000000-0000-0000-0000-000000000000";

const Client& Owner() {
  return Shared().owner().client;
}

Reply Find(const std::string& search, const Client& client = Owner(), const std::string& parameters = "") {
  return client.Get(std::string(kAudit) + "?q=" + http::PercentEncode(search) + parameters);
}

// The one row that a search finds.
boost::json::object Row(const std::string& search) {
  const Reply reply = Find(search);
  const boost::json::value page = reply.Json();
  EXPECT_EQ(page.at("count"), 1) << reply.body;
  return page.at("audit_logs").at(0).as_object();
}
boost::json::object RowOf(const Reply& request) {
  return Row("request_id:" + request.Header("X-Coder-Request-Id"));
}

// A row written by the test: `changed`, pairs of a column and its value, says what it holds in place of the usual.
// Gives its request id.
std::string Insert(const std::string& changed = "'status_code', 200") {
  const std::string request = obs::NewUuid();
  Shared().Sql("INSERT INTO audit_logs SELECT (jsonb_populate_record(r, jsonb_build_object(" + changed +
               "))).* FROM (SELECT ROW(gen_random_uuid(), now(), '" + kNil + "', '" + kNil +
               "', NULL, NULL, 'workspace', gen_random_uuid(), 'thing', 'start', '{}', 200, '{}', '" + request +
               "', '/icon.png')::audit_logs r) usual");
  return request;
}
std::string Described(const std::string& assignments) {
  return std::string(Row("request_id:" + Insert(assignments)).at("description").as_string());
}

TEST(AuditLog, NeedsASession) {
  for (const char* path : {"", "/", "/nonsense"}) {
    EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get(std::string(kAudit) + path), 401, kSignedOut)) << path;
  }
  EXPECT_TRUE(IsEnvelope(Owner().Get("/api/v2/audit/nonsense"), 404));
  EXPECT_TRUE(IsEnvelope(Owner().Post(kAudit), 405));
}

TEST(AuditLog, ARowSaysWhoDidWhatFromWhere) {
  const Person person = Shared().NewUser({"user-admin"});
  const Reply made =
      SendWith(person.client, "POST", kUsers, {{"User-Agent", "some client"}}, NewUserBody(Shared(), FreshName()));
  boost::json::object row = RowOf(made);
  EXPECT_EQ(row["user"].at("id"), boost::json::string(person.id));
  EXPECT_EQ(row["ip"], "127.0.0.1");
  EXPECT_EQ(row["user_agent"], "some client");
  EXPECT_EQ(row["resource_type"], "user");
  EXPECT_EQ(row["resource_id"], boost::json::string(made.Text("id")));
  EXPECT_EQ(row["resource_target"], boost::json::string(made.Text("username")));
  EXPECT_EQ(row["action"], "create");
  EXPECT_EQ(row["status_code"], 201);
  EXPECT_EQ(row["organization_id"], kNil);
  EXPECT_TRUE(row["organization"].is_null());
  EXPECT_EQ(row["request_id"], boost::json::string(made.Header("X-Coder-Request-Id")));
}

TEST(AuditLog, EveryKeyIsThere) {
  const boost::json::object row = Row("request_id:" + Insert());
  for (const char* key : {"id", "request_id", "time", "ip", "user_agent", "resource_type", "resource_id",
                          "resource_target", "resource_icon", "action", "diff", "status_code", "additional_fields",
                          "description", "resource_link", "is_deleted", "organization_id", "organization", "user"}) {
    EXPECT_TRUE(row.contains(key)) << key;
  }
  EXPECT_EQ(row.size(), 19u);
  EXPECT_EQ(row.at("ip"), "");
  EXPECT_EQ(row.at("user_agent"), "");
  EXPECT_EQ(row.at("resource_icon"), "/icon.png");
}

TEST(AuditLog, TheUserIsShownAsAlone) {
  const Person person = Shared().NewUser({"auditor"});
  const Reply made = person.client.Post("/api/v2/users/me/keys");
  EXPECT_EQ(RowOf(made).at("user"), person.client.Get(kMe).Json());
}

TEST(AuditLog, AUserWhoIsGoneIsNull) {
  EXPECT_TRUE(Row("request_id:" + Insert()).at("user").is_null());
  EXPECT_TRUE(Row("request_id:" + Insert("'user_id', gen_random_uuid()")).at("user").is_null());
}

TEST(AuditLog, KeysOfChangesAreInLowerCaseWhateverIsStored) {
  const std::string diff =
      R"('diff', '{"a": {"Old": 1, "New": [2], "Secret": false}, "b": {"old": "x", "new": null, "secret": false}}'::jsonb)";
  const boost::json::object expected = {{"a", {{"old", 1}, {"new", {2}}, {"secret", false}}},
                                        {"b", {{"old", "x"}, {"new", nullptr}, {"secret", false}}}};
  EXPECT_EQ(Row("request_id:" + Insert(diff)).at("diff"), boost::json::value(expected));
}

TEST(AuditLog, NoValueIsShownOfWhatIsSecret) {
  const std::string diff = R"('diff', '{"a": {"Old": "hidden", "New": "hidden", "Secret": true}}'::jsonb)";
  const Reply reply = Find("request_id:" + Insert(diff));
  EXPECT_EQ(reply.body.find("hidden"), std::string::npos) << reply.body;
  EXPECT_EQ(reply.Json().at("audit_logs").at(0).at("diff").at("a").at("secret"), true);
}

TEST(AuditLog, AdditionalFieldsAreShownAsStored) {
  const std::string fields = R"('additional_fields', '{"build_number": "7", "more": {"a": [1, null]}}'::jsonb)";
  const boost::json::object expected = {{"build_number", "7"}, {"more", {{"a", {1, nullptr}}}}};
  EXPECT_EQ(Row("request_id:" + Insert(fields)).at("additional_fields"), boost::json::value(expected));
}

TEST(AuditLog, TheOrganizationIsShownWhereThereIsOne) {
  const std::string id = Shared().Value("SELECT id FROM organizations WHERE is_default");
  const boost::json::object row = Row("request_id:" + Insert("'organization_id', '" + id + "'"));
  EXPECT_EQ(row.at("organization_id"), boost::json::string(id));
  EXPECT_EQ(row.at("organization").at("id"), boost::json::string(id));
  EXPECT_EQ(row.at("organization").at("name"),
            boost::json::string(Shared().Value("SELECT name FROM organizations WHERE is_default")));
  EXPECT_EQ(row.at("organization").as_object().size(), 4u);
}

TEST(AuditLog, TheDescriptionNamesUserAndTarget) {
  const Reply made = Owner().Post(kUsers, NewUserBody(Shared(), FreshName()));
  EXPECT_EQ(RowOf(made).at("description"), "{user} created user {target}");
  EXPECT_EQ(Described("'action', 'delete', 'resource_type', 'api_key'"), "{user} deleted api key {target}");
  EXPECT_EQ(Described("'action', 'connect', 'resource_type', 'workspace_agent'"),
            "{user} connected to workspace agent {target}");
}

TEST(AuditLog, TheDescriptionOfALoginNamesTheUserAlone) {
  const Person person = Shared().NewUser();
  EXPECT_EQ(RowOf(TryLogin(Shared(), person.email)).at("description"), "{user} logged in");
  EXPECT_EQ(RowOf(person.client.Post(kLogout)).at("description"), "{user} logged out");
}

TEST(AuditLog, TheDescriptionOfAFailureSaysSo) {
  const Person person = Shared().NewUser();
  EXPECT_EQ(RowOf(TryLogin(Shared(), person.email, "wrong")).at("description"), "{user} failed to log in");
  EXPECT_EQ(Described("'status_code', 400"), "{user} failed to start workspace {target}");
  EXPECT_EQ(Described("'status_code', 399"), "{user} started workspace {target}");
}

TEST(AuditLog, TheLinkLeadsToAUserWhoLives) {
  const Reply made = Owner().Post(kUsers, NewUserBody(Shared(), FreshName()));
  const std::string name = made.Text("username");
  EXPECT_EQ(RowOf(made).at("resource_link"), boost::json::string("/users?filter=" + name));
  EXPECT_EQ(RowOf(made).at("is_deleted"), false);
  Shared().Sql("UPDATE users SET username = username || ' &' WHERE id = '" + made.Text("id") + "'");
  EXPECT_EQ(RowOf(made).at("resource_link"), boost::json::string("/users?filter=" + name + "%20%26"));
  ASSERT_EQ(Owner().Delete(std::string(kUsers) + "/" + made.Text("id")).status, 200);
  EXPECT_EQ(RowOf(made).at("resource_link"), "");
  EXPECT_EQ(RowOf(made).at("is_deleted"), true);
}

TEST(AuditLog, OtherResourcesHaveNoLink) {
  const boost::json::object row = Row("request_id:" + Insert());
  EXPECT_EQ(row.at("resource_link"), "");
  EXPECT_EQ(row.at("is_deleted"), false);
}

// --- who may read
// -----------------------------------------------------------------------------------------------------

TEST(AuditLogReaders, OwnersAndAuditorsReadAll) {
  const std::string request = Insert();
  for (const char* role : {"owner", "auditor"}) {
    const Person person = Shared().NewUser({role});
    EXPECT_EQ(Find("request_id:" + request, person.client).Json().at("count"), 1) << role;
  }
}

TEST(AuditLogReaders, OthersAreForbidden) {
  for (const std::vector<std::string>& roles : {std::vector<std::string>{}, {"user-admin"}, {"template-admin"}}) {
    const Person person = Shared().NewUser(roles);
    EXPECT_TRUE(IsEnvelope(person.client.Get(kAudit), 403, "Forbidden."));
    EXPECT_TRUE(IsEnvelope(Find("nonsense:1", person.client), 403));
  }
  const Person owner = Shared().NewUser({"owner"});
  const std::string key = Shared().CreateToken(owner.client, {{"scope", "application_connect"}});
  EXPECT_TRUE(IsEnvelope(owner.client.WithToken(key).Get(kAudit), 403));
}

TEST(AuditLogReaders, ThoseOfAnOrganizationReadItsRowsAlone) {
  const std::string id = Shared().Value("SELECT id FROM organizations WHERE is_default");
  const std::string within = Insert("'organization_id', '" + id + "'");
  const std::string without = Insert("'organization_id', gen_random_uuid()");
  for (const char* role : {"organization-auditor", "organization-admin"}) {
    const Person person = Shared().NewUser();
    Shared().Sql("UPDATE organization_members SET roles = '{" + std::string(role) + "}' WHERE user_id = '" + person.id +
                 "'");
    EXPECT_EQ(Find("request_id:" + within, person.client).Json().at("count"), 1) << role;
    EXPECT_EQ(Find("request_id:" + without, person.client).Json().at("count"), 0) << role;
    EXPECT_EQ(Find("username:" + person.username, person.client).Json().at("count"), 0) << role;
  }
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE organization_members SET roles = '{organization-user-admin}' WHERE user_id = '" + person.id +
               "'");
  EXPECT_TRUE(IsEnvelope(person.client.Get(kAudit), 403));
}

}  // namespace
}  // namespace postern::test
