#include "http/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::http {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

Request With(Parameters parameters) {
  return Request(std::move(parameters), "");
}

TEST(RequestTest, ParametersAreFoundByName) {
  const Request request = With({{"HTTP_COOKIE", "a=b"}, {"HTTP_EMPTY", ""}});
  EXPECT_EQ(request.Parameter("HTTP_COOKIE"), "a=b");
  EXPECT_EQ(request.Parameter("HTTP_EMPTY"), "");
  EXPECT_EQ(request.Parameter("HTTP_OTHER"), "");
}

TEST(RequestTest, FirstOfTwoParametersCounts) {
  EXPECT_EQ(With({{"HTTP_X", "first"}, {"HTTP_X", "second"}}).Parameter("HTTP_X"), "first");
}

TEST(RequestTest, MethodAndBodyAreThoseOfTheClient) {
  const Request request({{"REQUEST_METHOD", "POST"}}, "{}");
  EXPECT_EQ(request.method(), "POST");
  EXPECT_EQ(request.body(), "{}");
  EXPECT_EQ(request.body_state(), Request::BodyState::kWhole);
}

TEST(RequestTest, BodyStateIsKept) {
  EXPECT_EQ(Request({}, "", Request::BodyState::kTooLarge).body_state(), Request::BodyState::kTooLarge);
}

TEST(RequestPathTest, IsThatOfTheUriWithoutTheQueryAsWritten) {
  const Request request = With({{"REQUEST_URI", "/api//v2/users/a%2Fb?limit=1?&x"},
                                {"SCRIPT_NAME", "/other"},
                                {"PATH_INFO", "/path"},
                                {"QUERY_STRING", "other=1"}});
  EXPECT_EQ(request.raw_path(), "/api//v2/users/a%2Fb");
  EXPECT_EQ(request.query(), "limit=1?&x");
}

TEST(RequestPathTest, UriWithoutAQueryHasNone) {
  const Request request = With({{"REQUEST_URI", "/api/v2"}, {"QUERY_STRING", "other=1"}});
  EXPECT_EQ(request.raw_path(), "/api/v2");
  EXPECT_EQ(request.query(), "");
}

TEST(RequestPathTest, IsScriptNameAndPathInfoWhereThereIsNoUri) {
  const Request request = With({{"SCRIPT_NAME", "/api/v2"}, {"PATH_INFO", "/users/me"}, {"QUERY_STRING", "limit=1"}});
  EXPECT_EQ(request.raw_path(), "/api/v2/users/me");
  EXPECT_EQ(request.query(), "limit=1");
}

TEST(RequestPathTest, NothingAtAllIsEmpty) {
  const Request request = With({});
  EXPECT_EQ(request.raw_path(), "");
  EXPECT_EQ(request.query(), "");
  EXPECT_EQ(request.method(), "");
}

TEST(RequestPathTest, OutlivesAMove) {
  Request request = With({{"REQUEST_METHOD", "GET"}, {"REQUEST_URI", "/a"}, {"REMOTE_ADDR", "::1"}});
  const Request moved = std::move(request);
  EXPECT_EQ(moved.method(), "GET");
  EXPECT_EQ(moved.raw_path(), "/a");
  EXPECT_EQ(moved.client_address(), "::1");
}

TEST(RequestIdTest, IsTheOneThatNginxMade) {
  EXPECT_EQ(With({{"POSTERN_REQUEST_ID", "a0eebc999c0b4ef8bb6d6bb9bd380a11"}}).id(),
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
}

TEST(RequestIdTest, IsMadeWhereThereIsNone) {
  const auto uuid = testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  EXPECT_THAT(With({}).id(), uuid);
  EXPECT_THAT(With({{"POSTERN_REQUEST_ID", "no uuid"}}).id(), uuid);
  EXPECT_NE(With({}).id(), With({}).id());
}

TEST(RequestIdTest, WhatTheClientSendsIsIgnored) {
  constexpr char kSent[] = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
  EXPECT_NE(With({{"HTTP_X_CODER_REQUEST_ID", kSent}, {"HTTP_POSTERN_REQUEST_ID", kSent}}).id(), kSent);
}

TEST(ClientAddressTest, IsThatOfNginx) {
  EXPECT_EQ(With({{"REMOTE_ADDR", "203.0.113.7"}}).client_address(), "203.0.113.7");
  EXPECT_EQ(With({{"REMOTE_ADDR", "2001:db8::7"}}).client_address(), "2001:db8::7");
}

TEST(ClientAddressTest, WhatIsNoAddressIsNobodys) {
  for (const char* text : {"", "unix:", "localhost", "1.2.3", "1.2.3.4:80", "fe80::1%eth0", "1.2.3.4, 5.6.7.8"}) {
    EXPECT_EQ(With({{"REMOTE_ADDR", text}}).client_address(), "0.0.0.0") << text;
  }
}

}  // namespace
}  // namespace postern::http
