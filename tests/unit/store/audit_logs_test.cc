#include "store/audit_logs.h"

#include <gtest/gtest.h>

#include "boost/json/parse.hpp"

namespace postern::store {
namespace {

using Texts = std::vector<std::string>;

boost::json::value Parsed(const std::string& text) {
  return boost::json::parse(text);
}

TEST(AuditDiffTest, OfNothingIsAnEmptyObject) {
  EXPECT_EQ(AuditDiff().Text(), "{}");
}

TEST(AuditDiffTest, ColumnHasItsOldAndItsNewValue) {
  AuditDiff diff;
  diff.Add("username", "ada", std::string("grace"));
  EXPECT_EQ(Parsed(diff.Text()), Parsed(R"({"username":{"Old":"ada","New":"grace","Secret":false}})"));
}

TEST(AuditDiffTest, TakesTextsTruthValuesListsAndNull) {
  AuditDiff diff;
  diff.Add("deleted", false, true).Add("rbac_roles", Texts{}, Texts{"owner"}).Add("name", nullptr, "x");
  EXPECT_EQ(Parsed(diff.Text()), Parsed(R"({"deleted":{"Old":false,"New":true,"Secret":false},
      "rbac_roles":{"Old":[],"New":["owner"],"Secret":false},"name":{"Old":null,"New":"x","Secret":false}})"));
}

TEST(AuditDiffTest, SecretIsNamedAndNeverShown) {
  AuditDiff diff;
  diff.AddSecret("hashed_password");
  EXPECT_EQ(Parsed(diff.Text()), Parsed(R"({"hashed_password":{"Old":null,"New":null,"Secret":true}})"));
}

TEST(AuditDiffTest, TextsAreEscaped) {
  AuditDiff diff;
  diff.Add("name", "", "a\"b\\\n");
  EXPECT_EQ(Parsed(diff.Text()).at("name").at("New"), "a\"b\\\n");
}

TEST(AuditLogTest, WithoutMoreItIsAboutNothing) {
  const AuditLog log;
  EXPECT_EQ(log.resource_id, kNilUuid);
  EXPECT_EQ(log.request_id, kNilUuid);
  EXPECT_EQ(log.ip, std::nullopt);
  EXPECT_EQ(log.user_agent, std::nullopt);
  EXPECT_EQ(log.status_code, 200);
}

TEST(DormantActivationTest, SaysThatTheServerDidItForTheUser) {
  const AuditLog log = DormantActivation("id-of-ada", "ada");
  EXPECT_EQ(log.user_id, "id-of-ada");
  EXPECT_EQ(log.resource_type, "user");
  EXPECT_EQ(log.resource_id, "id-of-ada");
  EXPECT_EQ(log.resource_target, "ada");
  EXPECT_EQ(log.action, "write");
  EXPECT_EQ(Parsed(log.diff.Text()), Parsed(R"({"status":{"Old":"dormant","New":"active","Secret":false}})"));
  EXPECT_EQ(Parsed(log.additional_fields).at("automatic_subsystem"), "dormancy");
}

}  // namespace
}  // namespace postern::store
