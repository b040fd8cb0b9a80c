#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/document.h"
#include "config/shown.h"

namespace postern::config {
namespace {

// The keys of `config` in their order.
constexpr std::string_view kKeys[] = {"verbose",
                                      "access_url",
                                      "wildcard_access_url",
                                      "docs_url",
                                      "redirect_to_access_url",
                                      "http_address",
                                      "autobuild_poll_interval",
                                      "job_hang_detector_interval",
                                      "derp",
                                      "prometheus",
                                      "pprof",
                                      "proxy_trusted_headers",
                                      "proxy_trusted_origins",
                                      "cache_directory",
                                      "in_memory_database",
                                      "ephemeral_deployment",
                                      "pg_connection_url",
                                      "pg_auth",
                                      "oauth2",
                                      "oidc",
                                      "telemetry",
                                      "tls",
                                      "trace",
                                      "http_cookies",
                                      "strict_transport_security",
                                      "strict_transport_security_options",
                                      "ssh_keygen_algorithm",
                                      "metrics_cache_refresh_interval",
                                      "agent_stat_refresh_interval",
                                      "agent_fallback_troubleshooting_url",
                                      "browser_only",
                                      "scim_api_key",
                                      "external_token_encryption_keys",
                                      "provisioner",
                                      "rate_limit",
                                      "experiments",
                                      "update_check",
                                      "swagger",
                                      "logging",
                                      "dangerous",
                                      "disable_path_apps",
                                      "session_lifetime",
                                      "disable_password_auth",
                                      "support",
                                      "external_auth",
                                      "ai",
                                      "config_ssh",
                                      "wgtunnel_host",
                                      "disable_owner_workspace_exec",
                                      "proxy_health_status_interval",
                                      "enable_terraform_debug_mode",
                                      "user_quiet_hours_schedule",
                                      "web_terminal_renderer",
                                      "allow_workspace_renames",
                                      "healthcheck",
                                      "cli_upgrade_message",
                                      "terms_of_service_url",
                                      "notifications",
                                      "additional_csp_policy",
                                      "workspace_hostname_suffix",
                                      "workspace_prebuilds",
                                      "config",
                                      "write_config",
                                      "address"};

// What stands below a key is in the order of the option table, but for these: they come first, in this order.
constexpr std::string_view kFirst[] = {"prometheus.enable",
                                       "prometheus.address",
                                       "prometheus.collect_agent_stats",
                                       "prometheus.collect_db_metrics",
                                       "tls.enable",
                                       "tls.address",
                                       "tls.redirect_http",
                                       "tls.cert_file",
                                       "tls.client_auth",
                                       "dangerous.allow_path_app_sharing",
                                       "dangerous.allow_path_app_site_owner_access",
                                       "session_lifetime.disable_expiry_refresh",
                                       "session_lifetime.default_duration",
                                       "oidc.allow_signups",
                                       "oidc.client_id",
                                       "oidc.client_secret",
                                       "oidc.client_key_file",
                                       "oidc.client_cert_file",
                                       "oidc.email_domain",
                                       "oidc.issuer_url",
                                       "oidc.scopes",
                                       "oidc.ignore_email_verified",
                                       "oidc.username_field",
                                       "oidc.name_field",
                                       "oidc.email_field",
                                       "oidc.auth_url_params",
                                       "oidc.ignore_user_info",
                                       "oidc.source_user_info_from_access_token",
                                       "oidc.organization_field",
                                       "oidc.organization_mapping",
                                       "oidc.organization_assign_default",
                                       "oidc.group_auto_create",
                                       "oidc.group_regex_filter",
                                       "oidc.group_allow_list",
                                       "notifications.max_send_attempts",
                                       "notifications.retry_interval",
                                       "notifications.sync_interval",
                                       "notifications.sync_buffer_size",
                                       "notifications.lease_period",
                                       "notifications.lease_count",
                                       "notifications.fetch_interval",
                                       "notifications.method",
                                       "notifications.dispatch_timeout",
                                       "notifications.email.from",
                                       "notifications.email.smarthost",
                                       "notifications.email.hello",
                                       "notifications.email.auth",
                                       "notifications.email.tls",
                                       "notifications.email.force_tls"};

// Traces are no part of what may be reported, and no option says so.
constexpr std::string_view kTelemetryTrace = "telemetry.trace";

bool IsWithin(std::string_view path, std::string_view above) {
  return path.starts_with(above) && (path.size() == above.size() || path[above.size()] == '.');
}

template <std::size_t kCount>
std::size_t PlaceIn(const std::string_view (&order)[kCount], std::string_view path) {
  const auto within = [path](std::string_view above) { return IsWithin(path, above); };
  return static_cast<std::size_t>(std::find_if(std::begin(order), std::end(order), within) - std::begin(order));
}

// A value and where it stands.
struct Placed {
  std::string path;
  std::pair<std::size_t, std::size_t> order;
  boost::json::value value;
  bool left_out = false;
};

Placed Place(const OptionRow& row, const Options& options, Shapes shapes) {
  boost::json::value value = ShownValue(row, options);
  const bool left_out = IsLeftOut(row, value, shapes);
  return {PathIn(row, shapes),
          {PlaceIn(kKeys, row.json_path), PlaceIn(kFirst, row.json_path)},
          Shaped(row, std::move(value), shapes),
          left_out};
}

std::vector<Placed> PlaceAll(const Options& options, Shapes shapes) {
  std::vector<Placed> all;
  for (const OptionRow& row : Table()) {
    if (row.json_path.empty()) continue;
    all.push_back(Place(row, options, shapes));
    if (row.origin == &Origins::telemetry_enable) {
      all.push_back({std::string(kTelemetryTrace), {all.back().order.first, all.back().order.second}, false});
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Placed& a, const Placed& b) { return a.order < b.order; });
  return all;
}

// Objects are there even where everything in them is left out.
void Insert(boost::json::object& object, std::string_view path, Placed& placed) {
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos) {
    if (!placed.left_out) object.emplace(path, std::move(placed.value));  // Twins are the same.
    return;
  }
  boost::json::value& inner = object.emplace(path.substr(0, dot), boost::json::object()).first->value();
  Insert(inner.get_object(), path.substr(dot + 1), placed);
}

}  // namespace

boost::json::object ConfigValues(const Options& options, Shapes shapes) {
  boost::json::object config;
  for (Placed& placed : PlaceAll(options, shapes)) Insert(config, placed.path, placed);
  return config;
}

}  // namespace postern::config
