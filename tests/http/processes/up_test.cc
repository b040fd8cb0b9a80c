// `postern up`: starting, being in the way of one another, dying, and starting again.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>

#include "boost/json/object.hpp"
#include "tests/http/processes/served_program.h"
#include "tests/http/processes/up_fixture.h"

namespace postern::test {
namespace {

using operators::RunningProcess;

void ExpectRefused(const Run& run, const std::string& part) {
  EXPECT_NE(run.status, 0) << run.output;
  EXPECT_TRUE(IsOneLine(run.output)) << run.output;
  EXPECT_NE(run.output.find(part), std::string::npos) << run.output;
}

TEST_F(Up, ASecondStartOnTheSameDataFolderIsRefusedInOneLine) {
  const TestDatabase database;
  const Program first("postern", {"up"}, On(database));
  ASSERT_TRUE(AwaitReady(first));
  Environment second = On(database);
  second["CODER_HTTP_ADDRESS"] = "127.0.0.1:" + std::to_string(FreePort());
  ExpectRefused(RunProgram("postern", {"up"}, second), std::to_string(first.pid()));
  EXPECT_TRUE(Ready());
}

TEST_F(Up, ATakenPortIsRefusedInOneLineThatNamesTheHolder) {
  const TestDatabase database;
  const Program first("postern", {"up"}, On(database));
  ASSERT_TRUE(AwaitReady(first));
  Environment second = On(database);
  second["POSTERN_DATA_DIR"] = folder_ + "/other";
  const test::Run run = RunProgram("postern", {"up"}, second);
  ExpectRefused(run, ":" + std::to_string(port_));
  EXPECT_NE(run.output.find("nginx"), std::string::npos) << run.output;
  EXPECT_TRUE(Ready());
}

TEST_F(Up, ABadOptionEndsItAtOnceAndTouchesNothing) {
  for (const char* flag : {"--no-such-flag", "--threads=0", "--max-token-lifetime=0", "--max-admin-token-lifetime=-1h",
                           "--http-address=nonsense", "--proxy-trusted-origins=nonsense", "--drain-timeout=soon"}) {
    const test::Run run = RunProgram("postern", {"up", flag}, OnPrivateCluster());
    const std::string name = std::string(flag).substr(2, std::string(flag).find('=') - 2);
    ExpectRefused(run, name);
    EXPECT_FALSE(std::filesystem::exists(data())) << flag;
  }
}

TEST_F(Up, WithoutADataFolderItSaysHowToNameOne) {
  ExpectRefused(RunProgram("postern", {"up"}), "POSTERN_DATA_DIR");
}

TEST_F(Up, AnUnreachableDatabaseEndsItWithoutItsPassword) {
  Environment environment = OnPrivateCluster();
  environment["CODER_PG_CONNECTION_URL"] = "host=127.0.0.1 port=1 user=x password=secretword";
  const test::Run run = RunProgram("postern", {"up"}, environment);
  EXPECT_NE(run.status, 0);
  EXPECT_NE(run.output, "");
  EXPECT_EQ(run.output.find("secretword"), std::string::npos) << run.output;
}

TEST_F(Up, TakesAnEmptyDatabaseAndBringsItToItsSchema) {
  TestDatabase database(Contents::kEmpty);
  const Program program("postern", {"up"}, On(database));
  ASSERT_TRUE(AwaitReady(program));
  EXPECT_NE(database.Value("SELECT count(*) FROM postern.schema_migrations"), "0");
}

TEST_F(Up, FlagsOutrankVariables) {
  const TestDatabase database;
  const Program program("postern", {"up", "--reported-version=v2.23.0-flag"}, [&] {
    Environment environment = On(database);
    environment["POSTERN_REPORTED_VERSION"] = "v2.23.0-variable";
    return environment;
  }());
  ASSERT_TRUE(AwaitReady(program));
  EXPECT_EQ(Client(url()).Get("/api/v2/buildinfo").Text("version"), "v2.23.0-flag");
}

TEST_F(Up, SaysWhereItAnswers) {
  const TestDatabase database;
  const Program program("postern", {"up"}, On(database));
  ASSERT_TRUE(AwaitReady(program));
  EXPECT_TRUE(Eventually([&] { return program.Output().find(url() + "/api/v2/buildinfo") != std::string::npos; }))
      << program.Output();
}

class UpSignal : public Up, public testing::WithParamInterface<int> {};

TEST_P(UpSignal, EndsAllWithinSecondsAndLeavesNoProcess) {
  Program program("postern", {"up"}, OnPrivateCluster());
  ASSERT_TRUE(AwaitReady(program));
  EXPECT_GT(Find("postgres"), 0);
  program.Signal(GetParam());
  EXPECT_EQ(program.AwaitEnd(std::chrono::seconds(10)), 0);
  EXPECT_TRUE(Running().empty());
  EXPECT_EQ(Client(url()).Get("/healthz").status, 0);
}

INSTANTIATE_TEST_SUITE_P(Signals, UpSignal, testing::Values(SIGTERM, SIGINT));

TEST_F(Up, ThePrivateClusterKeepsItsDataBetweenRunsAlsoAfterAKill) {
  const boost::json::object first = {{"email", "owner@example.com"}, {"username", "owner"}, {"password", kPassword}};
  {
    Program program("postern", {"up"}, OnPrivateCluster());
    ASSERT_TRUE(AwaitReady(program));
    ASSERT_EQ(Client(url()).Post("/api/v2/users/first", first).status, 201);
    program.Signal(SIGKILL);
    EXPECT_EQ(program.AwaitEnd(), 128 + SIGKILL);
  }
  const Program again("postern", {"up"}, OnPrivateCluster());
  ASSERT_TRUE(AwaitReady(again));
  EXPECT_EQ(Client(url()).Get("/api/v2/users/first").status, 200);
  EXPECT_EQ(Client(url()).Post("/api/v2/users/login", {{"email", "owner@example.com"}, {"password", kPassword}}).status,
            201);
}

TEST_F(Up, AnyPartThatIsKilledIsStartedAgain) {
  const Program program("postern", {"up"}, OnPrivateCluster());
  ASSERT_TRUE(AwaitReady(program));
  for (const char* part : {"postern-buildinfo", "postern-users", "postern-tokens", "nginx", "postgres"}) {
    const std::vector<RunningProcess> before = Running();
    for (const RunningProcess& process : before) {
      if (process.program == part) kill(process.pid, SIGKILL);
    }
    const auto is_new = [&] {
      const pid_t pid = Find(part);
      return pid > 0 && std::none_of(before.begin(), before.end(), [pid](const auto& one) { return one.pid == pid; });
    };
    EXPECT_TRUE(Eventually(is_new)) << part << '\n' << program.Output();
    EXPECT_TRUE(AwaitReady(program)) << part;
  }
}

TEST_F(Up, AKillOfTheSupervisorIsFollowedByAWorkingStart) {
  const TestDatabase database;
  for (int round = 0; round < 3; ++round) {
    Program program("postern", {"up"}, On(database));
    ASSERT_TRUE(AwaitReady(program)) << round;
    program.Signal(SIGKILL);
    EXPECT_EQ(program.AwaitEnd(), 128 + SIGKILL);
  }
}

TEST_F(Up, TwoRunSideBySide) {
  const TestDatabase one(Contents::kEmpty);
  const TestDatabase two(Contents::kEmpty);
  const Program first("postern", {"up"}, On(one));
  Environment other = On(two);
  const std::string port = std::to_string(FreePort());
  other["CODER_HTTP_ADDRESS"] = "127.0.0.1:" + port;
  other["POSTERN_DATA_DIR"] = folder_ + "/other";
  const Program second("postern", {"up"}, other);
  ASSERT_TRUE(AwaitReady(first));
  const Client client("http://127.0.0.1:" + port);
  ASSERT_TRUE(Eventually([&] { return client.Get("/readyz").status == 200; })) << second.Output();
  EXPECT_NE(client.Get("/api/v2/buildinfo").Text("deployment_id"),
            Client(url()).Get("/api/v2/buildinfo").Text("deployment_id"));
}

}  // namespace
}  // namespace postern::test
