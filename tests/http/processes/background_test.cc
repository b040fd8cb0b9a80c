// `postern start`, `stop` and `restart`, and what --parts leaves out.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "config/programs.h"
#include "tests/http/processes/served_program.h"
#include "tests/http/processes/up_fixture.h"

namespace postern::test {
namespace {

class Background : public Up {
 protected:
  ~Background() override { RunProgram("postern", {"stop"}, OnPrivateCluster()); }
  pid_t Supervisor() const {
    const std::string pid = ReadFile(data() + "/lock");
    return pid.empty() ? -1 : std::stoi(pid);
  }
};

void ExpectSays(const Run& run, int status, const std::string& part) {
  EXPECT_EQ(run.status, status) << run.output;
  EXPECT_NE(run.output.find(part), std::string::npos) << run.output;
}

TEST_F(Background, StartReturnsOnceEverythingIsReadyAndStopOnceItIsGone) {
  const TestDatabase database;
  const test::Run start = RunProgram("postern", {"start"}, On(database));
  ExpectSays(start, 0, url() + "/api/v2/buildinfo");
  EXPECT_TRUE(Ready());
  EXPECT_NE(ReadFile(data() + "/log/postern.log").find(url()), std::string::npos);
  const test::Run stop = RunProgram("postern", {"stop"}, On(database));
  ExpectSays(stop, 0, "Stopped");
  EXPECT_TRUE(IsOneLine(stop.output));
  EXPECT_TRUE(Running().empty());
}

TEST_F(Background, ASecondStartSaysThatItRunsAndHarmsNothing) {
  const TestDatabase database;
  ASSERT_EQ(RunProgram("postern", {"start"}, On(database)).status, 0);
  const pid_t first = Supervisor();
  const test::Run second = RunProgram("postern", {"start"}, On(database));
  ExpectSays(second, 0, std::to_string(first));
  EXPECT_TRUE(IsOneLine(second.output));
  EXPECT_EQ(Supervisor(), first);
  EXPECT_TRUE(Ready());
}

TEST_F(Background, ItHasLeftTheSessionOfWhoeverStartedIt) {
  const TestDatabase database;
  ASSERT_EQ(RunProgram("postern", {"start"}, On(database)).status, 0);
  EXPECT_EQ(getsid(Supervisor()), Supervisor());
}

TEST_F(Background, AStartThatFailsSaysWhy) {
  Environment environment = OnPrivateCluster();
  environment["CODER_PG_CONNECTION_URL"] = "host=127.0.0.1 port=1 user=x password=secretword";
  const test::Run run = RunProgram("postern", {"start"}, environment);
  ExpectSays(run, 1, "127.0.0.1");
  EXPECT_EQ(run.output.find("secretword"), std::string::npos);
  EXPECT_TRUE(Eventually([this] { return Running().empty(); }));
}

TEST_F(Background, WhereNothingRunsStopSaysSoAndRestartFails) {
  const test::Run stop = RunProgram("postern", {"stop"}, OnPrivateCluster());
  ExpectSays(stop, 0, "Nothing runs");
  EXPECT_TRUE(IsOneLine(stop.output));
  ExpectSays(RunProgram("postern", {"restart"}, OnPrivateCluster()), 1, "nothing runs");
  ExpectSays(RunProgram("postern", {"restart", "nginx"}, OnPrivateCluster()), 2, "nginx");
}

TEST_F(Background, TheNumberOfAProcessThatIsNotTheHolderIsLeftAlone) {
  const TestDatabase database;
  ASSERT_EQ(RunProgram("postern", {"start"}, On(database)).status, 0);
  RunProgram("postern", {"stop"}, On(database));
  const Program bystander("postern", {"up", "--parts=nginx"}, [&] {
    Environment environment = OnPrivateCluster();
    environment["POSTERN_DATA_DIR"] = folder_ + "/other";
    return environment;
  }());
  ASSERT_TRUE(Eventually([&] { return Client(url()).Get("/healthz").status == 200; })) << bystander.Output();
  std::ofstream(data() + "/lock") << bystander.pid() << '\n';
  ExpectSays(RunProgram("postern", {"stop"}, On(database)), 0, "Nothing runs");
  EXPECT_EQ(Client(url()).Get("/healthz").status, 200);
}

TEST_F(Background, WithProgramsAloneThereAreSocketsForTheGroupAndFilesForAnotherNginx) {
  const TestDatabase database;
  const test::Run start = RunProgram("postern", {"start", "--parts=programs", "--listen-group=www-data"}, On(database));
  ExpectSays(start, 0, "include \"" + data() + "/nginx/postern.conf\";");
  EXPECT_EQ(Find("nginx"), -1);
  for (const char* program : config::kPrograms) {
    const std::string socket = data() + "/run/" + program + ".sock";
    EXPECT_EQ(FastcgiClient("unix:" + socket).Get("/readyz", false).status, 200) << program;
    EXPECT_NE(ReadFile(data() + "/nginx/values/http.conf").find("unix:" + socket), std::string::npos);
  }
  for (const std::string& folder : {data(), data() + "/run", data() + "/nginx"}) {
    struct stat status {};
    ASSERT_EQ(stat(folder.c_str(), &status), 0);
    EXPECT_NE(status.st_mode & S_IXGRP, 0U) << folder;
  }
  EXPECT_EQ(RunProgram("postern", {"restart", "users"}, On(database)).status, 0);
}

TEST_F(Background, WithNginxAloneNoDatabaseIsNeeded) {
  const test::Run start = RunProgram("postern", {"start", "--parts=nginx"}, OnPrivateCluster());
  ExpectSays(start, 0, url());
  EXPECT_EQ(Client(url()).Get("/healthz").status, 200);
  EXPECT_EQ(Client(url()).Get("/api/v2/buildinfo").status, 502);
  EXPECT_NE(ReadFile(data() + "/log/nginx.log").find("connect() to unix:buildinfo.sock failed"), std::string::npos);
  EXPECT_EQ(Find("postgres"), -1);
  EXPECT_EQ(Find("postern-users"), -1);
}

TEST_F(Background, NginxAloneInTheForegroundLogsToStderr) {
  const Program nginx("postern", {"up", "--parts=nginx"}, OnPrivateCluster());
  ASSERT_TRUE(Eventually([&] { return Client(url()).Get("/healthz").status == 200; })) << nginx.Output();
  EXPECT_EQ(Client(url()).Get("/api/v2/buildinfo").status, 502);
  EXPECT_NE(nginx.Output().find("connect() to unix:buildinfo.sock failed"), std::string::npos) << nginx.Output();
  EXPECT_FALSE(std::filesystem::exists(data() + "/log/nginx.log"));
}

}  // namespace
}  // namespace postern::test
