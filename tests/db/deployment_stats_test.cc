// The statistics of a deployment, from rows laid by hand, and from very many.
#include "store/deployment_stats.h"

#include "tests/db/long_table.h"

namespace postern::store {
namespace {

constexpr char kNobody[] = "'00000000-0000-0000-0000-000000000001'";

// What stands before the rows that tests lay: one user, a template and its version; and the functions that lay them. A
// build is one whose job has these times, as SQL; an agent's row has its age.
constexpr char kGround[] = R"sql(
  INSERT INTO users (id, email, username, hashed_password, created_at, updated_at)
      VALUES ('00000000-0000-0000-0000-000000000001', 'a@example.com', 'ada', '', now(), now());
  INSERT INTO templates SELECT u.id, now(), now(), o.id, false, 't', 'echo', u.id, u.id
      FROM organizations o, users u WHERE u.username = 'ada';
  INSERT INTO template_versions SELECT u.id, u.id, o.id, now(), now(), 'v', '', u.id, u.id
      FROM organizations o, users u WHERE u.username = 'ada';
  CREATE FUNCTION lay_workspace(deleted boolean) RETURNS uuid LANGUAGE sql AS $$
      INSERT INTO workspaces (id, created_at, updated_at, owner_id, organization_id, template_id, deleted, name)
      SELECT gen_random_uuid(), now(), now(), t.created_by, t.organization_id, t.id, $1, gen_random_uuid()::text
      FROM templates t RETURNING id $$;
  CREATE FUNCTION lay_build(workspace uuid, number integer, transition workspace_transition, started timestamptz,
                            canceled timestamptz, completed timestamptz, error text, updated timestamptz)
      RETURNS void LANGUAGE sql AS $$
      WITH job AS (INSERT INTO provisioner_jobs (id, created_at, updated_at, started_at, canceled_at, completed_at,
          error, organization_id, initiator_id, provisioner, storage_method, type, input, file_id)
          SELECT gen_random_uuid(), now(), $8, $4, $5, $6, $7, organization_id, id, 'echo', 'file', 'workspace_build',
          '{}', id FROM templates RETURNING id)
      INSERT INTO workspace_builds (id, created_at, updated_at, workspace_id, template_version_id, build_number,
          transition, initiator_id, job_id)
      SELECT gen_random_uuid(), now(), now(), $1, t.id, $2, $3, t.id, job.id FROM templates t, job $$;
  CREATE FUNCTION lay_agent(agent integer, created timestamptz, used boolean, latency double precision, rx bigint,
                            tx bigint, vscode bigint, ssh bigint, jetbrains bigint, pty bigint)
      RETURNS void LANGUAGE sql AS $$
      INSERT INTO workspace_agent_stats (id, created_at, user_id, agent_id, workspace_id, template_id, usage,
          connection_median_latency_ms, rx_bytes, tx_bytes, session_count_vscode, session_count_ssh,
          session_count_jetbrains, session_count_reconnecting_pty)
      SELECT gen_random_uuid(), $2, id, md5($1::text)::uuid, id, id, $3, $4, $5, $6, $7, $8, $9, $10
      FROM users WHERE username = 'ada' $$;
)sql";

class DeploymentStatistics : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    database_ = std::make_unique<test::TestDatabase>();
    database_->Query(kGround);
    pool_ = std::make_unique<pg::Pool>(pg::PoolOptions{.connect = database_->options()});
  }
  static void TearDownTestSuite() {
    pool_.reset();
    database_.reset();
  }
  void SetUp() override {
    database_->Query("TRUNCATE workspaces, workspace_builds, provisioner_jobs, workspace_agent_stats");
  }

  static void Lay(const std::string& call) { database_->Query("SELECT " + call); }
  // A workspace whose builds are these arguments of lay_build, after the number.
  static void LayWorkspace(const std::vector<std::string>& builds, bool deleted = false) {
    const std::string id = database_->Value(deleted ? "SELECT lay_workspace(true)" : "SELECT lay_workspace(false)");
    int number = 0;
    for (const std::string& build : builds) {
      Lay("lay_build('" + id + "', " + std::to_string(++number) + ", " + build + ")");
    }
  }
  static DeploymentStats Collect(SessionRows rows = SessionRows::kNewest) {
    const absl::StatusOr<pg::Pool::Lease> session = pool_->Acquire();
    if (!session.ok()) throw std::runtime_error(session.status().ToString());
    const absl::StatusOr<DeploymentStats> stats = CollectDeploymentStats(**session, rows);
    if (!stats.ok()) throw std::runtime_error(stats.status().ToString());
    return *stats;
  }
  // pending, building, running, failed, stopped
  static std::vector<std::int64_t> Classes() {
    const auto& [pending, building, running, failed, stopped] = Collect().workspaces;
    return {pending, building, running, failed, stopped};
  }
  // vscode, ssh, jetbrains, reconnecting_pty
  static std::vector<std::int64_t> Sessions(SessionRows rows = SessionRows::kNewest) {
    const auto& [vscode, ssh, jetbrains, pty] = Collect(rows).sessions;
    return {vscode, ssh, jetbrains, pty};
  }

  static std::unique_ptr<test::TestDatabase> database_;
  static std::unique_ptr<pg::Pool> pool_;
};
std::unique_ptr<test::TestDatabase> DeploymentStatistics::database_;
std::unique_ptr<pg::Pool> DeploymentStatistics::pool_;

using Counts = std::vector<std::int64_t>;

struct Laid {
  const char* name;
  std::vector<std::string> builds;  // transition, started, canceled, completed, error, updated
  Counts counts;
};
void PrintTo(const Laid& laid, std::ostream* out) {
  *out << laid.name;
}

class WorkspaceClass : public DeploymentStatistics, public testing::WithParamInterface<Laid> {};

TEST_P(WorkspaceClass, IsThatOfTheNewestBuild) {
  LayWorkspace(GetParam().builds);
  EXPECT_EQ(Classes(), GetParam().counts);
}

const char kRuns[] = "'start', now(), NULL, now(), NULL, now()";
const char kStopped[] = "'stop', now(), NULL, now(), NULL, now()";
const char kWaits[] = "'start', NULL, NULL, NULL, NULL, now()";
const char kBroke[] = "'start', now(), NULL, now(), 'broken', now()";
const Counts kNone = {0, 0, 0, 0, 0};
const Counts kPending = {1, 0, 0, 0, 0};
const Counts kBuilding = {0, 1, 0, 0, 0};
const Counts kRunning = {0, 0, 1, 0, 0};
const Counts kFailed = {0, 0, 0, 1, 0};
const Counts kIsStopped = {0, 0, 0, 0, 1};

INSTANTIATE_TEST_SUITE_P(
    All, WorkspaceClass,
    testing::Values(Laid{"NoBuild", {}, kPending}, Laid{"Waiting", {kWaits}, kPending},
                    Laid{"Starting", {"'start', now(), NULL, NULL, NULL, now()"}, kBuilding},
                    Laid{"Stopping", {"'stop', now(), NULL, NULL, NULL, now()"}, kBuilding},
                    Laid{"Deleting", {"'delete', now(), NULL, NULL, NULL, now()"}, kBuilding},
                    Laid{"HungForDays", {"'start', now(), NULL, NULL, NULL, now() - interval '9 days'"}, kBuilding},
                    Laid{"AheadOfTheClock", {"'start', now(), NULL, NULL, NULL, now() + interval '5 minutes'"}, kNone},
                    Laid{"BarelyAhead", {"'start', now(), NULL, NULL, NULL, now() + interval '20 seconds'"}, kBuilding},
                    Laid{"Running", {kRuns}, kRunning}, Laid{"Stopped", {kStopped}, kIsStopped},
                    Laid{"Deleted", {"'delete', now(), NULL, now(), NULL, now()"}, kNone},
                    Laid{"Failed", {kBroke}, kFailed},
                    Laid{"FailedToStop", {"'stop', now(), NULL, now(), 'broken', now()"}, kFailed},
                    Laid{"FailedWithAnEmptyError", {"'start', now(), NULL, now(), '', now()"}, kFailed},
                    Laid{"FailedBeforeItBegan", {"'start', NULL, NULL, now(), 'broken', now()"}, {1, 0, 0, 1, 0}},
                    Laid{"AnErrorWithoutAnEnd", {"'start', now(), NULL, NULL, 'broken', now()"}, kBuilding},
                    Laid{"CanceledBeforeItBegan", {"'start', NULL, now(), now(), NULL, now()"}, kPending},
                    Laid{"Canceling", {"'start', now(), now(), NULL, NULL, now()"}, kNone},
                    Laid{"Canceled", {"'start', now(), now(), now(), NULL, now()"}, kNone},
                    Laid{"CanceledWithAnError", {"'start', now(), now(), NULL, 'canceled', now()"}, kFailed},
                    Laid{"StartedThenStopped", {kRuns, kStopped}, kIsStopped},
                    Laid{"StoppedThenWaiting", {kStopped, kWaits}, kPending},
                    Laid{"FailedThenStarted", {kBroke, kRuns}, kRunning}),
    [](const auto& laid) { return laid.param.name; });

TEST_F(DeploymentStatistics, DeletedWorkspacesDoNotCountAndOthersAddUp) {
  for (int i = 0; i < 3; ++i) LayWorkspace({kRuns});
  for (int i = 0; i < 2; ++i) LayWorkspace({kBroke});
  LayWorkspace({kStopped});
  LayWorkspace({kRuns}, /*deleted=*/true);
  LayWorkspace({}, /*deleted=*/true);
  EXPECT_EQ(Classes(), (Counts{0, 0, 3, 2, 1}));
}

TEST_F(DeploymentStatistics, OfNothingAreZeroAndLatenciesAreMinusOne) {
  for (const SessionRows rows : {SessionRows::kNewest, SessionRows::kUsage}) {
    const DeploymentStats stats = Collect(rows);
    EXPECT_EQ(stats.rx_bytes, 0);
    EXPECT_EQ(stats.tx_bytes, 0);
    EXPECT_EQ(stats.latency_p50_ms, -1);
    EXPECT_EQ(stats.latency_p95_ms, -1);
    EXPECT_EQ(Sessions(rows), (Counts{0, 0, 0, 0}));
  }
  EXPECT_EQ(Classes(), kNone);
}

TEST_F(DeploymentStatistics, BytesAndLatencyAreOfRowsWithALatencyInTheWindow) {
  Lay("lay_agent(1, now(), false, 10, 100, 1000, 0, 0, 0, 0)");
  Lay("lay_agent(1, now() - interval '14 minutes 50 seconds', true, 20, 20, 200, 0, 0, 0, 0)");
  for (const char* latency : {"0", "-1", "'NaN'", "'Infinity'"}) {
    Lay("lay_agent(2, now(), false, " + std::string(latency) + ", 7000, 7000, 0, 0, 0, 0)");
  }
  Lay("lay_agent(3, now() - interval '15 minutes 1 second', false, 900, 7000, 7000, 0, 0, 0, 0)");
  for (const SessionRows rows : {SessionRows::kNewest, SessionRows::kUsage}) {
    const DeploymentStats stats = Collect(rows);
    EXPECT_EQ(stats.rx_bytes, 120);
    EXPECT_EQ(stats.tx_bytes, 1200);
    EXPECT_DOUBLE_EQ(stats.latency_p50_ms, 15);
    EXPECT_DOUBLE_EQ(stats.latency_p95_ms, 19.5);
  }
}

TEST_F(DeploymentStatistics, ASumBeyondTheLargestNumberIsTheLargestNumber) {
  for (int i = 0; i < 2; ++i)
    Lay("lay_agent(1, now(), false, 1, 9223372036854775807, 1, 9223372036854775807, 0, 0, 0)");
  Lay("lay_agent(2, now(), false, 1, 1, 1, 9223372036854775807, 0, 0, 0)");
  EXPECT_EQ(Collect().rx_bytes, INT64_MAX);
  EXPECT_EQ(Sessions().at(0), INT64_MAX);
}

TEST_F(DeploymentStatistics, SessionsAreOfTheNewestRowOfEachAgentWhateverElseItSays) {
  Lay("lay_agent(1, now() - interval '100 seconds', false, 5, 0, 0, 50, 50, 50, 50)");
  Lay("lay_agent(1, now() - interval '10 seconds', true, -1, 0, 0, 1, 2, 3, 4)");
  Lay("lay_agent(2, now() + interval '1 hour', false, 0, 0, 0, 10, 0, 0, 0)");
  Lay("lay_agent(2, now(), false, 0, 0, 0, 500, 0, 0, 0)");
  Lay("lay_agent(3, now() - interval '15 minutes 1 second', false, 5, 0, 0, 500, 0, 0, 0)");
  EXPECT_EQ(Sessions(), (Counts{11, 2, 3, 4}));
}

TEST_F(DeploymentStatistics, SessionsOfUseAreOfTheNewestWholeMinuteOfEachAgent) {
  // The rows are laid in one statement, so that all are of one minute, and read by that minute's end or after it.
  Lay("lay_agent(a, date_trunc('minute', now()) - age, used, -1, 0, 0, n, n, 0, 0) FROM (VALUES "
      "(1, interval '1 minute 50 seconds', true, 1), (1, interval '1 minute 5 seconds', true, 2), "
      "(1, interval '2 minutes 5 seconds', true, 500), (2, interval '9 minutes', true, 10), "
      "(3, interval '1 minute 30 seconds', false, 500), (4, interval '15 minutes 1 second', true, 500), "
      "(5, -interval '2 minutes', true, 500)) laid (a, age, used, n)");
  EXPECT_EQ(Sessions(SessionRows::kUsage), (Counts{13, 13, 0, 0}));
}

TEST_F(DeploymentStatistics, TheWindowBeginsFifteenMinutesBeforeTheDatabasesClock) {
  const std::string before = database_->Value("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint");
  const json::Time since = Collect().since;
  EXPECT_GE(since.micros, std::stoll(before) - 900'000'000);
  EXPECT_LT(since.micros, std::stoll(before) - 840'000'000);
}

// --- Of many rows only those of the window are read
// -------------------------------------------------------------------

constexpr int kRows = 300'000;

// One row every ten seconds, back to more than a month ago, laid in no order.
const std::string kFilling =
    "INSERT INTO workspace_agent_stats (id, created_at, user_id, agent_id, workspace_id, template_id, usage, "
    "connection_median_latency_ms) SELECT gen_random_uuid(), now() - i * interval '10 seconds', " +
    std::string(kNobody) + ", md5((i % 50)::text)::uuid, " + kNobody + ", " + kNobody +
    ", i % 2 = 0, 5 FROM generate_series(1, " + std::to_string(kRows) + ") i ORDER BY md5(i::text)";

// Buffers that the whole statement touched, found or read.
int Buffers(const std::string& plan) {
  int sum = 0;
  for (const std::string word : {"shared hit=", " read="}) {
    const std::size_t at = plan.find(word);
    if (at < plan.find('\n', plan.find("shared"))) sum += std::stoi(plan.substr(at + word.size()));
  }
  return sum;
}

TEST(ManyAgentRows, OnlyThoseOfTheWindowAreReadByEachQuery) {
  LongTable table("workspace_agent_stats", kFilling);
  const int pages =
      std::stoi(table.database().Value("SELECT relpages FROM pg_class WHERE relname = 'workspace_agent_stats'"));
  for (const auto& [rows, name] : {std::pair{SessionRows::kNewest, "deployment_stats_collect"},
                                   std::pair{SessionRows::kUsage, "deployment_stats_collect_usage"}}) {
    {
      const absl::StatusOr<pg::Pool::Lease> session = table.pool().Acquire();
      ASSERT_TRUE(session.ok());
      ASSERT_TRUE(CollectDeploymentStats(**session, rows).ok());
    }
    const std::string plan = table.Plan("generic", name, "ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF, COSTS OFF");
    EXPECT_EQ(Times(plan, "idx_agent_stats_created_at"), 2) << plan;
    EXPECT_EQ(Times(plan, "Seq Scan on workspace_agent_stats"), 0) << plan;
    EXPECT_EQ(Times(plan, "workspace_builds_workspace_id_build_number_key"), 1) << plan;
    EXPECT_GT(Buffers(plan), 0) << plan;
    EXPECT_LT(Buffers(plan), pages / 10) << plan;
  }
}

}  // namespace
}  // namespace postern::store
