// GET /deployment/stats: who may see them, their shapes, and that they are collected once by any number of processes.
#include <signal.h>

#include <future>

#include "absl/strings/match.h"
#include "boost/json/parse.hpp"
#include "json/time.h"
#include "tests/http/processes/served_program.h"
#include "tests/support/answers.h"
#include "tests/support/held_rows.h"

namespace postern::test {
namespace {

constexpr char kStats[] = "/api/v2/deployment/stats";

std::int64_t MicrosOf(const boost::json::value& document, const char* key) {
  const std::optional<json::Time> time = json::ParseTime(std::string_view(document.at(key).as_string()));
  if (!time) throw std::runtime_error(std::string("no time: ") + key);
  return time->micros;
}

TEST(Stats, AreForOwnersAndAuditors) {
  Site& site = Shared();
  EXPECT_EQ(site.owner().client.Get(kStats).status, 200);
  EXPECT_EQ(site.NewUser({"auditor"}).client.Get(kStats).status, 200);
  for (const char* role : {"user-admin", "template-admin"}) {
    EXPECT_TRUE(IsEnvelope(site.NewUser({role}).client.Get(kStats), 403)) << role;
  }
  EXPECT_TRUE(IsEnvelope(site.NewUser().client.Get(kStats), 403));
  EXPECT_TRUE(IsEnvelope(site.anonymous().Get(kStats), 401));
}

TEST(Stats, OfAnEmptyDeploymentAreAsTheReferenceShows) {
  const boost::json::value document = Shared().owner().client.Get(kStats).Json();
  EXPECT_EQ(document.as_object().size(), 5U);
  EXPECT_EQ(document.at("workspaces"), boost::json::parse(R"({"pending": 0, "building": 0, "running": 0, "failed": 0,
      "stopped": 0, "connection_latency_ms": {"p50": -1, "p95": -1}, "rx_bytes": 0, "tx_bytes": 0})"));
  EXPECT_EQ(document.at("session_count"),
            boost::json::parse(R"({"vscode": 0, "ssh": 0, "jetbrains": 0, "reconnecting_pty": 0})"));
}

TEST(Stats, TellTheirWindowAndWhenTheNextAreDue) {
  const boost::json::value document = Shared().owner().client.Get(kStats).Json();
  const std::int64_t collected = MicrosOf(document, "collected_at");
  EXPECT_EQ(MicrosOf(document, "next_update_at") - collected, 30'000'000);
  EXPECT_GE(collected - MicrosOf(document, "aggregated_from"), 900'000'000);
}

TEST(Stats, HaveOtherKeysForCodersdkAndWithTheExperimentARowOfTheirOwnAndAnIntervalOfZeroIsFiveMinutes) {
  Site site(Site::Environment{{"POSTERN_RESPONSE_SHAPES", "codersdk"},
                              {"CODER_EXPERIMENTS", "*,Workspace-Usage"},
                              {"CODER_AGENT_STATS_REFRESH_INTERVAL", "0"}});
  site.Sql(
      "INSERT INTO workspace_agent_stats (id, created_at, user_id, agent_id, workspace_id, template_id, usage, "
      "connection_median_latency_ms, session_count_ssh) SELECT id, now() - interval '2 minutes', id, id, id, id, "
      "true, 1.5, 7 FROM (SELECT gen_random_uuid() AS id) one");
  const boost::json::value document = site.owner().client.Get(kStats).Json();
  EXPECT_EQ(document.at("workspaces").at("connection_latency_ms"), boost::json::parse(R"({"P50": 1.5, "P95": 1.5})"));
  EXPECT_EQ(document.at("session_count").at("ssh"), 7);
  EXPECT_EQ(MicrosOf(document, "next_update_at") - MicrosOf(document, "collected_at"), 300'000'000);
  EXPECT_EQ(site.Value("SELECT string_agg(name, ' ') FROM postern.shared_results WHERE name LIKE 'deployment%'"),
            "deployment_stats_usage");
}

// Eight processes on the database of a site, and a record of each writing of their row.
class ManyProcesses : public testing::Test {
 protected:
  static constexpr int kProcesses = 8;
  static constexpr char kInterval[] = "--agent-stats-refresh-interval=1h";

  static void SetUpTestSuite() {
    site_ = std::make_unique<Site>();
    token_ = site_->owner().client.token();
    site_->Sql(
        "CREATE TABLE public.writings (at timestamptz); CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ "
        "BEGIN INSERT INTO public.writings VALUES (clock_timestamp()); RETURN NEW; END $$; "
        "CREATE TRIGGER note AFTER INSERT OR UPDATE OF value ON postern.shared_results FOR EACH ROW "
        "WHEN (NEW.name = 'deployment_stats') EXECUTE FUNCTION public.note()");
    for (int i = 0; i < kProcesses; ++i) programs_.push_back(Start({}));
  }
  static void TearDownTestSuite() {
    programs_.clear();
    site_.reset();
  }
  void SetUp() override { site_->Sql("DELETE FROM postern.shared_results; DELETE FROM public.writings"); }

  static std::unique_ptr<ServedProgram> Start(std::vector<std::string> flags) {
    flags.push_back(kInterval);
    return std::make_unique<ServedProgram>("postern-deployment", site_->database().url(), flags);
  }
  static Reply Get(const ServedProgram& program) { return program.Get(kStats, {{"HTTP_CODER_SESSION_TOKEN", token_}}); }
  // Each process is asked three times, all at once; gives the bodies.
  static std::vector<std::string> AskAll() {
    std::vector<std::future<Reply>> asked;
    for (int i = 0; i < 3 * kProcesses; ++i) {
      asked.push_back(Begin([i] { return Get(*programs_.at(static_cast<std::size_t>(i % kProcesses))); }));
    }
    std::vector<std::string> bodies;
    for (std::future<Reply>& reply : asked) {
      const Reply answer = reply.get();
      EXPECT_EQ(answer.status, 200) << answer.body;
      bodies.push_back(answer.body);
    }
    return bodies;
  }
  static std::string Writings() { return site_->Value("SELECT count(*) FROM public.writings"); }
  static void Age() {
    site_->Sql(
        "UPDATE postern.shared_results SET collected_at = collected_at - interval '2 hours', "
        "next_update_at = next_update_at - interval '2 hours'");
  }

  static std::unique_ptr<Site> site_;
  static std::string token_;
  static std::vector<std::unique_ptr<ServedProgram>> programs_;
};
std::unique_ptr<Site> ManyProcesses::site_;
std::string ManyProcesses::token_;
std::vector<std::unique_ptr<ServedProgram>> ManyProcesses::programs_;

TEST_F(ManyProcesses, CollectTheFirstOnceAndAllTellTheSame) {
  const std::vector<std::string> bodies = AskAll();
  for (const std::string& body : bodies) EXPECT_EQ(body, bodies[0]);
  EXPECT_EQ(Writings(), "1");
}

TEST_F(ManyProcesses, CollectOncePerInterval) {
  std::string before = AskAll().at(0);
  for (const char* writings : {"2", "3", "4"}) {
    Age();
    AskAll();
    ASSERT_TRUE(Eventually([&] { return Writings() == writings; }));
    const std::vector<std::string> bodies = AskAll();
    for (const std::string& body : bodies) EXPECT_EQ(body, bodies[0]);
    EXPECT_NE(bodies[0], before);
    EXPECT_EQ(Writings(), writings);
    before = bodies[0];
  }
}

TEST_F(ManyProcesses, AnswerWhileCollectingWaitsAndEndWithoutIt) {
  const std::unique_ptr<ServedProgram> slow = Start({"--pg-lock-timeout=60s", "--pg-statement-timeout=70s"});
  ASSERT_EQ(Get(*slow).status, 200);
  Age();
  const std::string aged = site_->Value("SELECT collected_at FROM postern.shared_results");
  HeldRows held(*site_, "LOCK TABLE workspace_agent_stats IN ACCESS EXCLUSIVE MODE");
  EXPECT_EQ(Get(*slow).status, 200);
  held.AwaitWaiting(1);
  EXPECT_EQ(Get(*slow).status, 200);
  EXPECT_EQ(Get(*programs_[0]).status, 200);
  EXPECT_EQ(site_->Value("SELECT collected_at FROM postern.shared_results"), aged);
  slow->program().Signal(SIGTERM);
  EXPECT_EQ(slow->program().AwaitEnd(), 0);
  held.Release();
}

TEST_F(ManyProcesses, CollectAnewWhatCannotBeRead) {
  for (const char* foreign : {"[]", R"({"aggregated_from": "x"})", R"({"workspaces": 1, "session_count": {}})"}) {
    ASSERT_EQ(Get(*programs_[0]).status, 200);
    site_->Sql(std::string("UPDATE postern.shared_results SET value = '") + foreign + "'");
    const Reply reply = Get(*programs_[1]);
    EXPECT_EQ(reply.status, 200) << foreign;
    EXPECT_EQ(reply.Json().as_object().size(), 5U) << foreign;
  }
}

TEST_F(ManyProcesses, CollectAsPlainCgiOnceTheyHaveAnswered) {
  ASSERT_EQ(Get(*programs_[0]).status, 200);
  Age();
  const test::Run run =
      RunProgram("postern-deployment", {"--postgres-url=" + site_->database().url(), kInterval},
                 {{"REQUEST_METHOD", "GET"}, {"REQUEST_URI", kStats}, {"HTTP_CODER_SESSION_TOKEN", token_}});
  EXPECT_EQ(run.status, 0);
  EXPECT_TRUE(absl::StrContains(run.output, "aggregated_from")) << run.output;
  EXPECT_EQ(Writings(), "2");
}

}  // namespace
}  // namespace postern::test
