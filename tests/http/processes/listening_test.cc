// What a program listens on, and what it refuses to start with.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/http/processes/served_program.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

Environment Database() {
  return {{"CODER_PG_CONNECTION_URL", UntouchedDatabase().url()}};
}

void ExpectRefused(const Run& run, const std::string& part) {
  EXPECT_EQ(run.status, 2) << run.output;
  EXPECT_TRUE(IsOneLine(run.output)) << run.output;
  EXPECT_NE(run.output.find(part), std::string::npos) << run.output;
}

TEST(Listening, TheSocketIsForItsOwnerAndGroupAlone) {
  const ServedProgram program("postern-buildinfo", UntouchedDatabase().url());
  struct stat status {};
  ASSERT_EQ(stat(program.socket().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0660U);
}

TEST(Listening, TcpBeyondLoopbackIsRefusedUnlessAskedForByName) {
  const std::string port = std::to_string(FreePort());
  const std::string listen = "--listen=tcp:0.0.0.0:" + port;
  ExpectRefused(RunProgram("postern-buildinfo", {listen}, Database()), "--listen-beyond-loopback");
  Program program("postern-buildinfo", {listen, "--listen-beyond-loopback"}, Database());
  EXPECT_TRUE(Eventually([&] { return IsServed("tcp:127.0.0.1:" + port); })) << program.Output();
}

TEST(Listening, APathInUseIsRefusedAndItsHolderServesOn) {
  const ServedProgram first("postern-buildinfo", UntouchedDatabase().url());
  ExpectRefused(RunProgram("postern-buildinfo", {"--listen=unix:" + first.socket()}, Database()), first.socket());
  EXPECT_EQ(first.Get("/healthz").status, 200);
}

TEST(Listening, ATakenPortIsRefused) {
  const std::string address = "tcp:127.0.0.1:" + std::to_string(FreePort());
  Program first("postern-buildinfo", {"--listen=" + address}, Database());
  ASSERT_TRUE(Eventually([&] { return IsServed(address); })) << first.Output();
  ExpectRefused(RunProgram("postern-buildinfo", {"--listen=" + address}, Database()), address);
}

TEST(Listening, TheStaleSocketOfAKilledProgramIsTakenOver) {
  ServedProgram killed("postern-buildinfo", UntouchedDatabase().url());
  killed.program().Signal(SIGKILL);
  ASSERT_EQ(killed.program().AwaitEnd(), 128 + SIGKILL);
  ASSERT_TRUE(std::filesystem::exists(killed.socket()));
  Program next("postern-buildinfo", {"--listen=unix:" + killed.socket()}, Database());
  ASSERT_TRUE(Eventually([&] { return IsServed("unix:" + killed.socket()); })) << next.Output();
  EXPECT_EQ(killed.Get("/healthz").status, 200);
}

TEST(Listening, AFileThatIsNoSocketIsLeftAlone) {
  const std::string folder = MakeFolder();
  std::ofstream(folder + "/file") << "precious";
  ExpectRefused(RunProgram("postern-buildinfo", {"--listen=unix:" + folder + "/file"}, Database()), "no socket");
  EXPECT_EQ(ReadFile(folder + "/file"), "precious");
  std::filesystem::remove_all(folder);
}

class BadOption : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(BadOption, EndsEveryProgramWithExit2AndOneLine) {
  const auto& [flag, part] = GetParam();
  for (const char* program : {"postern-buildinfo", "postern-users", "postern-tokens"}) {
    ExpectRefused(RunProgram(program, {flag}, Database()), part);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Flags, BadOption,
    testing::Values(std::pair("--no-such-flag=1", "no-such-flag"), std::pair("--threads=0", "threads"),
                    std::pair("--threads=many", "threads"), std::pair("--drain-timeout=soon", "drain-timeout"),
                    std::pair("--idle-exit=-1s", "idle-exit"), std::pair("--max-body-bytes=0", "max-body-bytes"),
                    std::pair("--log-level=loud", "log-level"),
                    std::pair("--max-token-lifetime=0", "max-token-lifetime"), std::pair("--listen=nonsense", "listen"),
                    std::pair("--pg-max-connections=0", "pg-max-connections"), std::pair("a-word", "a-word")));

TEST(BadOptions, NothingToListenOnIsSaidInOneLine) {
  ExpectRefused(RunProgram("postern-users", {}, Database()), "--listen");
}

TEST(BadOptions, AProgramWithoutADatabaseSaysSoInOneLine) {
  ExpectRefused(RunProgram("postern-users", {"--listen=tcp:127.0.0.1:1"}), "CODER_PG_CONNECTION_URL");
}

TEST(BadOptions, ABadVariableIsNamed) {
  Environment environment = Database();
  environment["POSTERN_THREADS"] = "many";
  ExpectRefused(RunProgram("postern-tokens", {}, environment), "POSTERN_THREADS");
}

TEST(Help, IsPrintedWithExit0) {
  const test::Run run = RunProgram("postern-tokens", {"--help"});
  EXPECT_EQ(run.status, 0);
  EXPECT_NE(run.output.find("--drain-timeout"), std::string::npos) << run.output;
}

}  // namespace
}  // namespace postern::test
