#include "boost/json/array.hpp"
#include "config/shown.h"
#include "handlers/buildinfo/neighbours.h"
#include "store/site_configs.h"

namespace postern::buildinfo {
namespace {

constexpr std::string_view kDisplayName = "default_proxy_display_name";
constexpr std::string_view kIconUrl = "default_proxy_icon_url";

}  // namespace

http::Response GetRegions(const service::Context& context) {
  service::App& app = context.app();
  const absl::StatusOr<store::SiteConfigs> configs = store::FindSiteConfigs(
      app.pool, {std::string(store::kDeploymentId), std::string(kDisplayName), std::string(kIconUrl)});
  if (!configs.ok()) return http::FromStatus(configs.status());
  const auto id = configs->find(store::kDeploymentId);
  if (id == configs->end()) return http::InternalError("the database has no deployment id");
  const boost::json::object region = {{"id", id->second},
                                      {"name", "primary"},
                                      {"display_name", store::ValueOr(*configs, kDisplayName, "Default")},
                                      {"icon_url", store::ValueOr(*configs, kIconUrl, "/emojis/1f3e1.png")},
                                      {"healthy", true},
                                      {"path_app_url", config::WithoutCredentials(app.options.access_url)},
                                      {"wildcard_hostname", app.options.wildcard_access_url}};
  return http::Json(http::kOk, {{"regions", boost::json::array{region}}});
}

}  // namespace postern::buildinfo
