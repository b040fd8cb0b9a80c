#include "service/dispatch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "config/defaults.h"
#include "obs/log.h"
#include "tests/unit/service/nowhere.h"

namespace postern::service {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::StartsWith;

constexpr char kToken[] = "0123456789-ABCDEFGHIJKLMNOPQRSTuv";

// A program whose endpoints need no database; the one behind it cannot be reached.
class DispatcherTest : public testing::Test {
 protected:
  DispatcherTest() { obs::StartLog("test", obs::Level::kInfo); }

  static http::Response Echo(const Context& context) {
    return http::Text(http::kOk, std::string(context.path("name")) + std::string(context.request().body()));
  }

  static Contract TheContract() {
    return {.routes = {{"GET", "/api/v2/", kOpen, Echo},
                       {"GET", "/api/v2/leaf", kOpen, Echo},
                       {"POST", "/api/v2/leaf", kOpen, Echo},
                       {"GET", "/api/v2/echo/{name}", kOpen, Echo},
                       {"GET", "/api/v2/throws", kOpen,
                        [](const Context&) -> http::Response { throw std::runtime_error("host=db password=geheim"); }},
                       {"GET", "/api/v2/fails", kOpen,
                        [](const Context&) { return http::InternalError("relation users does not exist"); }},
                       {"GET", "/api/v2/session", kSession, Echo},
                       {"GET", "/api/v2/permission", Permission("read", "assign_role"), Echo},
                       {"GET", "/api/v2/closed/{name}/", kSession, Echo}},
            .closed_trees = {"/api/v2/closed/{name}"}};
  }

  http::Response Answer(const http::Request& request) { return AnswerOf(dispatcher_, request); }
  http::Response AnswerOf(const Dispatcher& dispatcher, const http::Request& request) {
    testing::internal::CaptureStderr();
    http::Response response = dispatcher.Answer(request);
    log_ = testing::internal::GetCapturedStderr();
    return response;
  }
  http::Response Get(std::string_view uri, Parameters more = {}) {
    return Answer(RequestOf("GET", uri, std::move(more)));
  }

  static std::vector<std::string> Header(const http::Response& response, std::string_view wanted) {
    std::vector<std::string> values;
    for (const auto& [name, value] : response.headers()) {
      if (name == wanted) values.push_back(value);
    }
    return values;
  }

  App app_ = AppOf(OptionsOfNowhere());
  const Dispatcher dispatcher_{app_, TheContract()};
  std::string log_;  // What the last answer wrote.
};

TEST_F(DispatcherTest, EndpointGetsThePartsOfItsPath) {
  EXPECT_EQ(Get("/api/v2/echo/ada%20b").body(), "ada b");
}

TEST_F(DispatcherTest, EndpointGetsTheBody) {
  EXPECT_EQ(Answer(RequestOf("POST", "/api/v2/leaf", {}, "{}")).body(), "{}");
}

TEST_F(DispatcherTest, EveryAnswerCarriesVersionRequestIdAndMarks) {
  for (const char* uri : {"/api/v2/leaf", "/api/v2/leaf/", "/api/v2/session", "/api/v2/throws", "/healthz", "/"}) {
    const http::Request request = RequestOf("GET", uri);
    const http::Response response = Answer(request);
    EXPECT_THAT(Header(response, "X-Coder-Build-Version"), ElementsAre(config::BuildVersion())) << uri;
    EXPECT_THAT(Header(response, "X-Coder-Request-Id"), ElementsAre(request.id())) << uri;
    EXPECT_THAT(Header(response, "X-Content-Type-Options"), ElementsAre("nosniff")) << uri;
    EXPECT_THAT(Header(response, "Vary"), ElementsAre("Origin", "Cookie")) << uri;
  }
}

TEST_F(DispatcherTest, AnswersOfTheApiSetTheCrossSiteCookieWhereItIsMissing) {
  for (const char* uri : {"/api/v2/leaf", "/api/v2/nothing", "/api/v2/session", "/api/v2/throws"}) {
    EXPECT_THAT(Header(Get(uri), "Set-Cookie"), ElementsAre(StartsWith("csrf_token="))) << uri;
  }
}

TEST_F(DispatcherTest, NoAnswerIsCached) {
  EXPECT_THAT(Get("/api/v2/leaf").headers(), Each(Key(Not(testing::AnyOf("Cache-Control", "ETag")))));
}

TEST_F(DispatcherTest, ExceptionIsA500ThatTellsTheClientNothing) {
  const http::Response response = Get("/api/v2/throws");
  EXPECT_EQ(response.status(), 500);
  EXPECT_EQ(response.content_type(), "application/json; charset=utf-8");
  EXPECT_THAT(response.body(), StartsWith("{\"message\":\""));
  EXPECT_THAT(response.body(), Not(HasSubstr("geheim")));
  EXPECT_THAT(response.body(), Not(HasSubstr("detail")));
}

TEST_F(DispatcherTest, ExceptionIsLoggedWithRequestIdRouteAndReason) {
  const http::Request request = RequestOf("GET", "/api/v2/throws");
  Answer(request);
  EXPECT_THAT(log_, HasSubstr("\"route\":\"/api/v2/throws\""));
  EXPECT_THAT(log_, HasSubstr("\"error\":\"host=db"));
  EXPECT_THAT(log_, HasSubstr(request.id()));
  EXPECT_THAT(log_, HasSubstr("\"level\":\"error\""));
  EXPECT_THAT(log_, HasSubstr("\"status\":500"));
}

TEST_F(DispatcherTest, ReasonOfAFailureIsInTheLogAlone) {
  const http::Response response = Get("/api/v2/fails");
  EXPECT_THAT(response.body(), Not(HasSubstr("relation")));
  EXPECT_THAT(log_, HasSubstr("relation users does not exist"));
}

TEST_F(DispatcherTest, LogHasThePatternAndNeitherPathNorQueryNorToken) {
  Get(std::string("/api/v2/echo/secretname?coder_session_token=") + kToken, {{"HTTP_COOKIE", "a=secretcookie"}});
  EXPECT_THAT(log_, HasSubstr("\"route\":\"/api/v2/echo/{name}\""));
  for (const char* secret : {"secretname", "ABCDEFGHIJ", "secretcookie"}) EXPECT_THAT(log_, Not(HasSubstr(secret)));
}

TEST_F(DispatcherTest, TooLargeABodyIs413) {
  const http::Response response =
      Answer(RequestOf("POST", "/api/v2/leaf", {}, "", http::Request::BodyState::kTooLarge));
  EXPECT_EQ(response.status(), 413);
  EXPECT_THAT(response.body(), StartsWith("{\"message\":\""));
}

TEST_F(DispatcherTest, BodyThatWasCutShortIs400) {
  const http::Response response =
      Answer(RequestOf("POST", "/api/v2/leaf", {}, "", http::Request::BodyState::kCutShort));
  EXPECT_EQ(response.status(), 400);
  EXPECT_THAT(response.body(), HasSubstr("\"detail\":\""));
}

TEST_F(DispatcherTest, BodyIsNoMatterBeforeTheSession) {
  const http::Response response =
      Answer(RequestOf("GET", "/api/v2/session", {}, "", http::Request::BodyState::kTooLarge));
  EXPECT_EQ(response.status(), 401);
}

TEST_F(DispatcherTest, UnknownPathIs404) {
  for (const char* uri : {"/api/v2/nothing", "/api/v2/leaf/", "/api/v2/leaf/more", "/", "/api", ""}) {
    const http::Response response = Get(uri);
    EXPECT_EQ(response.status(), 404) << uri;
    EXPECT_EQ(response.body(), "{\"message\":\"Route not found.\"}\n") << uri;
  }
}

TEST_F(DispatcherTest, WrongMethodIs405WithTheMethodsThereAre) {
  for (const char* method : {"DELETE", "HEAD", "OPTIONS"}) {
    const http::Response response = Answer(RequestOf(method, "/api/v2/leaf"));
    EXPECT_EQ(response.status(), 405) << method;
    EXPECT_THAT(Header(response, "Allow"), ElementsAre("GET", "POST")) << method;
    EXPECT_THAT(response.body(), StartsWith("{\"message\":\"")) << method;
  }
}

TEST_F(DispatcherTest, DoubledSlashesAndTheSlashOfATreeAreTolerated) {
  EXPECT_EQ(Get("//api//v2///leaf").status(), 200);
  EXPECT_EQ(Get("/api/v2/").status(), 200);
  EXPECT_EQ(Get("/api/v2").status(), 200);
}

TEST_F(DispatcherTest, SessionIsAskedForWhereDemanded) {
  for (const char* uri : {"/api/v2/session", "/api/v2/permission", "/api/v2/closed/ada"}) {
    const http::Response response = Get(uri);
    EXPECT_EQ(response.status(), 401) << uri;
    EXPECT_THAT(response.body(), HasSubstr("session has expired")) << uri;
  }
}

TEST_F(DispatcherTest, ClosedTreeAsksForASessionBefore404And405) {
  EXPECT_EQ(Get("/api/v2/closed/ada/nothing").status(), 401);
  EXPECT_EQ(Answer(RequestOf("PATCH", "/api/v2/closed/ada")).status(), 401);
}

TEST_F(DispatcherTest, UnreachableDatabaseIs503WithRetryAfter) {
  const http::Response response = Get("/api/v2/session", {{"HTTP_CODER_SESSION_TOKEN", kToken}});
  EXPECT_EQ(response.status(), 503);
  EXPECT_THAT(Header(response, "Retry-After"), ElementsAre("5"));
  EXPECT_THAT(response.body(), Not(HasSubstr("nonexistent")));
}

TEST_F(DispatcherTest, OpenRoutesNeedNoDatabase) {
  EXPECT_EQ(Get("/api/v2/leaf", {{"HTTP_CODER_SESSION_TOKEN", kToken}}).status(), 200);
}

TEST_F(DispatcherTest, PreflightIsAnsweredWithNothingAllowed) {
  const http::Response response =
      Answer(RequestOf("OPTIONS", "/api/v2/nothing",
                       {{"HTTP_ACCESS_CONTROL_REQUEST_METHOD", "POST"}, {"HTTP_ORIGIN", "https://evil.example"}}));
  EXPECT_EQ(response.status(), 200);
  EXPECT_EQ(response.body(), "");
  EXPECT_THAT(Header(response, "Vary"),
              ElementsAre("Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"));
  EXPECT_THAT(response.headers(), Each(Key(Not(StartsWith("Access-Control-Allow")))));
}

TEST_F(DispatcherTest, PreflightCarriesNeitherCookieNorNosniff) {
  const http::Response response =
      Answer(RequestOf("OPTIONS", "/api/v2/leaf", {{"HTTP_ACCESS_CONTROL_REQUEST_METHOD", "POST"}}));
  EXPECT_THAT(Header(response, "Set-Cookie"), IsEmpty());
  EXPECT_THAT(Header(response, "X-Content-Type-Options"), IsEmpty());
  EXPECT_THAT(Header(response, "X-Coder-Build-Version"), ElementsAre(config::BuildVersion()));
}

TEST_F(DispatcherTest, CrossSiteRequestIsRefusedBeforeRouteAndSession) {
  const http::Response response =
      Answer(RequestOf("POST", "/api/v2/closed/nothing/here", {{"HTTP_COOKIE", "coder_session_token=x"}}));
  EXPECT_EQ(response.status(), 400);
  EXPECT_EQ(response.content_type(), "text/plain; charset=utf-8");
}

TEST_F(DispatcherTest, HealthzIsAliveWithoutADatabase) {
  const http::Response response = Get("/healthz");
  EXPECT_EQ(response.status(), 200);
  EXPECT_EQ(response.body(), "OK\n");
  EXPECT_THAT(Header(response, "Set-Cookie"), IsEmpty());
}

TEST_F(DispatcherTest, ReadyzIs503WithoutADatabaseAndTellsNothing) {
  const http::Response response = Get("/readyz");
  EXPECT_EQ(response.status(), 503);
  EXPECT_THAT(response.body(), Not(HasSubstr("nonexistent")));
  EXPECT_THAT(response.headers(), Each(Key(Not("X-Accel-Redirect"))));
}

TEST_F(DispatcherTest, HealthzNamesNoNextProgram) {
  EXPECT_THAT(Get("/healthz", {{"POSTERN_READY_NEXT", "/next"}}).headers(),
              Not(Contains(Pair("X-Accel-Redirect", "/next"))));
}

TEST_F(DispatcherTest, ReportedVersionIsInTheHeader) {
  config::Options options = OptionsOfNowhere();
  options.reported_version = "v9.9.9";
  App app = AppOf(options);
  const http::Response response = AnswerOf(Dispatcher(app, TheContract()), RequestOf("GET", "/api/v2/leaf"));
  EXPECT_THAT(Header(response, "X-Coder-Build-Version"), ElementsAre("v9.9.9"));
}

}  // namespace
}  // namespace postern::service
