// What a program counts, as it says itself at /metrics.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "obs/log.h"
#include "service/dispatch.h"
#include "tests/support/exposition.h"
#include "tests/unit/service/nowhere.h"

namespace postern::service {
namespace {

using test::Exposition;

Contract TheContract() {
  const auto echo = [](const Context&) { return http::Text(http::kOk, "here"); };
  return {.routes = {{"GET", "/api/v2/echo/{name}", kOpen, echo},
                     {"POST", "/api/v2/echo/{name}", kOpen, echo},
                     {"GET", "/api/v2/session", kSession, echo},
                     {"GET", "/api/v2/throws", kOpen,
                      [](const Context&) -> http::Response { throw std::runtime_error("thrown"); }}}};
}

class ProgramMetricsTest : public testing::Test {
 protected:
  ProgramMetricsTest() { obs::StartLog("test", obs::Level::kError); }

  http::Response Ask(std::string_view method, std::string_view uri, Parameters more = {}) {
    testing::internal::CaptureStderr();
    http::Response response = dispatcher_.Answer(RequestOf(method, uri, std::move(more)));
    testing::internal::GetCapturedStderr();
    return response;
  }
  Exposition Scrape() { return Exposition(Ask("GET", "/metrics").body()); }
  double Requests(const std::string& method, const std::string& route, const std::string& status) {
    return Scrape().Value("postern_http_requests_total", {{"method", method}, {"route", route}, {"status", status}});
  }

  App app_ = CountedAppOf(OptionsOfNowhere());
  const Dispatcher dispatcher_{app_, TheContract()};
};

TEST_F(ProgramMetricsTest, RequestsGoByThePatternOfTheirRoute) {
  Ask("GET", "/api/v2/echo/ada");
  Ask("GET", "/api/v2//echo/grace?q=1");
  Ask("POST", "/api/v2/echo/ada");
  EXPECT_EQ(Requests("GET", "/api/v2/echo/{name}", "200"), 2);
  EXPECT_EQ(Requests("POST", "/api/v2/echo/{name}", "200"), 1);
  EXPECT_EQ(Scrape().Value("postern_http_request_duration_seconds_count", {{"route", "/api/v2/echo/{name}"}}), 3);
}

TEST_F(ProgramMetricsTest, NothingThatAClientSendsIsALabel) {
  Ask("GET", "/api/v2/echo/secretname?coder_session_token=secretquery", {{"HTTP_COOKIE", "a=secretcookie"}});
  Ask("SECRETMETHOD", "/secretpath");
  EXPECT_THAT(Ask("GET", "/metrics").body(), testing::Not(testing::ContainsRegex("secret|SECRET")));
}

TEST_F(ProgramMetricsTest, RefusalsAndFailuresAreCountedAtTheirRoute) {
  Ask("GET", "/api/v2/session");
  Ask("GET", "/api/v2/throws");
  EXPECT_EQ(Requests("GET", "/api/v2/session", "401"), 1);
  EXPECT_EQ(Requests("GET", "/api/v2/throws", "500"), 1);
}

TEST_F(ProgramMetricsTest, WhatNoRouteMatchesIsNone) {
  Ask("GET", "/");
  Ask("DELETE", "/api/v2/echo/ada", {{"HTTP_CODER_SESSION_TOKEN", "x"}});
  Ask("BREW", "/coffee");
  EXPECT_EQ(Requests("GET", "none", "404"), 1);
  EXPECT_EQ(Requests("DELETE", "none", "405"), 1);
  EXPECT_EQ(Requests("other", "none", "404"), 1);
}

TEST_F(ProgramMetricsTest, HealthAndScrapesAreRoutesToo) {
  Ask("GET", "/healthz");
  Ask("GET", "/readyz");
  EXPECT_EQ(Requests("GET", "/healthz", "200"), 1);
  EXPECT_EQ(Requests("GET", "/readyz", "503"), 1);
  EXPECT_EQ(Requests("GET", "/metrics", "200"), 2) << "the scrape that is under way is not counted yet";
}

TEST_F(ProgramMetricsTest, OnlyTheScrapeIsInHand) {
  Ask("GET", "/api/v2/throws");
  EXPECT_EQ(Scrape().Value("postern_http_requests_in_progress"), 1);
}

TEST_F(ProgramMetricsTest, ConnectionsAreThoseOfTheServer) {
  app_.connections = 7;
  EXPECT_EQ(Scrape().Value("postern_fcgi_connections"), 7);
}

TEST_F(ProgramMetricsTest, PoolTellsItsLimitAndItsWaits) {
  Ask("GET", "/readyz");
  const Exposition scrape = Scrape();
  EXPECT_EQ(scrape.Value("postern_db_sessions_max"), static_cast<double>(app_.options.pg_max_connections));
  EXPECT_EQ(scrape.Value("postern_db_sessions"), 0);
  EXPECT_GE(scrape.Value("postern_db_session_wait_seconds_count"), 1);
}

TEST_F(ProgramMetricsTest, HashesThatRunAreToldOf) {
  double running = 0;
  const absl::Status done =
      app_.hasher.Run([&] { running = Exposition(app_.metrics->Text()).Value("postern_password_hashes_running"); });
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(running, 1);
}

TEST_F(ProgramMetricsTest, ContentTypeIsThatOfTheFormat) {
  const http::Response response = Ask("GET", "/metrics");
  EXPECT_EQ(response.status(), 200);
  EXPECT_EQ(response.content_type(), "text/plain; version=0.0.4; charset=utf-8");
}

TEST_F(ProgramMetricsTest, AreNotThereWhereNobodyCounts) {
  App app = AppOf(OptionsOfNowhere());
  testing::internal::CaptureStderr();
  const http::Response response = Dispatcher(app, TheContract()).Answer(RequestOf("GET", "/metrics"));
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(response.status(), 404);
}

}  // namespace
}  // namespace postern::service
