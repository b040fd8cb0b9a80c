// /metrics of a real program: on its own socket, where it is asked for, and nowhere else.
#include <gtest/gtest.h>

#include <thread>

#include "tests/http/processes/served_program.h"
#include "tests/support/exposition.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

constexpr char kBuildInfo[] = "/api/v2/buildinfo";

Exposition Scrape(const ServedProgram& program) {
  const Reply reply = program.Get("/metrics");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.Header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  return Exposition(reply.body);
}

double Requests(const ServedProgram& program, const std::string& route, const std::string& status) {
  return Scrape(program).Value("postern_http_requests_total",
                               {{"method", "GET"}, {"route", route}, {"status", status}});
}

TEST(Metrics, KnownRequestsAreCounted) {
  const ServedProgram program("postern-buildinfo", UntouchedDatabase().url(), {"--prometheus-enable"});
  for (int i = 0; i < 5; ++i) EXPECT_EQ(program.Get(kBuildInfo).status, 200);
  EXPECT_EQ(program.Get("/api/v2/nothing").status, 404);
  EXPECT_EQ(program.Get("/readyz").status, 200);
  const Exposition scrape = Scrape(program);
  const auto requests = [&](const char* route, const char* status) {
    return scrape.Value("postern_http_requests_total", {{"method", "GET"}, {"route", route}, {"status", status}});
  };
  EXPECT_EQ(requests(kBuildInfo, "200"), 5);
  EXPECT_EQ(requests("none", "404"), 1);
  EXPECT_EQ(requests("/readyz", "200"), 1);
  EXPECT_EQ(scrape.Value("postern_http_request_duration_seconds_count", {{"route", kBuildInfo}}), 5);
  EXPECT_GE(scrape.Value("postern_db_sessions"), 1) << "/readyz has asked the database";
  EXPECT_EQ(scrape.Value("postern_http_requests_in_progress"), 1);
}

TEST(Metrics, RequestsOfManyThreadsAreAllCounted) {
  const ServedProgram program("postern-buildinfo", UntouchedDatabase().url(), {"--prometheus-enable"});
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] {
      const FastcgiClient client = program.Connect();
      for (int n = 0; n < 50; ++n) EXPECT_EQ(client.Get(kBuildInfo).status, 200);
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(Requests(program, kBuildInfo, "200"), 400);
}

TEST(Metrics, OpenConnectionsAreCounted) {
  const ServedProgram program("postern-buildinfo", UntouchedDatabase().url(), {"--prometheus-enable"});
  const FastcgiClient one = program.Connect();
  const FastcgiClient two = program.Connect();
  EXPECT_EQ(one.Get(kBuildInfo).status, 200);
  EXPECT_EQ(two.Get(kBuildInfo).status, 200);
  EXPECT_GE(Scrape(program).Value("postern_fcgi_connections"), 3);
}

TEST(Metrics, ProcessIsMeasuredThoughItsMemoryIsClosed) {
  const ServedProgram program("postern-users", UntouchedDatabase().url(), {"--prometheus-enable"});
  const Exposition scrape = Scrape(program);
  EXPECT_GT(scrape.Value("process_resident_memory_bytes"), 1 << 20);
  EXPECT_GT(scrape.Value("process_open_fds"), 3);
}

TEST(Metrics, OfEveryProgramAreThere) {
  for (const char* name : {"buildinfo", "csp", "deployment", "experiments", "tokens", "updatecheck", "users"}) {
    const std::string executable = std::string("postern-") + name;
    const ServedProgram program(executable, UntouchedDatabase().url(), {}, {{"CODER_PROMETHEUS_ENABLE", "true"}});
    const Exposition scrape = Scrape(program);
    const auto& info = scrape.families().at("postern_build_info").samples;
    ASSERT_EQ(info.size(), 1u);
    EXPECT_EQ(info.begin()->first.second.at("program"), executable);
  }
}

TEST(Metrics, AreNotThereUnlessAskedFor) {
  const ServedProgram program("postern-buildinfo", UntouchedDatabase().url());
  EXPECT_EQ(program.Get("/metrics").status, 404);
}

// The file is written by the log as well, so that errors alone are logged.
TEST(Metrics, AreNotThereAsPlainCgi) {
  Program cgi(
      "postern-buildinfo", {"--prometheus-enable", "--log-level=error"},
      {{"CODER_PG_CONNECTION_URL", UntouchedDatabase().url()}, {"REQUEST_METHOD", "GET"}, {"REQUEST_URI", "/metrics"}});
  EXPECT_EQ(cgi.AwaitEnd(), 0);
  EXPECT_TRUE(cgi.Output().starts_with("Status: 404 ")) << cgi.Output();
}

// The site's nginx sends nothing of it to a program: the answer is nginx's own.
TEST(Metrics, AreNotOnTheSite) {
  const Site site(Environment{{"CODER_PROMETHEUS_ENABLE", "true"}});
  for (const char* path : {"/metrics", "//metrics", "/metrics/", "/metrics/users", "/api/v2/../../metrics"}) {
    const Reply reply = site.anonymous().Get(path);
    EXPECT_EQ(reply.status, 404) << path;
    EXPECT_NE(reply.Text("message"), "") << path;
    EXPECT_EQ(reply.body.find("postern_"), std::string::npos) << path;
  }
}

}  // namespace
}  // namespace postern::test
