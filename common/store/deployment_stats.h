// What goes on in a deployment: its workspaces by the state of their newest build, and what their agents told of late.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "json/time.h"
#include "pg/connection.h"

namespace postern::store {

// Which rows of an agent tell how many sessions it has.
enum class SessionRows {
  kNewest,  // The newest row of each agent.
  kUsage,   // The rows of use of each agent in its newest minute, the minute under way left out.
};

struct DeploymentStats {
  json::Time since;  // The database's clock 15 minutes before the statistics were collected: the begin of their window.

  // The classes are independent of each other: one workspace may be in several, or in none.
  struct Workspaces {
    std::int64_t pending = 0;
    std::int64_t building = 0;
    std::int64_t running = 0;
    std::int64_t failed = 0;
    std::int64_t stopped = 0;
  } workspaces;

  // Of rows with a latency above zero.
  std::int64_t rx_bytes = 0;  // Sums; the largest number where they are larger.
  std::int64_t tx_bytes = 0;
  double latency_p50_ms = -1;  // Interpolated; -1: there is no such row.
  double latency_p95_ms = -1;

  struct Sessions {
    std::int64_t vscode = 0;
    std::int64_t ssh = 0;
    std::int64_t jetbrains = 0;
    std::int64_t reconnecting_pty = 0;
  } sessions;
};

// Collects them, all as of one moment. Of the rows of agents only those of the window are read, by the index of their
// time; of builds the newest of each workspace.
absl::StatusOr<DeploymentStats> CollectDeploymentStats(pg::Connection& connection, SessionRows session_rows);

}  // namespace postern::store
