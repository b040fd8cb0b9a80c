// /healthz and /readyz of the site, and what clients see while a program or the database is down.
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <filesystem>
#include <future>

#include "absl/strings/match.h"
#include "tests/http/wire/answers.h"
#include "tests/support/held_rows.h"
#include "tests/support/program.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

TEST(Health, HealthzIsOpenText) {
  const Reply reply = Site::Shared().anonymous().Get("/healthz");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "OK\n");
  EXPECT_EQ(reply.Header("Content-Type"), "text/plain");
}

TEST(Health, ReadyzIsOpenText) {
  const Reply reply = Site::Shared().anonymous().Get("/readyz");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "OK\n");
  EXPECT_TRUE(reply.Header("Content-Type").starts_with("text/plain"));
}

// The process of that name that works in the site's run folder.
pid_t ProcessOf(const Site& site, const std::string& program) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const pid_t pid = std::atoi(entry.path().filename().c_str());
    if (pid == 0) continue;
    const std::string folder = std::filesystem::read_symlink(entry.path() / "cwd", ignored).string();
    if (folder != site.folder() + "/data/run") continue;
    if (std::filesystem::read_symlink(entry.path() / "exe", ignored).filename() == program) return pid;
  }
  return -1;
}

// Each thread stops by itself once it has seen the signal; one that has not yet could still answer.
bool IsStopped(pid_t pid) {
  for (const auto& thread : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task")) {
    const std::string status = ReadFile(thread.path().string() + "/status");
    if (!absl::StrContains(status, "State:\tT")) return false;
  }
  return true;
}

// A site whose supervisor starts nothing again for as long as this lives.
class Unsupervised {
 public:
  explicit Unsupervised(const Site& site) : pid_(site.pid()) {
    kill(pid_, SIGSTOP);
    EXPECT_TRUE(Eventually([this] { return IsStopped(pid_); }));
  }
  ~Unsupervised() { kill(pid_, SIGCONT); }
  Unsupervised(const Unsupervised&) = delete;
  Unsupervised& operator=(const Unsupervised&) = delete;

 private:
  pid_t pid_;
};

struct Served {
  const char* program;
  const char* path;
  int status;
};

void PrintTo(const Served& one, std::ostream* out) {
  *out << one.program;
}

class ProgramDown : public testing::TestWithParam<Served> {
 protected:
  static void SetUpTestSuite() { site_ = new Site; }
  static void TearDownTestSuite() {
    delete site_;
    site_ = nullptr;
  }
  static Site* site_;
};

Site* ProgramDown::site_ = nullptr;

TEST_P(ProgramDown, LetsRequestsWaitForItsSuccessor) {
  const Client client = site_->anonymous();
  std::future<Reply> waiting;
  {
    const Unsupervised unsupervised(*site_);
    const pid_t pid = ProcessOf(*site_, GetParam().program);
    ASSERT_GT(pid, 0);
    ASSERT_EQ(kill(pid, SIGKILL), 0);
    waiting = Begin([&] { return client.Get(GetParam().path); });
    EXPECT_EQ(client.Get("/healthz").status, 200);
    EXPECT_EQ(waiting.wait_for(std::chrono::milliseconds(200)), std::future_status::timeout);
  }
  EXPECT_EQ(waiting.get().status, GetParam().status);
}

INSTANTIATE_TEST_SUITE_P(Programs, ProgramDown,
                         testing::Values(Served{"postern-buildinfo", "/api/v2/buildinfo", 200},
                                         Served{"postern-users", "/api/v2/users/first", 404},
                                         Served{"postern-tokens", "/api/v2/users/me/keys/tokens", 401}));

TEST(Health, AProgramThatStaysDownIs503OfReadyz) {
  Site site;
  const Unsupervised unsupervised(site);
  ASSERT_EQ(kill(ProcessOf(site, "postern-users"), SIGKILL), 0);
  const Reply unready = site.anonymous().Get("/readyz");
  ExpectEnvelope(unready, 503);
  ExpectOurHeaders(unready);
  EXPECT_EQ(unready.Header("Retry-After"), "5");
}

TEST(Health, WhatAKilledProgramHadInHandIs502) {
  Site site;
  const Person& owner = site.owner();
  HeldRows held(site, LockUser(owner));
  std::future<Reply> lost = Begin([&] { return owner.client.Post("/api/v2/users/me/keys/tokens", {}); });
  held.AwaitWaiting(1);
  ASSERT_EQ(kill(ProcessOf(site, "postern-tokens"), SIGKILL), 0);
  const Reply failed = lost.get();
  ExpectEnvelope(failed, 502);
  ExpectOurHeaders(failed);
  EXPECT_EQ(failed.Header("Retry-After"), "5");
  held.Release();
  EXPECT_EQ(owner.client.Get("/api/v2/users/me/keys/tokens").status, 200);
}

TEST(Health, AProgramThatDoesNotAnswerIs504AndNotReady) {
  Site site(Site::Environment{{"POSTERN_REQUEST_TIMEOUT", "1s"}});
  const pid_t pid = ProcessOf(site, "postern-buildinfo");
  ASSERT_GT(pid, 0);
  kill(pid, SIGSTOP);
  ASSERT_TRUE(Eventually([&] { return IsStopped(pid); }));
  const Reply late = site.anonymous().Get("/api/v2/buildinfo");
  kill(pid, SIGCONT);
  ExpectEnvelope(late, 504);
  ExpectOurHeaders(late);
  EXPECT_EQ(late.Header("Retry-After"), "5");
}

TEST(Health, WithoutItsDatabaseTheSiteIsAliveButNotReadyAndTellsNoInternals) {
  Site site;
  TestDatabase beside;
  beside.Query("ALTER DATABASE " + site.database().name() + " ALLOW_CONNECTIONS false");
  site.Sql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND "
      "pid <> pg_backend_pid()");
  const Client client = site.anonymous();
  EXPECT_EQ(client.Get("/healthz").status, 200);
  for (const Reply& reply : {client.Get("/readyz"), client.Get("/api/v2/users/first"),
                             client.WithToken("abcdefghij-abcdefghijklmnopqrstuv").Get("/api/v2/users/me")}) {
    ExpectEnvelope(reply, 503);
    ExpectOurHeaders(reply);
    EXPECT_EQ(reply.Header("Retry-After"), "5");
    for (const char* internal : {"test_", "postgres", "connection", "host=", "FATAL"}) {
      EXPECT_EQ(reply.body.find(internal), std::string::npos) << reply.body;
    }
  }
  beside.Query("ALTER DATABASE " + site.database().name() + " ALLOW_CONNECTIONS true");
  EXPECT_TRUE(Eventually([&] { return client.Get("/readyz").status == 200; }));
}

}  // namespace
}  // namespace postern::test
