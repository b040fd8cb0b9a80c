#include "store/site_configs.h"

namespace postern::store {
namespace {

constexpr pg::Statement kFind = {"site_configs_find", "SELECT key, value FROM site_configs WHERE key = ANY($1::text[])",
                                 true};

}  // namespace

absl::StatusOr<std::string> DeploymentId(pg::Pool& pool) {
  const absl::StatusOr<SiteConfigs> configs = FindSiteConfigs(pool, {std::string(kDeploymentId)});
  if (!configs.ok()) return configs.status();
  if (configs->empty()) return absl::NotFoundError("the database has no deployment id");
  return configs->begin()->second;
}

absl::StatusOr<SiteConfigs> FindSiteConfigs(pg::Pool& pool, const std::vector<std::string>& keys) {
  const absl::StatusOr<pg::Result> rows = pool.Run(kFind, {pg::Param::TextArray(keys)});
  if (!rows.ok()) return rows.status();
  SiteConfigs configs;
  for (int i = 0; i < rows->size(); ++i) configs.emplace((*rows)[i].Text(0), (*rows)[i].Text(1));
  return configs;
}

std::string ValueOr(const SiteConfigs& configs, std::string_view key, std::string_view fallback) {
  const auto found = configs.find(key);
  return found == configs.end() ? std::string(fallback) : found->second;
}

}  // namespace postern::store
