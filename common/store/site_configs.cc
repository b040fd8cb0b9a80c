#include "store/site_configs.h"

namespace postern::store {
namespace {

constexpr pg::Statement kDeploymentId = {"site_configs_deployment_id",
                                         "SELECT value FROM site_configs WHERE key = 'deployment_id'", true};

}  // namespace

absl::StatusOr<std::string> DeploymentId(pg::Pool& pool) {
  const absl::StatusOr<pg::Result> rows = pool.Run(kDeploymentId, {});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return absl::NotFoundError("the database has no deployment id");
  return std::string((*rows)[0].Text(0));
}

}  // namespace postern::store
