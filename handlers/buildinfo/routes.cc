#include "handlers/buildinfo/routes.h"

#include <memory>

#include "handlers/buildinfo/buildinfo.h"
#include "handlers/buildinfo/neighbours.h"
#include "handlers/buildinfo/openapi.h"

namespace postern::buildinfo {
namespace {

constexpr std::string_view kDeployment = "This deployment";

}  // namespace

service::Contract Routes(service::App& app) {
  const auto info = std::make_shared<BuildInfo>(app);
  return {.routes = {
              {"GET",
               "/api/v2/",
               service::kOpen,
               Greet,
               {.tag = kDeployment, .summary = "Tell that the API is here", .answer = "Response"}},
              {"GET",
               "/api/v2/buildinfo",
               service::kOpen,
               [info](const service::Context&) { return info->Answer(); },
               {.tag = kDeployment, .summary = "Show what this deployment is", .answer = "BuildInfo"}},
              {"GET",
               "/api/v2/openapi.json",
               service::kOpen,
               GetOpenApi,
               {.tag = kDeployment, .summary = "Show this description", .answer = "OpenApi"}},
              {"GET",
               "/api/v2/regions",
               service::kSession,
               GetRegions,
               {.tag = kDeployment, .summary = "Show where applications are reached", .answer = "RegionsResponse"}},
              {"GET",
               "/api/v2/entitlements",
               service::kOpen,
               GetEntitlements,
               {.tag = kDeployment, .summary = "Show what a licence grants", .answer = "Entitlements"}},
              {"GET",
               "/api/v2/appearance",
               service::kSession,
               GetAppearance,
               {.tag = kDeployment, .summary = "Show how pages look", .answer = "Appearance"}},
          }};
}

}  // namespace postern::buildinfo
