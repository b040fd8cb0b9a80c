// POST /authcheck: the body, its rules and its limits, and the shape of the answer.
#include "absl/strings/str_cat.h"
#include "tests/http/clients/checks.h"

namespace postern::test {
namespace {

using boost::json::object;

const Client& Owner() {
  return Shared().owner().client;
}

Reply Send(const std::string& body) {
  return Owner().Send("POST", kAuthcheck, &body);
}

TEST(AuthcheckBody, NoQuestionNoAnswer) {
  for (const char* body : {"{}", R"({"checks":{}})", R"({"checks":null})", "null", R"({"other":[1]})"}) {
    const Reply reply = Send(body);
    EXPECT_EQ(reply.status, 200) << body;
    EXPECT_EQ(reply.body, "{}\n") << body;
  }
}

TEST(AuthcheckBody, AnswersStandUnderTheKeysOfTheirQuestionsSorted) {
  const std::string user = R"({"object":{"resource_type":"user"},"action":"read"})";
  const Reply reply = Send(absl::StrCat(R"({"checks":{"b":)", user, R"(,"B":)", user, R"(,"":)", user, R"(,"a \"é<":)",
                                        R"({"object":{"resource_type":"nonsense"}})", "}}"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "{\"\":true,\"B\":true,\"a \\\"é\\u003c\":false,\"b\":true}\n");
}

TEST(AuthcheckBody, FieldsMatchInAnyCaseAndUnknownOnesAreIgnored) {
  const Reply reply = Send(
      R"({"CHECKS":{"it":{"OBJECT":{"Resource_Type":"user","OWNER_ID":null,"more":[]},"Action":"read","x":1}}} tail)");
  EXPECT_EQ(reply.body, "{\"it\":true}\n");
}

TEST(AuthcheckBody, OfEqualKeysTheLastCounts) {
  const Reply reply = Send(R"({"checks":{"it":{"object":{"resource_type":"nonsense","any_org":true},"action":"read"},)"
                           R"("it":{"object":{"resource_type":"user"},"action":"read"}}})");
  EXPECT_EQ(reply.body, "{\"it\":true}\n");
}

TEST(AuthcheckBody, WhatIsNotOfItsShapeIs400) {
  for (const char* body :
       {"", "{", "[]", R"({"checks":[]})", R"({"checks":"x"})", R"({"checks":{"a":[]}})", R"({"checks":{"a":"x"}})",
        R"({"checks":{"a":{"object":[]}}})", R"({"checks":{"a":{"object":{"resource_type":1}}}})",
        R"({"checks":{"a":{"object":{"resource_type":"user","any_org":"true"},"action":"read"}}})",
        R"({"checks":{"a":{"object":{"resource_type":"user","resource_id":7},"action":"read"}}})",
        R"({"checks":{"a":{"object":{"resource_type":"us\u0000er"},"action":"read"}}})"}) {
    const Reply reply = Send(body);
    EXPECT_TRUE(IsEnvelope(reply, 400)) << body;
    EXPECT_FALSE(reply.Text("detail").empty()) << body;
    EXPECT_TRUE(Fields(reply).empty()) << body;
  }
}

TEST(AuthcheckBody, ACheckWithoutATypeIs400) {
  for (const char* check : {"{}", "null", R"({"action":"read"})", R"({"object":null,"action":"read"})",
                            R"({"object":{"resource_type":""},"action":"read"})"}) {
    const Reply reply =
        Send(absl::StrCat(R"({"checks":{"a":{"object":{"resource_type":"user"},"action":"read"},"b":)", check, "}}"));
    EXPECT_TRUE(IsEnvelope(reply, 400)) << check;
    EXPECT_TRUE(Fields(reply).empty()) << check;
  }
}

TEST(AuthcheckBody, AResourceIdIsAUuid) {
  for (const char* id : {"x", "me", "default", "00000000-0000-0000-0000-00000000000"}) {
    const Reply reply = AskAll(Owner(), {{"a", Check("user", "read", {{"resource_id", id}})}});
    EXPECT_TRUE(IsEnvelope(reply, 400)) << id;
    EXPECT_EQ(Fields(reply), std::vector<std::string>{"resource_id"}) << id;
  }
}

TEST(AuthcheckBody, AnEmptyResourceIdIsNone) {
  EXPECT_TRUE(May(Owner(), Check("organization", "read", {{"resource_id", ""}})));
}

TEST(AuthcheckBody, AResourceIdIsOfAWorkspaceATemplateAUserOrAGroup) {
  const object id = {{"resource_id", obs::NewUuid()}};
  for (const char* type : {"organization", "api_key", "workspace_dormant", "nonsense", "User"}) {
    const Reply reply = AskAll(Owner(), {{"a", Check(type, "read", id)}});
    EXPECT_TRUE(IsEnvelope(reply, 400)) << type;
    EXPECT_EQ(Fields(reply), std::vector<std::string>{"resource_type"}) << type;
  }
  for (const char* type : {"workspace", "template", "user", "group"}) {
    EXPECT_EQ(AskAll(Owner(), {{"a", Check(type, "read", id)}}).status, 200) << type;
  }
}

object ChecksById(int count) {
  object checks;
  for (int i = 0; i < count; ++i) {
    checks[std::to_string(i)] = Check("user", "read", {{"resource_id", Shared().owner().id}});
  }
  return checks;
}

TEST(AuthcheckBody, TenChecksMayNameAResource) {
  object checks = ChecksById(10);
  checks["further"] = Check("user", "read");
  const Reply reply = AskAll(Owner(), checks);
  ASSERT_EQ(reply.status, 200) << reply.body;
  const boost::json::value answers = reply.Json();
  EXPECT_EQ(answers.as_object().size(), 11U);
  for (const auto& [key, answer] : answers.as_object()) EXPECT_TRUE(answer.as_bool()) << key;
}

TEST(AuthcheckBody, AnEleventhCheckOfAResourceIs400) {
  const Reply reply = AskAll(Owner(), ChecksById(11));
  EXPECT_TRUE(IsEnvelope(reply, 400));
  EXPECT_TRUE(Fields(reply).empty());
}

TEST(AuthcheckBody, TenThousandChecksAreAnswered) {
  const Person person = Shared().NewUser();
  object checks;
  for (int i = 0; i < 10'000; ++i) {
    checks[std::to_string(i)] = Check("user", i % 2 == 0 ? "read" : "delete", {{"owner_id", "me"}});
  }
  const Reply reply = AskAll(person.client, checks);
  ASSERT_EQ(reply.status, 200) << reply.body;
  const boost::json::value answers = reply.Json();
  ASSERT_EQ(answers.as_object().size(), 10'000U);
  for (int i = 0; i < 10'000; ++i) EXPECT_EQ(answers.at(std::to_string(i)).as_bool(), i % 2 == 0) << i;
}

TEST(AuthcheckBody, ABodyAboveTheLimitIs413) {
  EXPECT_EQ(Send(R"({"checks":{},"filler":")" + std::string(1'100'000, 'a') + "\"}").status, 413);
}

}  // namespace
}  // namespace postern::test
