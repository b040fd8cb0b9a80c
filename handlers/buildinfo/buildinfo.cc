#include "handlers/buildinfo/buildinfo.h"

#include "json/print.h"
#include "store/site_configs.h"

namespace postern::buildinfo {
namespace {

constexpr std::string_view kExternalUrl = "https://github.com/coder/coder";
// The versions of two APIs that this deployment does not serve, as clients of v2.23 expect to find them.
constexpr std::string_view kAgentApiVersion = "1.0";
constexpr std::string_view kProvisionerApiVersion = "1.6";

}  // namespace

http::Response Greet(const service::Context&) {
  return http::Envelope(http::kOk, "👋");
}

http::Response BuildInfo::Answer() {
  const absl::StatusOr<std::string> document = Document();
  if (!document.ok()) return http::FromStatus(document.status());
  return {http::kOk, "application/json; charset=utf-8", *document};
}

absl::StatusOr<std::string> BuildInfo::Document() {
  const std::lock_guard lock(mutex_);
  if (!document_.empty()) return document_;
  const absl::StatusOr<std::string> deployment_id = store::DeploymentId(app_.pool);
  if (!deployment_id.ok()) return deployment_id.status();
  document_ = json::Print({{"external_url", kExternalUrl},
                           {"version", app_.version},
                           {"dashboard_url", app_.options.access_url},
                           {"telemetry", app_.options.telemetry_enable},
                           {"workspace_proxy", false},
                           {"agent_api_version", kAgentApiVersion},
                           {"provisioner_api_version", kProvisionerApiVersion},
                           {"upgrade_message", app_.options.cli_upgrade_message},
                           {"deployment_id", *deployment_id}});
  return document_;
}

}  // namespace postern::buildinfo
