#include "handlers/buildinfo/buildinfo.h"

#include "auth/web_push_key.h"
#include "config/shown.h"
#include "json/print.h"
#include "service/experiments.h"
#include "service/external_url.h"
#include "store/site_configs.h"
#include "store/web_push_keys.h"

namespace postern::buildinfo {
namespace {

// The versions of two APIs that this deployment does not serve, as clients of v2.23 expect to find them.
constexpr std::string_view kAgentApiVersion = "1.0";
constexpr std::string_view kProvisionerApiVersion = "1.6";
constexpr std::string_view kWebPush = "web-push";

absl::StatusOr<store::WebPushKeys> MakeKeys() {
  absl::StatusOr<auth::WebPushKeyPair> pair = auth::MakeWebPushKeyPair();
  if (!pair.ok()) return pair.status();
  return store::WebPushKeys{std::move(pair->public_key), std::move(pair->private_key)};
}

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
  boost::json::object document = {{"external_url", service::kExternalUrl},
                                  {"version", app_.version},
                                  {"dashboard_url", config::WithoutCredentials(app_.options.access_url)},
                                  {"telemetry", app_.options.telemetry_enable},
                                  {"workspace_proxy", false},
                                  {"agent_api_version", kAgentApiVersion},
                                  {"provisioner_api_version", kProvisionerApiVersion},
                                  {"upgrade_message", app_.options.cli_upgrade_message},
                                  {"deployment_id", *deployment_id}};
  if (service::IsActive(app_.options, kWebPush)) {
    const absl::StatusOr<std::string> key = store::WebPushPublicKey(app_.pool, MakeKeys);
    if (!key.ok()) return key.status();
    document["webpush_public_key"] = *key;
  }
  document_ = json::Print(document);
  return document_;
}

}  // namespace postern::buildinfo
