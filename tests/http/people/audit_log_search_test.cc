// GET /audit with a search, page by page.
#include "http/query.h"
#include "obs/request_id.h"
#include "tests/support/answers.h"

namespace postern::test {
namespace {

const Client& Owner() {
  return Shared().owner().client;
}

Reply Find(const std::string& search, const std::string& parameters = "", const Client& client = Owner()) {
  return client.Get("/api/v2/audit?q=" + http::PercentEncode(search) + parameters);
}

// Three rows of days of their own, that all are about one resource.
class AuditLogSearch : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    resource_ = obs::NewUuid();
    organization_ = "Org-" + FreshName();
    Shared().Sql("INSERT INTO organizations (id, name, display_name, description, created_at, updated_at) VALUES ('" +
                 resource_ + "', '" + organization_ + "', '', '', now(), now())");
    Insert("one", "2001-01-01 00:00:00", "workspace_build", "start", R"({"build_reason": "autostart"})");
    Insert("two", "2001-01-02 23:59:59.999999", "workspace_build", "stop", R"({"build_reason": "initiator"})");
    Insert("Three", "2001-01-03 00:00:00", "license", "create", R"({"build_reason": "autostart"})");
  }
  static void TearDownTestSuite() { Shared().Sql("DELETE FROM organizations WHERE id = '" + resource_ + "'"); }
  static void Insert(const std::string& target, const std::string& time, const std::string& type,
                     const std::string& action, const std::string& fields) {
    Shared().Sql(
        "INSERT INTO audit_logs (id, time, user_id, organization_id, resource_type, resource_id, resource_target, "
        "action, diff, status_code, additional_fields, request_id, resource_icon) VALUES (gen_random_uuid(), '" +
        time + "+00', '" + Shared().owner().id + "', '" + resource_ + "', '" + type + "', '" + resource_ + "', '" +
        target + "', '" + action + "', '{}', 200, '" + fields + "', gen_random_uuid(), '')");
  }

  // The targets of the rows found among the three, and the count.
  static std::string Found(const std::string& search, const std::string& parameters = "") {
    const Reply reply = Find("resource_id:" + resource_ + " " + search, parameters);
    if (reply.status != 200) return reply.body;
    std::string text;
    const boost::json::value page = reply.Json();
    for (const boost::json::value& row : page.at("audit_logs").as_array()) {
      text += std::string(row.at("resource_target").as_string()) + " ";
    }
    return text + std::to_string(page.at("count").as_int64());
  }

  static std::string resource_;      // Also the id of an organization that they belong to,
  static std::string organization_;  // and that organization's name.
};
std::string AuditLogSearch::organization_;
std::string AuditLogSearch::resource_;

TEST_F(AuditLogSearch, TheNewestComesFirst) {
  EXPECT_EQ(Found(""), "Three two one 3");
}

TEST_F(AuditLogSearch, PagesAreCutAndTheCountIsOfAll) {
  EXPECT_EQ(Found("", "&limit=2"), "Three two 3");
  EXPECT_EQ(Found("", "&limit=2&offset=2"), "one 3");
  EXPECT_EQ(Found("", "&limit=0&offset=1"), "two one 3");
  EXPECT_EQ(Found("", "&offset=3"), "3");
}

TEST_F(AuditLogSearch, APageHas100RowsUnlessAskedForMore) {
  const std::string id = obs::NewUuid();
  Shared().Sql("INSERT INTO audit_logs SELECT gen_random_uuid(), now(), '" + id + "', '" + id +
               "', NULL, NULL, 'template', '" + id + "', '', 'write', '{}', 200, '{}', '" + id +
               "', '' FROM generate_series(1, 101)");
  const auto rows = [&](const std::string& limit) {
    return Find("request_id:" + id, limit).Json().at("audit_logs").as_array().size();
  };
  EXPECT_EQ(rows(""), 100u);
  EXPECT_EQ(rows("&limit=0"), 100u);
  EXPECT_EQ(rows("&limit=1000"), 101u);
}

TEST_F(AuditLogSearch, BadPagesAreErrorsOfTheirParameters) {
  const Reply reply = Find("", "&limit=1001&offset=-1");
  EXPECT_TRUE(IsEnvelope(reply, 400));
  EXPECT_EQ(Fields(reply), (std::vector<std::string>{"offset", "limit"}));
}

TEST_F(AuditLogSearch, ABareWordIsAResourceType) {
  EXPECT_EQ(Found("license"), "Three 1");
  EXPECT_EQ(Found("resource_type:Workspace_Build"), "two one 2");
}

TEST_F(AuditLogSearch, ActionAndTargetAreFoundInAnyCase) {
  EXPECT_EQ(Found("action:STOP"), "two 1");
  EXPECT_EQ(Found("resource_target:three"), "Three 1");
  EXPECT_EQ(Found("resource_target:thre"), "0");
}

TEST_F(AuditLogSearch, DaysAreWholeAndOfUtc) {
  EXPECT_EQ(Found("date_from:2001-01-02"), "Three two 2");
  EXPECT_EQ(Found("date_to:2001-01-02"), "two one 2");
  EXPECT_EQ(Found("date_from:2001-01-02 date_to:2001-01-02"), "two 1");
  EXPECT_EQ(Found("date_to:2000-12-31"), "0");
}

TEST_F(AuditLogSearch, WhoDidItIsFoundByNameAndAddressInAnyCase) {
  const Person& owner = Shared().owner();
  EXPECT_EQ(Found("username:" + owner.username), "Three two one 3");
  EXPECT_EQ(Found("email:" + owner.email), "Three two one 3");
  EXPECT_EQ(Found("username:nobody"), "0");
  EXPECT_EQ(Found("email:nobody@example.com"), "0");
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE users SET username = upper(username), email = upper(email) WHERE id = '" + person.id + "'");
  EXPECT_EQ(Find("username:" + person.username + " email:" + person.email + " action:login").Json().at("count"), 1);
}

TEST_F(AuditLogSearch, MeIsWhoeverAsks) {
  EXPECT_EQ(Found("username:me"), "Three two one 3");
  const Person auditor = Shared().NewUser({"auditor"});
  EXPECT_EQ(Find("resource_id:" + resource_ + " username:me", "", auditor.client).Json().at("count"), 0);
}

TEST_F(AuditLogSearch, WhatDeletedUsersDidIsStillFound) {
  const Person person = Shared().NewUser();
  ASSERT_EQ(Owner().Delete(PathOf(person)).status, 200);
  EXPECT_EQ(Find("username:" + person.username + " action:login").Json().at("count"), 1);
}

TEST_F(AuditLogSearch, TheOrganizationIsFoundByNameAndId) {
  EXPECT_EQ(Found("organization:" + organization_), "Three two one 3");
  EXPECT_EQ(Found("organization:" + resource_), "Three two one 3");
  EXPECT_EQ(Found("organization:nonsense"), "0");
}

TEST_F(AuditLogSearch, TheReasonIsThatOfABuild) {
  EXPECT_EQ(Found("build_reason:autostart"), "one 1");
  EXPECT_EQ(Found("build_reason:dormancy"), "0");
}

TEST_F(AuditLogSearch, BadValuesAreErrorsOfTheirKeys) {
  for (const auto& [search, field] : {std::pair{"nonsense", "resource_type"},
                                      {"resource_type:nonsense", "resource_type"},
                                      {"user license", "resource_type"},
                                      {"resource_id:x", "resource_id"},
                                      {"request_id:x", "request_id"},
                                      {"action:nonsense", "action"},
                                      {"action:create,write", "action"},
                                      {"date_from:2001-02-30", "date_from"},
                                      {"date_to:\"2001-01-01T00:00:00Z\"", "date_to"},
                                      {"build_reason:nonsense", "build_reason"},
                                      {"search:x", "search"},
                                      {"a:b:c", "q"}}) {
    const Reply reply = Find(search);
    EXPECT_TRUE(IsEnvelope(reply, 400)) << search;
    EXPECT_EQ(Fields(reply), std::vector<std::string>{field}) << search;
  }
}

}  // namespace
}  // namespace postern::test
