// The tables that are only counted.
#include "tests/db/schema_fixture.h"

namespace postern::schema {
namespace {

class WorkspacesTest : public SchemaFixture {
 protected:
  std::string AddTemplate() {
    return Quoted(
        Value("INSERT INTO templates (id, created_at, updated_at, organization_id, name, provisioner, "
              "active_version_id, created_by) SELECT gen_random_uuid(), now(), now(), id, 'linux', 'echo', "
              "gen_random_uuid(), " +
              ada_ + " FROM organizations RETURNING id"));
  }
  std::string WorkspaceSql(const std::string& name) {
    return "INSERT INTO workspaces (id, created_at, updated_at, owner_id, organization_id, template_id, name) "
           "SELECT gen_random_uuid(), now(), now(), " +
           ada_ + ", id, " + template_ + ", '" + name + "' FROM organizations RETURNING id";
  }
  // A job with the given started_at, canceled_at, completed_at and error, as SQL; gives its status.
  std::string JobStatus(const std::string& values) {
    return Value(
        "INSERT INTO provisioner_jobs (id, created_at, updated_at, organization_id, initiator_id, file_id, "
        "provisioner, storage_method, type, input, started_at, canceled_at, completed_at, error) "
        "SELECT gen_random_uuid(), now(), now(), id, id, id, 'echo', 'file', 'workspace_build', '{}', " +
        values + " FROM organizations RETURNING job_status");
  }
  std::string ada_ = AddUser("ada");
  std::string template_ = AddTemplate();
};

TEST_F(WorkspacesTest, JobStatusFollowsFromTimesAndError) {
  EXPECT_EQ(JobStatus("NULL, NULL, NULL, NULL"), "pending");
  EXPECT_EQ(JobStatus("now(), NULL, NULL, NULL"), "running");
  EXPECT_EQ(JobStatus("now(), now(), NULL, NULL"), "canceling");
  EXPECT_EQ(JobStatus("now(), now(), now(), NULL"), "canceled");
  EXPECT_EQ(JobStatus("now(), NULL, now(), NULL"), "succeeded");
  EXPECT_EQ(JobStatus("now(), NULL, now(), 'no disk'"), "failed");
  EXPECT_EQ(JobStatus("NULL, NULL, NULL, 'no disk'"), "failed");
}

TEST_F(WorkspacesTest, EmptyErrorIsNoFailure) {
  EXPECT_EQ(JobStatus("now(), NULL, now(), ''"), "succeeded");
}

TEST_F(WorkspacesTest, NamesAreUniquePerOwnerWithoutCase) {
  const std::string first = Value(WorkspaceSql("dev"));
  EXPECT_EQ(Violated(WorkspaceSql("DEV")), "workspaces_owner_id_lower_idx");
  database_.Query("UPDATE workspaces SET deleted = true");
  EXPECT_TRUE(Try(WorkspaceSql("DEV")).ok());
}

TEST_F(WorkspacesTest, NextStartIsForgottenWhenTheScheduleChangesWithoutIt) {
  database_.Query(WorkspaceSql("dev"));
  database_.Query("UPDATE workspaces SET autostart_schedule = 'a', next_start_at = now()");
  EXPECT_EQ(Value("SELECT count(next_start_at) FROM workspaces"), "1");
  database_.Query("UPDATE workspaces SET autostart_schedule = 'b'");
  EXPECT_EQ(Value("SELECT count(next_start_at) FROM workspaces"), "0");
}

TEST_F(WorkspacesTest, NextStartIsForgottenWhenDormant) {
  database_.Query(WorkspaceSql("dev"));
  database_.Query("UPDATE workspaces SET next_start_at = now(); UPDATE workspaces SET dormant_at = now()");
  EXPECT_EQ(Value("SELECT count(next_start_at) FROM workspaces"), "0");
}

TEST_F(WorkspacesTest, AgentStatsDefaults) {
  database_.Query(
      "INSERT INTO workspace_agent_stats (id, created_at, user_id, agent_id, workspace_id, template_id) "
      "SELECT id, now(), id, id, id, id FROM organizations");
  EXPECT_EQ(Value("SELECT concat_ws('|', connections_by_proto, connection_count, rx_bytes, tx_bytes, "
                  "connection_median_latency_ms, session_count_ssh, usage) FROM workspace_agent_stats"),
            "{}|0|0|0|-1|0|f");
}

}  // namespace
}  // namespace postern::schema
