// --healthcheck: asking whoever serves with the same settings.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "fcgi/listener.h"
#include "tests/http/processes/served_program.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

constexpr char kNoDatabase[] = "host=127.0.0.1 port=1 user=x password=secretword";

Run Check(const std::string& listen, const std::string& program = "postern-users") {
  return RunProgram(program, {"--healthcheck"}, {{"POSTERN_LISTEN", listen}, {"CODER_PG_CONNECTION_URL", kNoDatabase}});
}

void ExpectUnhealthy(const Run& run, const std::string& part) {
  EXPECT_EQ(run.status, 1) << run.output;
  EXPECT_TRUE(IsOneLine(run.output)) << run.output;
  EXPECT_NE(run.output.find(part), std::string::npos) << run.output;
}

TEST(Healthcheck, IsSilentWhereTheProgramAnswers) {
  const ServedProgram program("postern-users", UntouchedDatabase().url());
  const test::Run run = Check("unix:" + program.socket());
  EXPECT_EQ(run.status, 0) << run.output;
  EXPECT_EQ(run.output, "");
}

TEST(Healthcheck, AProgramWithoutItsDatabaseIsHealthyAndNotReady) {
  const ServedProgram program("postern-users", kNoDatabase);
  EXPECT_EQ(program.Get("/readyz").status, 503);
  EXPECT_EQ(Check("unix:" + program.socket()).status, 0);
}

class EveryAddress : public testing::TestWithParam<std::string> {};

TEST_P(EveryAddress, IsAskedOnLoopback) {
  const std::string listen = "tcp:" + GetParam() + ":" + std::to_string(FreePort());
  const Program program("postern-users", {},
                        {{"POSTERN_LISTEN", listen},
                         {"POSTERN_LISTEN_BEYOND_LOOPBACK", "true"},
                         {"CODER_PG_CONNECTION_URL", kNoDatabase}});
  EXPECT_TRUE(Eventually([&] { return IsServed(listen); })) << program.Output();
  EXPECT_EQ(Check(listen).status, 0);
}

INSTANTIATE_TEST_SUITE_P(Families, EveryAddress, testing::Values("0.0.0.0", "[::]", "localhost"),
                         [](const auto& test) { return "Number" + std::to_string(test.index); });

TEST(Healthcheck, NobodyThereIsUnhealthy) {
  ExpectUnhealthy(Check("unix:/tmp/postern-no-such-socket"), "/tmp/postern-no-such-socket: cannot connect");
  ExpectUnhealthy(Check("tcp:127.0.0.1:" + std::to_string(FreePort())), "cannot connect");
}

TEST(Healthcheck, WhoeverDoesNotAnswerIsUnhealthyWithin3Seconds) {
  const std::string folder = MakeFolder();
  const std::string address = "unix:" + folder + "/socket";
  const auto silent = fcgi::Listener::Open({.address = address, .group = ""});
  ASSERT_TRUE(silent.ok()) << silent.status();
  const auto start = std::chrono::steady_clock::now();
  ExpectUnhealthy(Check(address), "--healthcheck: ");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  std::filesystem::remove_all(folder);
}

TEST(Healthcheck, AStoppedProgramIsUnhealthy) {
  ServedProgram program("postern-users", UntouchedDatabase().url());
  program.program().Signal(SIGSTOP);
  ExpectUnhealthy(Check("unix:" + program.socket()), "--healthcheck: ");
  program.program().Signal(SIGCONT);
  EXPECT_EQ(Check("unix:" + program.socket()).status, 0);
}

TEST(Healthcheck, ASocketThatIsHandedOverHasNoAddress) {
  ExpectUnhealthy(Check(""), "no --listen");
}

TEST(Healthcheck, WrongSettingsAreWrongHereToo) {
  const test::Run run = RunProgram("postern-users", {"--healthcheck", "--threads=0"});
  EXPECT_EQ(run.status, 2);
  EXPECT_NE(run.output.find("--threads"), std::string::npos) << run.output;
}

TEST(Healthcheck, OfPosternAsksNginx) {
  const Site site;
  const std::string address = site.anonymous().url().substr(sizeof "http://" - 1);
  const test::Run run = RunProgram("postern", {"--healthcheck"}, {{"CODER_HTTP_ADDRESS", address}});
  EXPECT_EQ(run.status, 0) << run.output;
  EXPECT_EQ(run.output, "");
  const std::string port = address.substr(address.rfind(':'));
  EXPECT_EQ(RunProgram("postern", {"--healthcheck", "--http-address=0.0.0.0" + port}).status, 0);
}

TEST(Healthcheck, OfPosternFailsWithoutNginx) {
  const std::string address = "127.0.0.1:" + std::to_string(FreePort());
  ExpectUnhealthy(RunProgram("postern", {"--healthcheck", "--http-address=" + address}), address);
}

}  // namespace
}  // namespace postern::test
