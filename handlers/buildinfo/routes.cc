#include "handlers/buildinfo/routes.h"

#include <memory>

#include "handlers/buildinfo/buildinfo.h"
#include "handlers/buildinfo/neighbours.h"

namespace postern::buildinfo {

service::Contract Routes(service::App& app) {
  const auto info = std::make_shared<BuildInfo>(app);
  return {.routes = {
              {"GET", "/api/v2/", service::kOpen, Greet},
              {"GET", "/api/v2/buildinfo", service::kOpen, [info](const service::Context&) { return info->Answer(); }},
              {"GET", "/api/v2/regions", service::kSession, GetRegions},
              {"GET", "/api/v2/entitlements", service::kOpen, GetEntitlements},
              {"GET", "/api/v2/appearance", service::kSession, GetAppearance},
          }};
}

}  // namespace postern::buildinfo
