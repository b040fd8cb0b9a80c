// The rules of fields: required, email, username, user_real_name.
#include <gtest/gtest.h>

#include "boost/json/object.hpp"
#include "obs/request_id.h"
#include "tests/http/wire/answers.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

namespace json = boost::json;

std::string Unique() {
  return "v" + obs::NewUuid().substr(24);
}

Reply Create(const json::object& changes) {
  Site& site = Site::Shared();
  const std::string name = Unique();
  json::object body = {{"email", name + "@example.com"},
                       {"username", name},
                       {"password", kPassword},
                       {"organization_ids", {site.Value("SELECT id FROM organizations WHERE is_default")}}};
  for (const auto& [key, value] : changes) body[key] = value;
  return site.owner().client.Post("/api/v2/users", body);
}

// The answer refuses that field alone, for that rule.
void ExpectViolation(const Reply& reply, const std::string& field, const std::string& tag, const std::string& value) {
  ExpectEnvelope(reply, 400);
  EXPECT_EQ(reply.Text("message"), "Validation failed.");
  const json::value whole = reply.Json();
  const json::value* list = whole.get_object().if_contains("validations");
  ASSERT_NE(list, nullptr) << reply.body;
  ASSERT_EQ(list->as_array().size(), 1u) << reply.body;
  const json::value& only = list->as_array()[0];
  EXPECT_EQ(std::string(only.at("field").as_string()), field);
  EXPECT_EQ(std::string(only.at("detail").as_string()),
            "Validation failed for tag \"" + tag + "\" with value: \"" + value + "\"");
}

// The pattern with something unique in place of each %.
std::string Filled(std::string pattern) {
  for (std::size_t at; (at = pattern.find('%')) != std::string::npos;) pattern.replace(at, 1, Unique().substr(0, 9));
  return pattern;
}

class RefusedEmail : public testing::TestWithParam<const char*> {};

TEST_P(RefusedEmail, FailsTheRuleEmail) {
  ExpectViolation(Create({{"email", GetParam()}}), "email", "email", GetParam());
}

INSTANTIATE_TEST_SUITE_P(Addresses, RefusedEmail,
                         testing::Values("a", "a@", "@b.co", "a@localhost", "a@b.c1", "a@10.0.0.1", "a@b.co.",
                                         "a@.b.co", "a@b..co", "a..b@c.de", ".a@b.co", "a.@b.co", "a b@c.de", "a@-b.co",
                                         "a@b-.co", "a@b_c.de", "<a@b.co>", "X <a@b.co>", " a@b.co", "a@b.co ",
                                         "a@b@c.de", "a@[10.0.0.1]", "a(x)@b.co"));

class AcceptedEmail : public testing::TestWithParam<const char*> {};

TEST_P(AcceptedEmail, IsStored) {
  const std::string email = Filled(GetParam());
  const Reply reply = Create({{"email", email}});
  EXPECT_EQ(reply.status, 201) << reply.body;
  EXPECT_EQ(reply.Text("email"), email);
}

INSTANTIATE_TEST_SUITE_P(Addresses, AcceptedEmail,
                         testing::Values("%@b.c", "%+tag@b.co", "%@sub.do-main.co", "%@b.CO", "o'%@b.co",
                                         "%@b\u00fc.co", "\u00fc%@b.co", "\"a %\"@b.co", "a.%.c@b.co",
                                         "%%%%%%%%%%@b.co", "!#$&*/=?^_`{|}~-%@b.co"));

class RefusedUsername : public testing::TestWithParam<const char*> {};

TEST_P(RefusedUsername, FailsTheRuleUsername) {
  ExpectViolation(Create({{"username", GetParam()}}), "username", "username", GetParam());
}

INSTANTIATE_TEST_SUITE_P(Names, RefusedUsername,
                         testing::Values("a--b", "-a", "a-", "-", "a_b", "a.b", "a b", " ab", "ab ", "new", "create",
                                         "\u00fc", "a\n", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"));

TEST(Validation, AnEmptyUsernameIsRefused) {
  ExpectEnvelope(Create({{"username", ""}}), 400);
}

class AcceptedUsername : public testing::TestWithParam<const char*> {};

TEST_P(AcceptedUsername, IsStored) {
  const std::string name = Filled(GetParam());
  const Reply reply = Create({{"username", name}});
  EXPECT_EQ(reply.status, 201) << reply.body;
  EXPECT_EQ(reply.Text("username"), name);
}

INSTANTIATE_TEST_SUITE_P(Names, AcceptedUsername,
                         testing::Values("%", "a-%-9", "9%", "U%", "New", "zzzzzzzzzzzzzzzzzzzzzzz%"));

class RefusedRealName : public testing::TestWithParam<std::string> {};

TEST_P(RefusedRealName, FailsTheRuleUserRealName) {
  ExpectViolation(Create({{"name", GetParam()}}), "name", "user_real_name", GetParam());
}

INSTANTIATE_TEST_SUITE_P(Names, RefusedRealName,
                         testing::Values(" x", "x ", "\tx", "x\n", " ", "\u00a0x", std::string(129, 'x')));

class AcceptedRealName : public testing::TestWithParam<std::string> {};

TEST_P(AcceptedRealName, IsStored) {
  const Reply reply = Create({{"name", GetParam()}});
  EXPECT_EQ(reply.status, 201) << reply.body;
  EXPECT_EQ(reply.Text("name"), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Names, AcceptedRealName,
                         testing::Values("", "x", std::string(128, 'x'), "O'Neil, J. <b>", "two  blanks"));

TEST(Validation, RealNamesAreMeasuredInBytes) {
  std::string name;
  for (int i = 0; i < 64; ++i) name += "\u00e9";
  EXPECT_EQ(Create({{"name", name}}).status, 201);
  name += "\u00e9";
  ExpectViolation(Create({{"name", name}}), "name", "user_real_name", name);
}

TEST(Validation, RequiredIsReportedBeforeTheFormOfAnAddress) {
  const Reply reply = Site::Shared().anonymous().Post("/api/v2/users/login", {{"email", ""}, {"password", "x"}});
  ExpectViolation(reply, "email", "required", "");
}

TEST(Validation, ALoginWithABadAddressIsRefusedByTheRule) {
  const Reply reply = Site::Shared().anonymous().Post("/api/v2/users/login", {{"email", "nobody"}, {"password", "x"}});
  ExpectViolation(reply, "email", "email", "nobody");
}

}  // namespace
}  // namespace postern::test
