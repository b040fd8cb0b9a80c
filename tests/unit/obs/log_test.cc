#include "obs/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "boost/json/parse.hpp"

namespace postern::obs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class LogTest : public testing::Test {
 protected:
  LogTest() { StartLog("test-program", Level::kDebug); }

  template <typename Work>
  static std::string Written(const Work& work) {
    testing::internal::CaptureStderr();
    work();
    return testing::internal::GetCapturedStderr();
  }

  static std::string Line(std::string_view message, std::initializer_list<LogField> fields = {}) {
    return Written([&] { Log(Level::kInfo, message, fields); });
  }

  // The line of a request that ended with this status.
  static std::string RequestLine(int status, std::string_view method = "GET", std::string_view error = "") {
    RequestRecord record;
    record.status = status;
    record.method = method;
    record.error = error;
    return Written([&] { LogRequest(record); });
  }

  static boost::json::object Object(const std::string& line) { return boost::json::parse(line).as_object(); }

  static std::vector<std::string> Keys(const boost::json::object& object) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : object) keys.emplace_back(key);
    return keys;
  }
};

TEST_F(LogTest, LineIsAnObjectWithTimeLevelProgramMessageAndFields) {
  const boost::json::object object = Object(Line("hello", {{"a", "1"}, {"b", "2"}}));
  EXPECT_THAT(Keys(object), ElementsAre("time", "level", "program", "message", "a", "b"));
  EXPECT_EQ(object.at("level"), "info");
  EXPECT_EQ(object.at("program"), "test-program");
  EXPECT_EQ(object.at("message"), "hello");
  EXPECT_EQ(object.at("b"), "2");
}

TEST_F(LogTest, TimeIsUtc) {
  EXPECT_THAT(std::string(Object(Line("x")).at("time").as_string()),
              MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?Z"));
}

TEST_F(LogTest, LineBreaksInTextsBreakNoLine) {
  const std::string line = Line("a\nb\r\nc\xE2\x80\xA8", {{"k", "v\n{\"forged\":1}"}});
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_EQ(line.back(), '\n');
  EXPECT_EQ(line.find('\r'), std::string::npos);
  EXPECT_EQ(Object(line).at("message"), "a\nb\r\nc\xE2\x80\xA8");
}

TEST_F(LogTest, QuotesControlCharactersAndStrayBytesAreEscaped) {
  const boost::json::object object = Object(Line("\"\\\x01\x1b[31m", {{"k", "a\xFF"}}));
  EXPECT_EQ(object.at("message"), "\"\\\x01\x1b[31m");
  EXPECT_EQ(object.at("k"), "a\xEF\xBF\xBD");
}

TEST_F(LogTest, LongTextsAreCut) {
  const std::string line = Line(std::string(10'000, 'x'));
  EXPECT_LT(line.size(), 1'000U);
  EXPECT_EQ(boost::json::parse(line).at("message").as_string(), std::string(512, 'x'));
}

TEST_F(LogTest, BracesAndPercentSignsAreNoFormats) {
  EXPECT_EQ(Object(Line("{} {0} %s %n")).at("message"), "{} {0} %s %n");
}

TEST_F(LogTest, EachLevelHasItsName) {
  const std::string lines = Written([] {
    for (const Level level : {Level::kDebug, Level::kInfo, Level::kWarning, Level::kError}) Log(level, "x");
  });
  for (const char* name : {"debug", "info", "warning", "error"}) {
    EXPECT_THAT(lines, HasSubstr(std::string("\"level\":\"") + name + "\""));
  }
}

TEST_F(LogTest, WhatIsBelowTheLevelIsNotWritten) {
  StartLog("test-program", Level::kWarning);
  EXPECT_EQ(Line("x"), "");
  EXPECT_EQ(RequestLine(200), "");
  EXPECT_NE(Written([] { Log(Level::kWarning, "x"); }), "");
  EXPECT_NE(Written([] { Log(Level::kError, "x"); }), "");
  EXPECT_NE(RequestLine(500), "");
}

TEST_F(LogTest, ThreadsDoNotMixTheirLines) {
  const std::string lines = Written([] {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([] {
        for (int j = 0; j < 100; ++j) Log(Level::kInfo, std::string(500, 'x'));
      });
    }
    for (std::thread& thread : threads) thread.join();
  });
  std::size_t count = 0;
  for (std::size_t at = 0; at < lines.size(); ++count) {
    const std::size_t end = lines.find('\n', at);
    ASSERT_NE(end, std::string::npos);
    EXPECT_EQ(Object(lines.substr(at, end - at)).at("message").as_string().size(), 500U);
    at = end + 1;
  }
  EXPECT_EQ(count, 400U);
}

TEST_F(LogTest, RequestIsOneLineOfWhatBecameOfIt) {
  const std::string line = Written([] {
    LogRequest({.request_id = "id",
                .method = "GET",
                .route = "/users/{user}/",
                .user_id = "ada",
                .error = "",
                .status = 404,
                .duration = std::chrono::microseconds(1234)});
  });
  const boost::json::object object = Object(line);
  EXPECT_THAT(Keys(object), ElementsAre("time", "level", "program", "message", "request_id", "method", "route",
                                        "status", "duration_us", "user_id"));
  EXPECT_EQ(object.at("level"), "info");
  EXPECT_EQ(object.at("route"), "/users/{user}/");
  EXPECT_EQ(object.at("status"), 404);
  EXPECT_EQ(object.at("duration_us"), 1234);
  EXPECT_EQ(object.at("user_id"), "ada");
}

TEST_F(LogTest, RequestOfNobodyNamesNoUser) {
  EXPECT_THAT(RequestLine(401), Not(HasSubstr("user_id")));
}

TEST_F(LogTest, FailedRequestIsAnErrorWithItsReason) {
  const boost::json::object object = Object(RequestLine(503, "GET", "connection lost\nSSL"));
  EXPECT_EQ(object.at("level"), "error");
  EXPECT_EQ(object.at("error"), "connection lost\nSSL");
}

TEST_F(LogTest, MethodOfTheClientIsEscaped) {
  const boost::json::object object = Object(RequestLine(405, "G\"\nET"));
  EXPECT_EQ(object.at("method"), "G\"\nET");
}

TEST(LevelFromTextTest, ReadsTheNamesInAnyCase) {
  EXPECT_EQ(LevelFromText("debug"), Level::kDebug);
  EXPECT_EQ(LevelFromText("INFO"), Level::kInfo);
  EXPECT_EQ(LevelFromText("Warning"), Level::kWarning);
  EXPECT_EQ(LevelFromText("error"), Level::kError);
}

TEST(LevelFromTextTest, AnythingElseIsInfo) {
  EXPECT_EQ(LevelFromText(""), Level::kInfo);
  EXPECT_EQ(LevelFromText("debugging"), Level::kInfo);
}

}  // namespace
}  // namespace postern::obs
