#include "handlers/deployment/stats.h"

#include <algorithm>
#include <chrono>

#include "boost/json/object.hpp"
#include "config/shapes.h"
#include "json/print.h"
#include "json/time.h"
#include "service/experiments.h"
#include "service/shared_result.h"
#include "store/deployment_stats.h"

namespace postern::deployment {
namespace {

// With this experiment sessions are counted from the rows of use.
constexpr std::string_view kUsageExperiment = "workspace-usage";

constexpr std::chrono::nanoseconds kUsualInterval = std::chrono::minutes(5);

boost::json::value Stored(const store::DeploymentStats& stats) {
  const auto& [pending, building, running, failed, stopped] = stats.workspaces;
  return {{"aggregated_from", json::FormatTime(stats.since)},
          {"workspaces",
           {{"pending", pending},
            {"building", building},
            {"running", running},
            {"failed", failed},
            {"stopped", stopped},
            {"connection_latency_ms", {{"p50", stats.latency_p50_ms}, {"p95", stats.latency_p95_ms}}},
            {"rx_bytes", stats.rx_bytes},
            {"tx_bytes", stats.tx_bytes}}},
          {"session_count",
           {{"vscode", stats.sessions.vscode},
            {"ssh", stats.sessions.ssh},
            {"jetbrains", stats.sessions.jetbrains},
            {"reconnecting_pty", stats.sessions.reconnecting_pty}}}};
}

// True where `value` is of the same kinds as `wanted` and has all its keys; more of them are fine.
bool IsLike(const boost::json::value& value, const boost::json::value& wanted) {
  const auto* const members = wanted.if_object();
  if (members == nullptr) return value.is_number() ? wanted.is_number() : value.kind() == wanted.kind();
  const auto* const object = value.if_object();
  return object != nullptr && std::all_of(members->begin(), members->end(), [&](const auto& member) {
           const boost::json::value* const found = object->if_contains(member.key());
           return found != nullptr && IsLike(*found, member.value());
         });
}

// Each way to count has a row of its own, so that programs with and without the experiment do not mix their answers.
service::ComputedResult Wanted(const config::Options& options) {
  const bool usage = service::IsActive(options, kUsageExperiment);
  const std::chrono::nanoseconds interval = options.agent_stats_refresh_interval;
  return {.name = usage ? "deployment_stats_usage" : "deployment_stats",
          .interval = interval.count() > 0 ? interval : kUsualInterval,
          .compute = [usage](pg::Connection& connection) -> absl::StatusOr<boost::json::value> {
            const absl::StatusOr<store::DeploymentStats> stats = store::CollectDeploymentStats(
                connection, usage ? store::SessionRows::kUsage : store::SessionRows::kNewest);
            if (!stats.ok()) return stats.status();
            return Stored(*stats);
          },
          .is_readable = [](const boost::json::value& value) { return IsLike(value, Stored({})); }};
}

void RenameForCodersdk(boost::json::object& document) {
  boost::json::object& latency = document.at("workspaces").at("connection_latency_ms").as_object();
  latency = {{"P50", latency.at("p50")}, {"P95", latency.at("p95")}};
}

}  // namespace

http::Response GetStats(const service::Context& context) {
  const config::Options& options = context.app().options;
  absl::StatusOr<store::SharedResult> result = service::Ask(context.app(), Wanted(options));
  if (!result.ok()) return http::FromStatus(result.status());
  boost::json::object& document = result->value.as_object();
  document["collected_at"] = json::FormatTime(result->collected_at);
  document["next_update_at"] = json::FormatTime(result->next_update_at);
  if (config::ShapesOf(options) == config::Shapes::kCodersdk) RenameForCodersdk(document);
  return http::Json(http::kOk, document);
}

}  // namespace postern::deployment
