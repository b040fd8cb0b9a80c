#include "boost/json/array.hpp"
#include "handlers/buildinfo/neighbours.h"
#include "json/time.h"

namespace postern::buildinfo {
namespace {

// What can be licensed, as clients of v2.23 know it.
constexpr std::string_view kFeatures[] = {"user_limit",
                                          "audit_log",
                                          "browser_only",
                                          "scim",
                                          "template_rbac",
                                          "high_availability",
                                          "multiple_external_auth",
                                          "external_provisioner_daemons",
                                          "appearance",
                                          "advanced_template_scheduling",
                                          "workspace_proxy",
                                          "user_role_management",
                                          "external_token_encryption",
                                          "workspace_batch_actions",
                                          "access_control",
                                          "control_shared_ports",
                                          "custom_roles",
                                          "multiple_organizations",
                                          "workspace_prebuilds"};

}  // namespace

http::Response GetEntitlements(const service::Context&) {
  boost::json::object features;
  for (const std::string_view name : kFeatures) {
    features[name] = {{"entitlement", "not_entitled"}, {"enabled", false}};
  }
  return http::Json(http::kOk, {{"features", std::move(features)},
                                {"warnings", boost::json::array()},
                                {"errors", boost::json::array()},
                                {"has_license", false},
                                {"trial", false},
                                {"require_telemetry", false},
                                {"refreshed_at", json::FormatTime(json::kZeroTime)}});
}

}  // namespace postern::buildinfo
