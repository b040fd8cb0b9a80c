#include "handlers/deployment/routes.h"

#include <memory>

#include "handlers/deployment/config.h"
#include "handlers/deployment/llms.h"
#include "handlers/deployment/ssh.h"
#include "handlers/deployment/stats.h"

namespace postern::deployment {
namespace {

constexpr std::string_view kTag = "This deployment";

}  // namespace

service::Contract Routes(service::App& app) {
  const auto config = std::make_shared<Config>(app.options, app.origins);
  const auto ssh = std::make_shared<Ssh>(app.options);
  return {
      .routes =
          {
              {"GET",
               "/api/v2/deployment/config",
               service::Permission("read", "deployment_config"),
               [config](const service::Context&) { return config->Answer(); },
               {.tag = kTag, .summary = "Show the settings and where they come from", .answer = "DeploymentConfig"}},
              {"GET",
               "/api/v2/deployment/stats",
               service::Permission("read", "deployment_stats"),
               GetStats,
               {.tag = kTag, .summary = "Show how much is going on", .answer = "DeploymentStats"}},
              {"GET",
               "/api/v2/deployment/llms",
               service::kSession,
               GetLanguageModels,
               {.tag = kTag, .summary = "List the language models that are offered", .answer = "LanguageModelConfig"}},
              {"GET",
               "/api/v2/deployment/ssh",
               service::kSession,
               [ssh](const service::Context&) { return ssh->Answer(); },
               {.tag = kTag, .summary = "Show how clients reach workspaces by SSH", .answer = "SshConfig"}},
          },
      .closed_trees = {"/api/v2/deployment"}};
}

}  // namespace postern::deployment
