// The table site_configs: what a deployment knows about itself.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "pg/pool.h"

namespace postern::store {

inline constexpr std::string_view kDeploymentId = "deployment_id";

// The UUID that names this deployment, made when the schema was. kNotFound in a database without one.
absl::StatusOr<std::string> DeploymentId(pg::Pool& pool);

// What is stored under these keys, as text. A key that was never written is not in it; an empty value is.
using SiteConfigs = std::map<std::string, std::string, std::less<>>;
absl::StatusOr<SiteConfigs> FindSiteConfigs(pg::Pool& pool, const std::vector<std::string>& keys);

// The value of a key, or `fallback` where it was never written.
std::string ValueOr(const SiteConfigs& configs, std::string_view key, std::string_view fallback);

}  // namespace postern::store
