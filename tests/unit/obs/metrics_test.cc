#include "obs/metrics.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "tests/support/exposition.h"

namespace postern::obs {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Exposition;
using test::Labels;

constexpr char kRequests[] = "postern_http_requests_total";
constexpr char kBucket[] = "postern_http_request_duration_seconds_bucket";

class MetricsTest : public testing::Test {
 protected:
  Exposition Scrape() const { return Exposition(metrics_.Text()); }
  double Requests(const std::string& method, const std::string& status, const std::string& route = "/users") const {
    return Scrape().Value(kRequests, {{"method", method}, {"route", route}, {"status", status}});
  }

  Metrics metrics_{"postern-test", "v1.2.3"};
  RouteMeter users_{metrics_, "/users"};
};

TEST_F(MetricsTest, RequestsAreCountedByMethodRouteAndStatus) {
  RouteMeter keys(metrics_, "/keys");
  users_.Count("GET", 200, milliseconds(1));
  users_.Count("GET", 200, milliseconds(1));
  users_.Count("GET", 404, milliseconds(1));
  keys.Count("POST", 201, milliseconds(1));
  EXPECT_EQ(Requests("GET", "200"), 2);
  EXPECT_EQ(Requests("GET", "404"), 1);
  EXPECT_EQ(Requests("POST", "201", "/keys"), 1);
  EXPECT_EQ(Requests("POST", "201"), -1);
}

TEST_F(MetricsTest, TwoMetersOfOnePatternCountTogether) {
  RouteMeter again(metrics_, "/users");
  users_.Count("GET", 200, milliseconds(1));
  again.Count("GET", 200, milliseconds(1));
  EXPECT_EQ(Requests("GET", "200"), 2);
}

TEST_F(MetricsTest, MethodsThatNobodyKnowsAreOther) {
  for (const char* method : {"BREW", "get", "", "GET ", "\"\n"}) users_.Count(method, 404, milliseconds(1));
  EXPECT_EQ(Requests("other", "404"), 5);
  EXPECT_EQ(Scrape().families().at(kRequests).samples.size(), 1u);
}

TEST_F(MetricsTest, SeriesOfARouteAreBounded) {
  for (int status = 200; status < 600; ++status) users_.Count("GET", status, milliseconds(1));
  EXPECT_EQ(Scrape().families().at(kRequests).samples.size(), RouteMeter::kSlots + 1);
  EXPECT_EQ(Requests("other", "other"), 400 - static_cast<int>(RouteMeter::kSlots));
}

TEST_F(MetricsTest, DurationsFallIntoBuckets) {
  users_.Count("GET", 200, microseconds(400));
  users_.Count("POST", 500, milliseconds(30));
  users_.Count("GET", 200, seconds(20));
  const Exposition scrape = Scrape();
  EXPECT_EQ(scrape.Value(kBucket, {{"route", "/users"}, {"le", "0.0005"}}), 1);
  EXPECT_EQ(scrape.Value(kBucket, {{"route", "/users"}, {"le", "0.025"}}), 1);
  EXPECT_EQ(scrape.Value(kBucket, {{"route", "/users"}, {"le", "0.05"}}), 2);
  EXPECT_EQ(scrape.Value(kBucket, {{"route", "/users"}, {"le", "10"}}), 2);
  EXPECT_EQ(scrape.Value("postern_http_request_duration_seconds_count", {{"route", "/users"}}), 3);
  EXPECT_DOUBLE_EQ(scrape.Value("postern_http_request_duration_seconds_sum", {{"route", "/users"}}), 20.0304);
}

TEST_F(MetricsTest, ManyThreadsLoseNoRequest) {
  constexpr int kThreads = 8;
  constexpr int kTimes = 2000;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < kTimes; ++n) users_.Count("GET", 200 + (n + i) % 4, microseconds(n));
    });
  }
  threads.emplace_back([&] {
    for (int n = 0; n < 20; ++n) Scrape();
  });
  for (std::thread& thread : threads) thread.join();
  double sum = 0;
  for (const char* status : {"200", "201", "202", "203"}) sum += Requests("GET", status);
  EXPECT_EQ(sum, kThreads * kTimes);
}

TEST_F(MetricsTest, RequestsInHandGoUpAndDown) {
  metrics_.Begin();
  metrics_.Begin();
  metrics_.End();
  EXPECT_EQ(Scrape().Value("postern_http_requests_in_progress"), 1);
}

TEST_F(MetricsTest, WaitsForSessionsAreAHistogram) {
  EXPECT_EQ(Scrape().Value("postern_db_session_wait_seconds_count"), 0);
  metrics_.WaitedForSession(milliseconds(3));
  EXPECT_EQ(Scrape().Value("postern_db_session_wait_seconds_bucket", {{"le", "0.005"}}), 1);
  EXPECT_EQ(Scrape().Value("postern_db_session_wait_seconds_bucket", {{"le", "0.0025"}}), 0);
}

TEST_F(MetricsTest, NumbersOfOthersAreReadAtEachScrape) {
  EXPECT_EQ(Scrape().Value("postern_fcgi_connections"), 0);
  Readings readings;
  metrics_.ReadBy([&] { return readings; });
  readings = {.connections = 1,
              .db_sessions = 2,
              .db_sessions_in_use = 3,
              .db_sessions_max = 4,
              .db_session_waiters = 5,
              .db_session_timeouts = 6,
              .hashes_running = 7,
              .hashes_waiting = 8,
              .hashes_refused = 9,
              .jobs_waiting = 10,
              .jobs_refused = 11};
  const Exposition scrape = Scrape();
  double expected = 0;
  for (const char* name :
       {"postern_fcgi_connections", "postern_db_sessions", "postern_db_sessions_in_use", "postern_db_sessions_max",
        "postern_db_session_waiters", "postern_db_session_timeouts_total", "postern_password_hashes_running",
        "postern_password_hashes_waiting", "postern_password_hashes_refused_total", "postern_background_jobs_waiting",
        "postern_background_jobs_refused_total"}) {
    EXPECT_EQ(scrape.Value(name), ++expected) << name;
  }
}

TEST_F(MetricsTest, SharedResultsGoByTheirKindAndTheOldestCounts) {
  metrics_.SawSharedResult("llms:openai:0a1b", {.micros = 2'500'000});
  metrics_.SawSharedResult("llms:anthropic:77", {.micros = 9'000'000});
  EXPECT_EQ(Scrape().Value("postern_shared_result_collected_timestamp_seconds", {{"result", "llms"}}), 2.5);
  metrics_.SawSharedResult("llms:openai:0a1b", {.micros = 12'000'000});
  EXPECT_EQ(Scrape().Value("postern_shared_result_collected_timestamp_seconds", {{"result", "llms"}}), 9);
  EXPECT_THAT(metrics_.Text(), testing::Not(testing::HasSubstr("openai")));
}

TEST_F(MetricsTest, FailuresOfASharedResultBeginAtZero) {
  metrics_.SawSharedResult("update_check:77", {.micros = 1'000'000});
  EXPECT_EQ(Scrape().Value("postern_shared_result_failures_total", {{"result", "update_check"}}), 0);
  metrics_.FailedSharedResult("update_check:77");
  EXPECT_EQ(Scrape().Value("postern_shared_result_failures_total", {{"result", "update_check"}}), 1);
}

TEST_F(MetricsTest, NamesOfSharedResultsAreBounded) {
  for (int i = 0; i < 1000; ++i) metrics_.SawSharedResult("kind" + std::to_string(i), {.micros = 1'000'000});
  EXPECT_EQ(Scrape().families().at("postern_shared_result_collected_timestamp_seconds").samples.size(),
            Metrics::kMostResults);
}

TEST_F(MetricsTest, BuildIsNamedByItsLabels) {
  EXPECT_EQ(Scrape().Value("postern_build_info", {{"program", "postern-test"}, {"version", "v1.2.3"}}), 1);
}

TEST(MetricsOfOthersTest, WhatNeedsEscapesHasThem) {
  const Exposition scrape(Metrics("p", "v\"1\\2\n3").Text());
  EXPECT_EQ(scrape.Value("postern_build_info", {{"program", "p"}, {"version", "v\"1\\2\n3"}}), 1);
}

TEST_F(MetricsTest, ProcessIsMeasured) {
  const Exposition scrape = Scrape();
  const auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  EXPECT_NEAR(scrape.Value("process_start_time_seconds"), now, 60);
  EXPECT_GT(scrape.Value("process_resident_memory_bytes"), 1 << 20);
  EXPECT_GT(scrape.Value("process_virtual_memory_bytes"), scrape.Value("process_resident_memory_bytes"));
  EXPECT_GE(scrape.Value("process_cpu_seconds_total"), 0);
  EXPECT_EQ(scrape.Value("process_max_fds"), static_cast<double>(sysconf(_SC_OPEN_MAX)));
}

TEST_F(MetricsTest, OpenDescriptorsAreCounted) {
  const double before = Scrape().Value("process_open_fds");
  const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
  EXPECT_EQ(Scrape().Value("process_open_fds"), before + 1);
  close(fd);
  EXPECT_EQ(Scrape().Value("process_open_fds"), before);
}

// Once all has happened, each family of the list is there, and no other.
TEST_F(MetricsTest, FamiliesAreThoseOfTheList) {
  users_.Count("GET", 200, milliseconds(1));
  metrics_.SawSharedResult("llms:x", {.micros = 1});
  const Exposition scrape = Scrape();
  EXPECT_EQ(scrape.families().size(), MetricFamilies().size());
  for (const MetricFamilyRow& row : MetricFamilies()) {
    const auto found = scrape.families().find(std::string(row.name));
    ASSERT_NE(found, scrape.families().end()) << row.name;
    EXPECT_EQ(found->second.type, row.type) << row.name;
    EXPECT_EQ(found->second.help, row.help) << row.name;
    std::string labels;
    for (const auto& [label, value] : found->second.samples.begin()->first.second) {
      if (label != "le") labels += (labels.empty() ? "" : ",") + label;
    }
    EXPECT_EQ(labels, row.labels) << row.name;
  }
}

// The lines of the table in docs/observe.md.
TEST_F(MetricsTest, PageHasEveryFamily) {
  std::ifstream page(POSTERN_SOURCES "/docs/observe.md");
  std::vector<std::string> lines;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("| `postern_") || line.starts_with("| `process_")) lines.push_back(line);
  }
  std::vector<std::string> wanted;
  for (const MetricFamilyRow& row : MetricFamilies()) {
    std::string labels;
    std::istringstream names{std::string(row.labels)};
    for (std::string name; std::getline(names, name, ',');) labels += (labels.empty() ? "`" : ", `") + name + "`";
    std::string help(row.help.substr(0, row.help.size() - 1));
    help.front() = static_cast<char>(std::tolower(help.front()));
    wanted.push_back("| `" + std::string(row.name) + "` | " + std::string(row.type) + " | " + labels + " | " + help +
                     " |");
  }
  EXPECT_EQ(lines, wanted);
}

}  // namespace
}  // namespace postern::obs
