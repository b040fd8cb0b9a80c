// How request bodies are read.
#include <gtest/gtest.h>

#include "boost/json/object.hpp"
#include "tests/http/wire/answers.h"
#include "tests/support/raw_client.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

constexpr char kTokens[] = "/api/v2/users/me/keys/tokens";
constexpr char kLogin[] = "/api/v2/users/login";

// One member for all cases of this file: none of them needs an empty list.
const Client& Member() {
  static const Person person = Site::Shared().NewUser();
  return person.client;
}

std::string Repeat(const std::string& text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

class UnparsableBody : public testing::TestWithParam<std::string> {};

TEST_P(UnparsableBody, IsRefusedWithADetailAndNoValidations) {
  const Reply reply = Member().Send("POST", kTokens, &GetParam());
  ExpectEnvelope(reply, 400);
  EXPECT_NE(reply.Text("detail"), "");
  EXPECT_FALSE(reply.Json().as_object().contains("validations"));
}

INSTANTIATE_TEST_SUITE_P(Syntax, UnparsableBody,
                         testing::Values("", " \r\n\t", "{", "}", "nonsense", "{'token_name':'x'}",
                                         R"({"token_name":"x",})", R"({"token_name":"x")", R"({"token_name" "x"})",
                                         R"({"token_name":NaN})", R"({"token_name":'x'})", "\xEF\xBB\xBF{}",
                                         "{\"token_name\":\"a\nb\"}", R"({"token_name":"\x41"})", R"({"lifetime":01})",
                                         R"({"lifetime":+1})", "{\"token_name\":\"a", std::string("\0", 1),
                                         std::string("{\"a\":\"\0\"}", 9), "/* */{}", "tru", "-"));

INSTANTIATE_TEST_SUITE_P(WrongType, UnparsableBody,
                         testing::Values("[]", "\"text\"", "1", "true", R"({"token_name":1})",
                                         R"({"token_name":["x"]})", R"({"token_name":{}})", R"({"token_name":true})",
                                         R"({"lifetime":"1h"})", R"({"lifetime":1.5})", R"({"lifetime":1e30})",
                                         R"({"lifetime":9223372036854775808})"));

TEST(Bodies, AnEmptyBodyIsRefusedWithTheDetailEof) {
  const Reply reply = Member().Post(kTokens);
  ExpectEnvelope(reply, 400);
  EXPECT_EQ(reply.Text("detail"), "EOF");
}

TEST(Bodies, ABadUuidIsUnparsable) {
  const Client& owner = Site::Shared().owner().client;
  const Reply reply = owner.Post("/api/v2/users", {{"email", "bad-uuid@example.com"},
                                                   {"username", "bad-uuid"},
                                                   {"password", kPassword},
                                                   {"organization_ids", {"not-a-uuid"}}});
  ExpectEnvelope(reply, 400);
  EXPECT_FALSE(reply.Json().as_object().contains("validations"));
}

TEST(Bodies, NestingDeeperThanTenThousandIsUnparsable) {
  const std::string body = R"({"more":)" + Repeat("[", 10001) + Repeat("]", 10001) + "}";
  ExpectEnvelope(Member().Send("POST", kTokens, &body), 400);
}

class AcceptedBody : public testing::TestWithParam<std::string> {};

TEST_P(AcceptedBody, MakesAToken) {
  EXPECT_EQ(Member().Send("POST", kTokens, &GetParam()).status, 201);
}

INSTANTIATE_TEST_SUITE_P(NullIsTheDefault, AcceptedBody,
                         testing::Values("null", "{}", R"({"token_name":null,"lifetime":null,"scope":null})"));
INSTANTIATE_TEST_SUITE_P(UnknownKeysAreIgnored, AcceptedBody,
                         testing::Values(R"({"more":{"a":[1,null,true,1.5e3,"x"]}})",
                                         R"({"more":)" + Repeat("[", 30) + Repeat("]", 30) + "}"));
INSTANTIATE_TEST_SUITE_P(TrailingDataIsIgnored, AcceptedBody,
                         testing::Values("{} trailing", R"({}{"token_name":1})", "{}}", "null null", " \r\n\t{}\n\n"));
INSTANTIATE_TEST_SUITE_P(TheLastDuplicateWins, AcceptedBody,
                         testing::Values(R"({"scope":"nonsense","scope":"all"})", R"({"lifetime":-5,"lifetime":0})"));

TEST(Bodies, KeysMatchInAnyCase) {
  const Reply made = Member().Post(kTokens, {{"TOKEN_Name", "in-any-case"}});
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(Member().Get(std::string(kTokens) + "/in-any-case").status, 200);
}

TEST(Bodies, BrokenUtf8AndLoneSurrogatesAreRepaired) {
  const std::string body = "{\"token_name\":\"b\xFF-\\ud800-e\"}";
  ASSERT_EQ(Member().Send("POST", kTokens, &body).status, 201);
  EXPECT_EQ(Member().Get(std::string(kTokens) + "/b%EF%BF%BD-%EF%BF%BD-e").status, 200);
}

class ContentType : public testing::TestWithParam<const char*> {};

TEST_P(ContentType, OfARequestIsIgnored) {
  const std::string request = "POST /api/v2/users/me/keys/tokens HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" +
                              std::string(GetParam()) + "Coder-Session-Token: " + Member().token() +
                              "\r\nContent-Length: 2\r\n\r\n{}";
  EXPECT_EQ(SendRaw(Member().url(), request).status, 201);
}

INSTANTIATE_TEST_SUITE_P(Types, ContentType,
                         testing::Values("", "Content-Type: application/json\r\n", "Content-Type: text/plain\r\n",
                                         "Content-Type: application/x-www-form-urlencoded\r\n",
                                         "Content-Type: nonsense\r\n", "Content-Type: multipart/form-data\r\n"));

TEST(Bodies, AChunkedBodyIsRead) {
  const std::string request =
      "POST /api/v2/users/me/keys/tokens HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
      "Coder-Session-Token: " +
      Member().token() +
      "\r\nTransfer-Encoding: chunked\r\n\r\n"
      "8\r\n{\"token_\r\nb\r\nname\":\"chun\r\n5\r\nked\"}\r\n0\r\n\r\n";
  EXPECT_EQ(SendRaw(Member().url(), request).status, 201);
  EXPECT_EQ(Member().Get(std::string(kTokens) + "/chunked").status, 200);
}

TEST(Bodies, ABodyOnGetIsIgnored) {
  const std::string body = "{nonsense";
  EXPECT_EQ(Member().Send("GET", "/api/v2/buildinfo", &body).status, 200);
}

TEST(Bodies, HalfAMegabyteIsRead) {
  const std::string body = R"({"pad":")" + std::string(500'000, 'x') + R"("})";
  EXPECT_EQ(Member().Send("POST", kTokens, &body).status, 201);
}

TEST(Bodies, OneMebibyteIsReadAndAByteMoreIsRefusedWith413) {
  std::string body = R"({"pad":")" + std::string((1 << 20) - 10, 'x') + R"("})";
  ASSERT_EQ(body.size(), 1u << 20);
  EXPECT_EQ(Member().Send("POST", kTokens, &body).status, 201);
  body += ' ';
  const Reply refused = Member().Send("POST", kTokens, &body);
  ExpectEnvelope(refused, 413);
  ExpectOurHeaders(refused);
}

TEST(Bodies, AnEscapedNulIsRefusedOnReading) {
  Site& site = Site::Shared();
  const Reply reply = Member().Post(kTokens, {{"token_name", std::string("nul\0here", 8)}});
  ExpectEnvelope(reply, 400);
  EXPECT_EQ(site.Value("SELECT count(*) FROM api_keys WHERE token_name LIKE 'nul%here'"), "0");
}

TEST(Bodies, RuleFailuresAreListedInOrderTheFirstOfEachField) {
  for (const std::string body : {"{}", "null", R"({"email":null,"password":null})", R"({"email":"","password":""})"}) {
    const Reply reply = Member().Anonymous().Send("POST", kLogin, &body);
    ExpectEnvelope(reply, 400);
    EXPECT_EQ(reply.body,
              "{\"message\":\"Validation failed.\",\"validations\":["
              "{\"field\":\"email\",\"detail\":\"Validation failed for tag \\\"required\\\" with value: \\\"\\\"\"},"
              "{\"field\":\"password\",\"detail\":\"Validation failed for tag \\\"required\\\" with value: \\\"\\\"\"}"
              "]}\n");
  }
}

TEST(Bodies, ABodyIsReadAfterTheSessionIsChecked) {
  const std::string body = "{";
  EXPECT_EQ(Member().Anonymous().Send("POST", kTokens, &body).status, 401);
}

}  // namespace
}  // namespace postern::test
