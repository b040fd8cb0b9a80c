// The log: one line of JSON per request on stderr.
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "boost/json/object.hpp"
#include "boost/json/parse.hpp"
#include "obs/request_id.h"
#include "tests/http/processes/served_program.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

namespace json = boost::json;

// Each line as it is; one that is no object of JSON fails the test by throwing.
std::vector<json::object> Lines(const std::string& text) {
  std::vector<json::object> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line).as_object());
  return lines;
}

std::string Text(const json::object& line, const char* key) {
  const json::value* value = line.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

// The lines about that request, in the log of a program of the shared site.
std::vector<json::object> LinesAbout(const std::string& program, const std::string& request_id) {
  std::vector<json::object> about;
  const auto look = [&] {
    about.clear();
    for (const json::object& line : Lines(Site::Shared().Log(program))) {
      if (Text(line, "request_id") == request_id) about.push_back(line);
    }
    return !about.empty();
  };
  EXPECT_TRUE(Eventually(look)) << program << ' ' << request_id;
  return about;
}

TEST(Log, EachRequestIsOneLineWithThePromisedFields) {
  Site& site = Site::Shared();
  const Person person = site.NewUser();
  const Reply reply = person.client.Get("/api/v2/users/me");
  const std::vector<json::object> lines = LinesAbout("users", reply.Header("X-Coder-Request-Id"));
  ASSERT_EQ(lines.size(), 1u);
  const json::object& line = lines[0];
  EXPECT_TRUE(std::regex_match(Text(line, "time"), std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z)")));
  EXPECT_EQ(Text(line, "level"), "info");
  EXPECT_EQ(Text(line, "program"), "postern-users");
  EXPECT_EQ(Text(line, "method"), "GET");
  EXPECT_EQ(Text(line, "route"), "/api/v2/users/{user}/");
  EXPECT_EQ(Text(line, "user_id"), person.id);
  EXPECT_EQ(line.at("status").as_int64(), 200);
  EXPECT_GE(line.at("duration_us").as_int64(), 0);
}

TEST(Log, NobodyAuthenticatedIsNoUser) {
  const Reply reply = Site::Shared().anonymous().Get("/api/v2/users/me");
  const std::vector<json::object> lines = LinesAbout("users", reply.Header("X-Coder-Request-Id"));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_FALSE(lines[0].contains("user_id"));
  EXPECT_EQ(lines[0].at("status").as_int64(), 401);
}

TEST(Log, HoldsNoQueryStringNoTokenNoPasswordAndNoPath) {
  Site& site = Site::Shared();
  const Person person = site.NewUser();
  const std::string token = site.CreateToken(person.client);
  const Client anonymous = site.anonymous();
  const std::string last =
      anonymous.Get("/api/v2/users/me?coder_session_token=" + token + "&x=in-the-query").Header("X-Coder-Request-Id");
  anonymous.WithToken(token).Get("/api/v2/users/in-the-path/keys/tokens");
  anonymous.Get("/api/v2/users/me", {{"Cookie", "coder_session_token=" + token}});
  LinesAbout("users", last);
  const std::string all =
      site.Log("users") + site.Log("tokens") + site.Log("buildinfo") + site.Log("nginx") + site.Output();
  for (const std::string& secret : {token, token.substr(11), person.client.token(), std::string(kPassword),
                                    std::string("in-the-query"), std::string("in-the-path")}) {
    EXPECT_EQ(all.find(secret), std::string::npos) << secret.substr(0, 3) << "...";
  }
}

TEST(Log, TheRequestIdIsTheOneNginxMade) {
  const ServedProgram served("postern-buildinfo", UntouchedDatabase().url());
  const std::string id = obs::NewUuid();
  EXPECT_EQ(served.Get("/api/v2/buildinfo", {{"POSTERN_REQUEST_ID", id}}).Header("X-Coder-Request-Id"), id);
}

std::size_t RequestLinesAt(const std::string& level) {
  ServedProgram served("postern-buildinfo", UntouchedDatabase().url(), {"--log-level=" + level});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(served.Get("/api/v2/nothing").status, 404);
  served.program().Signal(SIGTERM);
  EXPECT_EQ(served.program().AwaitEnd(), 0);
  return Lines(served.program().Output()).size();
}

TEST(Log, TheLevelIsSetByFlag) {
  EXPECT_EQ(RequestLinesAt("debug"), 3u);
  EXPECT_EQ(RequestLinesAt("info"), 3u);
  EXPECT_EQ(RequestLinesAt("warning"), 0u);
  EXPECT_EQ(RequestLinesAt("error"), 0u);
}

TEST(Log, AFailureIsAnErrorWithItsReason) {
  ServedProgram served("postern-buildinfo", "host=127.0.0.1 port=1 user=nobody dbname=x", {"--log-level=error"});
  EXPECT_EQ(served.Get("/api/v2/buildinfo").status, 503);
  served.program().Signal(SIGTERM);
  EXPECT_EQ(served.program().AwaitEnd(), 0);
  const std::vector<json::object> lines = Lines(served.program().Output());
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(Text(lines[0], "level"), "error");
  EXPECT_NE(Text(lines[0], "error"), "");
}

TEST(Log, TextFromOutsideCannotBreakALine) {
  ServedProgram served("postern-buildinfo", UntouchedDatabase().url());
  served.Connect().Send({{"REQUEST_METHOD", "GET\n{\"level\":\"error\"}\"\\\xFF"}, {"REQUEST_URI", "/api/v2/x\n"}});
  served.program().Signal(SIGTERM);
  EXPECT_EQ(served.program().AwaitEnd(), 0);
  EXPECT_EQ(Lines(served.program().Output()).size(), 1u) << served.program().Output();
}

}  // namespace
}  // namespace postern::test
