// Programs that are ended, replaced or killed, and an nginx that is reloaded, while clients keep asking.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "absl/strings/match.h"
#include "config/programs.h"
#include "operator/processes.h"
#include "tests/http/processes/served_program.h"
#include "tests/support/site.h"
#include "tests/support/steady_load.h"

namespace postern::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

// A copy of all programs, which a test may replace; what is started meanwhile is started from there.
class CopiedPrograms {
 public:
  CopiedPrograms() : folder_(MakeFolder()), built_(fs::path(ProgramPath("postern")).parent_path()) {
    const char* elsewhere = std::getenv("POSTERN_BIN_DIR");
    before_ = elsewhere == nullptr ? "" : elsewhere;
    Install();
    setenv("POSTERN_BIN_DIR", folder_.c_str(), 1);
  }
  ~CopiedPrograms() {
    before_.empty() ? unsetenv("POSTERN_BIN_DIR") : setenv("POSTERN_BIN_DIR", before_.c_str(), 1);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  CopiedPrograms(const CopiedPrograms&) = delete;
  CopiedPrograms& operator=(const CopiedPrograms&) = delete;

  // Puts another build of each program in place, as an installation does: by renaming.
  void Install() {
    Replace("postern", false);
    for (const char* program : config::kPrograms) Replace(std::string("postern-") + program, false);
  }
  // Puts something in the place of one program that no system can execute.
  void Break(const std::string& program) { Replace(program, true); }

 private:
  void Replace(const std::string& name, bool broken) {
    const std::string fresh = folder_ + "/" + name + ".new";
    if (!broken) fs::copy_file(built_ / name, fresh);
    // What follows the last section is of no matter to who executes it, but makes the file another one.
    std::ofstream(fresh, std::ios::binary | std::ios::app) << "build " << ++builds_ << '\n';
    fs::permissions(fresh, fs::perms(0755));
    fs::rename(fresh, folder_ + "/" + name);
  }

  std::string folder_;
  fs::path built_;
  std::string before_;
  int builds_ = 0;
};

class UnderLoad : public testing::Test {
 protected:
  // The update check asks nobody: other sites are another matter.
  UnderLoad() : site_(Environment{{"CODER_UPDATE_CHECK", "false"}}) {
    load_ = std::make_unique<SteadyLoad>(site_.anonymous().url(), site_.owner().client.token());
    EXPECT_TRUE(load_->AwaitAnswers(100));
  }

  std::string run() const { return site_.folder() + "/data/run"; }
  std::set<pid_t> Find(const std::string& program) const {
    std::set<pid_t> found;
    for (const operators::RunningProcess& process : operators::ProcessesIn(run())) {
      if (process.program == program) found.insert(process.pid);
    }
    return found;
  }
  // Whether the program is one process that is none of those.
  bool IsAnother(const std::string& program, const std::set<pid_t>& before) const {
    const std::set<pid_t> now = Find(program);
    return now.size() == 1 && !before.contains(*now.begin());
  }
  ::testing::AssertionResult NothingFails() {
    if (!load_->AwaitAnswers(100)) return ::testing::AssertionFailure() << "no more answers come";
    load_->Stop();
    if (load_->failed() == 0) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << load_->failed() << " of " << load_->answers() << " failed, such as "
                                         << ::testing::PrintToString(load_->failures());
  }
  test::Run Restart(const std::vector<std::string>& words = {}) const {
    std::vector<std::string> arguments = {"restart"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    return RunProgram("postern", arguments, {{"POSTERN_DATA_DIR", site_.folder() + "/data"}});
  }

  CopiedPrograms programs_;
  Site site_;
  std::unique_ptr<SteadyLoad> load_;
};

std::string ProgramName(std::string_view program) {
  return "postern-" + std::string(program);
}

TEST_F(UnderLoad, NothingFailsWhileEachProgramIsEndedAndComesAgain) {
  for (const char* program : config::kPrograms) {
    const std::set<pid_t> before = Find(ProgramName(program));
    ASSERT_EQ(before.size(), 1u) << program;
    kill(*before.begin(), SIGTERM);
    EXPECT_TRUE(Eventually([&] { return IsAnother(ProgramName(program), before); })) << program << site_.Output();
  }
  EXPECT_TRUE(NothingFails());
}

TEST_F(UnderLoad, NothingFailsWhileEachProgramIsReplacedByAnotherBuild) {
  for (int round = 0; round < 2; ++round) {
    std::map<std::string, std::set<pid_t>> before;
    for (const char* program : config::kPrograms) before[ProgramName(program)] = Find(ProgramName(program));
    programs_.Install();
    const test::Run run = Restart();
    EXPECT_EQ(run.status, 0) << run.output;
    EXPECT_TRUE(IsOneLine(run.output)) << run.output;
    for (const auto& [program, pids] : before) {
      ASSERT_TRUE(IsAnother(program, pids)) << program;
      const fs::path executed = fs::read_symlink("/proc/" + std::to_string(*Find(program).begin()) + "/exe");
      EXPECT_EQ(executed, ProgramPath(program));  // It would be marked as deleted.
    }
  }
  EXPECT_TRUE(NothingFails());
}

TEST_F(UnderLoad, ABuildThatCannotStartLeavesTheOldOneServing) {
  const std::set<pid_t> before = Find("postern-tokens");
  programs_.Break("postern-tokens");
  const test::Run run = Restart({"tokens"});
  EXPECT_EQ(run.status, 1);
  EXPECT_TRUE(IsOneLine(run.output)) << run.output;
  EXPECT_NE(run.output.find("postern-tokens"), std::string::npos) << run.output;
  EXPECT_EQ(Find("postern-tokens"), before);
  programs_.Install();
  EXPECT_EQ(Restart({"tokens"}).status, 0);
  EXPECT_TRUE(IsAnother("postern-tokens", before));
  EXPECT_TRUE(NothingFails());
}

TEST_F(UnderLoad, NothingFailsWhileNginxIsReloaded) {
  const pid_t master = std::stoi(ReadFile(run() + "/nginx.pid"));
  for (int round = 0; round < 3; ++round) {
    const std::set<pid_t> before = Find("nginx");
    kill(master, SIGHUP);
    const auto reloaded = [&] {
      const std::set<pid_t> now = Find("nginx");
      return now.size() == before.size() &&
             std::none_of(now.begin(), now.end(), [&](pid_t pid) { return pid != master && before.contains(pid); });
    };
    EXPECT_TRUE(Eventually(reloaded)) << round;
  }
  EXPECT_TRUE(NothingFails());
}

TEST_F(UnderLoad, AKilledProgramFailsWhatItHadInHandAloneAndIsBackSoon) {
  const std::map<std::string, std::string> paths = {{"buildinfo", "/api/v2/buildinfo"},
                                                    {"csp", "/api/v2/csp/reports"},
                                                    {"deployment", "/api/v2/deployment/ssh"},
                                                    {"experiments", "/api/v2/experiments/available"},
                                                    {"tokens", "/api/v2/users/me/keys/tokens"},
                                                    {"updatecheck", "/api/v2/updatecheck"},
                                                    {"users", "/api/v2/users/me"}};
  for (const auto& [program, path] : paths) {
    const std::set<pid_t> before = Find(ProgramName(program));
    ASSERT_EQ(before.size(), 1u) << program;
    const std::int64_t failed = load_->failed();
    kill(*before.begin(), SIGKILL);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_TRUE(Eventually([&, path = path] { return site_.owner().client.Get(path).status == 200; })) << program;
    const auto took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
    std::printf("%s answered again after %d ms\n", program.c_str(), static_cast<int>(took.count()));
    EXPECT_LT(took, seconds(3)) << program;  // A second, and what a busy machine adds.
    EXPECT_TRUE(load_->AwaitAnswers(20));
    EXPECT_LE(load_->failed() - failed, 4) << program;  // Each client has one request in hand.
  }
  load_->Stop();
  for (const SteadyLoad::Failure& failure : load_->failures()) {
    EXPECT_EQ(failure.status, 502) << failure.request << failure.body;
    EXPECT_EQ(failure.type, "application/json; charset=utf-8") << failure.request;
    EXPECT_TRUE(absl::StartsWith(failure.body, "{\"message\":")) << failure.body;
  }
}

}  // namespace
}  // namespace postern::test
