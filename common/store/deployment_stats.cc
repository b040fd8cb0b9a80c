#include "store/deployment_stats.h"

#include "absl/strings/numbers.h"
#include "store/columns.h"

namespace postern::store {
namespace {

// Written out wherever it stands: only so does the planner see how little of the table it is.
#define SINCE "now() - interval '15 minutes'"

#define TOTAL(column) "least(coalesce(sum(" column "), 0), 9223372036854775807)::bigint AS " column
#define SESSION_TOTALS          \
  TOTAL("session_count_vscode") \
  ", " TOTAL("session_count_ssh") ", " TOTAL("session_count_jetbrains") ", " TOTAL("session_count_reconnecting_pty")

// The unique key of builds leads straight to the newest one of each workspace, however many others it has.
#define WORKSPACES                                                                                                  \
  "SELECT count(*) FILTER (WHERE j.started_at IS NULL) AS pending, "                                                \
  "count(*) FILTER (WHERE j.started_at IS NOT NULL AND j.canceled_at IS NULL AND j.completed_at IS NULL "           \
  "AND j.updated_at - interval '30 seconds' < now()) AS building, "                                                 \
  "count(*) FILTER (WHERE j.completed_at IS NOT NULL AND j.canceled_at IS NULL AND j.error IS NULL "                \
  "AND b.transition = 'start') AS running, "                                                                        \
  "count(*) FILTER (WHERE j.error IS NOT NULL AND (j.canceled_at IS NOT NULL OR j.completed_at IS NOT NULL)) "      \
  "AS failed, "                                                                                                     \
  "count(*) FILTER (WHERE j.completed_at IS NOT NULL AND j.canceled_at IS NULL AND j.error IS NULL "                \
  "AND b.transition = 'stop') AS stopped "                                                                          \
  "FROM workspaces w LEFT JOIN LATERAL (SELECT job_id, transition FROM workspace_builds WHERE workspace_id = w.id " \
  "ORDER BY build_number DESC LIMIT 1) b ON true LEFT JOIN provisioner_jobs j ON j.id = b.job_id WHERE NOT w.deleted"

// A latency that is no number, or endless, has no place in JSON: such rows count as those without one do.
#define TRAFFIC \
  "SELECT " TOTAL("rx_bytes") ", " TOTAL("tx_bytes") ", "                                                         \
  "coalesce(percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY connection_median_latency_ms), "             \
  "ARRAY[-1, -1]::double precision[]) AS latency "                                                                \
  "FROM workspace_agent_stats WHERE created_at > " SINCE                                                          \
  " AND connection_median_latency_ms > 0 AND connection_median_latency_ms < 'infinity'"

#define NEWEST_SESSIONS                                                                                          \
  "SELECT " SESSION_TOTALS                                                                                       \
  " FROM (SELECT DISTINCT ON (agent_id) session_count_vscode, session_count_ssh, "                               \
  "session_count_jetbrains, session_count_reconnecting_pty FROM workspace_agent_stats WHERE created_at > " SINCE \
  " ORDER BY agent_id, created_at DESC) newest"

#define USAGE_SESSIONS                                             \
  "SELECT " SESSION_TOTALS                                         \
  " FROM (SELECT DISTINCT ON (agent_id) * FROM (SELECT agent_id, " \
  "date_trunc('minute', created_at) AS minute, " SESSION_TOTALS    \
  " FROM workspace_agent_stats WHERE created_at >= " SINCE         \
  " AND created_at < date_trunc('minute', now()) "                 \
  "AND usage GROUP BY agent_id, minute) minutes ORDER BY agent_id, minute DESC) newest"

#define COLLECT(sessions) \
  "SELECT " POSTERN_MICROS(SINCE) ", w.pending, w.building, w.running, w.failed, w.stopped, t.rx_bytes, t.tx_bytes, " \
  "t.latency[1], t.latency[2], s.session_count_vscode, s.session_count_ssh, s.session_count_jetbrains, "              \
  "s.session_count_reconnecting_pty FROM (" WORKSPACES ") w, (" TRAFFIC ") t, (" sessions ") s"

constexpr pg::Statement kCollect = {"deployment_stats_collect", COLLECT(NEWEST_SESSIONS), true};
constexpr pg::Statement kCollectUsage = {"deployment_stats_collect_usage", COLLECT(USAGE_SESSIONS), true};

double DoubleAt(const pg::Row& row, int column) {
  const std::string_view text = row.Text(column);
  double number = 0;
  return absl::SimpleAtod({text.data(), text.size()}, &number) ? number : 0;
}

}  // namespace

absl::StatusOr<DeploymentStats> CollectDeploymentStats(pg::Connection& connection, SessionRows session_rows) {
  const absl::StatusOr<pg::Result> rows =
      connection.Run(session_rows == SessionRows::kUsage ? kCollectUsage : kCollect, {});
  if (!rows.ok()) return rows.status();
  const pg::Row row = (*rows)[0];
  return DeploymentStats{
      .since = TimeAt(row, 0),
      .workspaces = {.pending = row.Int(1),
                     .building = row.Int(2),
                     .running = row.Int(3),
                     .failed = row.Int(4),
                     .stopped = row.Int(5)},
      .rx_bytes = row.Int(6),
      .tx_bytes = row.Int(7),
      .latency_p50_ms = DoubleAt(row, 8),
      .latency_p95_ms = DoubleAt(row, 9),
      .sessions = {
          .vscode = row.Int(10), .ssh = row.Int(11), .jetbrains = row.Int(12), .reconnecting_pty = row.Int(13)}};
}

}  // namespace postern::store
