// POST /users/validate-password: what forms ask while somebody types.
#include "tests/support/answers.h"

namespace postern::test {
namespace {

constexpr char kValidate[] = "/api/v2/users/validate-password";

Reply Validate(const std::string& password) {
  return Shared().anonymous().Post(kValidate, {{"password", password}});
}

TEST(ValidatePassword, AGoodOneIsValidWithoutDetails) {
  for (const char* password : {kPassword, "correcthorse", "Tr0ub4dor&3", "PasswordSecured123!"}) {
    const Reply reply = Validate(password);
    EXPECT_EQ(reply.status, 200);
    const boost::json::value expected = {{"valid", true}, {"details", ""}};
    EXPECT_EQ(reply.Json(), expected) << password;
  }
}

TEST(ValidatePassword, AWeakOneIsAnsweredWith200AndTheReason) {
  for (const char* password : {"password", "newpassword", "aaaaaaaa", "abcdefghijkl", "12345678901234567890"}) {
    const Reply reply = Validate(password);
    EXPECT_EQ(reply.status, 200);
    EXPECT_FALSE(reply.Json().at("valid").as_bool()) << password;
    EXPECT_TRUE(reply.Text("details").starts_with("insecure password, try ")) << reply.body;
  }
}

TEST(ValidatePassword, SixtyFourBytesAreTheMost) {
  std::string longest;
  for (int i = 0; i < 16; ++i) longest += "a1B!";
  EXPECT_TRUE(Validate(longest).Json().at("valid").as_bool());
  const boost::json::value expected = {{"valid", false}, {"details", "password must be no more than 64 characters"}};
  EXPECT_EQ(Validate(longest + "x").Json(), expected);
}

TEST(ValidatePassword, SaysWhatSettingOneWouldSay) {
  const Person person = Shared().NewUser();
  for (const char* password : {"weak", "newpassword"}) {
    const Reply refused =
        person.client.Put(std::string(kMe) + "/password", {{"old_password", kPassword}, {"password", password}});
    EXPECT_EQ(refused.Json().at("validations").at(0).at("detail").as_string(), Validate(password).Text("details"));
  }
}

TEST(ValidatePassword, IsOpenAndASessionDoesNotMatter) {
  const boost::json::value body = {{"password", kPassword}};
  EXPECT_EQ(Shared().NewUser().client.Post(kValidate, body).status, 200);
  EXPECT_EQ(Shared().anonymous().WithToken("abcdefghij-abcdefghijabcdefghijab").Post(kValidate, body).status, 200);
}

TEST(ValidatePassword, AnEmptyOneIsMissing) {
  for (const std::string body : {"{}", R"({"password":""})", R"({"password":null})", "null"}) {
    const Reply reply = Shared().anonymous().Send("POST", kValidate, &body);
    EXPECT_TRUE(IsEnvelope(reply, 400, "Validation failed.")) << body;
    ASSERT_EQ(Fields(reply), std::vector<std::string>{"password"});
    EXPECT_EQ(reply.Json().at("validations").at(0).at("detail").as_string(),
              "Validation failed for tag \"required\" with value: \"\"");
  }
}

TEST(ValidatePassword, AnUnreadableBodyIs400) {
  for (const std::string body : {"", "{", "[]", R"({"password":1})"}) {
    const Reply reply = Shared().anonymous().Send("POST", kValidate, &body);
    EXPECT_TRUE(IsEnvelope(reply, 400)) << body;
    EXPECT_TRUE(Fields(reply).empty()) << body;
  }
}

TEST(ValidatePassword, AnotherMethodMeansTheUserOfThatName) {
  EXPECT_EQ(Shared().anonymous().Get(kValidate).status, 401);
  EXPECT_TRUE(IsEnvelope(Shared().owner().client.Get(kValidate), 400, kNoSuchUser));
  EXPECT_TRUE(IsEnvelope(Shared().owner().client.Put(kValidate), 405));
}

}  // namespace
}  // namespace postern::test
