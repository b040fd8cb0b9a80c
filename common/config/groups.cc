#include "config/groups.h"

#include <string>

namespace postern::config {

constexpr Group kClient = {
    .name = "Client", .yaml = "client", .description = "What the command line and other clients are told."};
constexpr Group kConfig = {.name = "Config", .yaml = "", .description = "Where further options are read from."};
constexpr Group kIntrospection = {
    .name = "Introspection", .yaml = "introspection", .description = "How a deployment lets itself be watched."};
constexpr Group kLogging = {.name = "Logging", .yaml = "logging", .description = "", .parent = &kIntrospection};
constexpr Group kNetworking = {.name = "Networking", .yaml = "networking", .description = ""};
constexpr Group kHttp = {.name = "HTTP", .yaml = "http", .description = "", .parent = &kNetworking};
constexpr Group kTelemetry = {
    .name = "Telemetry", .yaml = "telemetry", .description = "Whether figures of use may be reported."};
constexpr Group kPostern = {
    .name = "Postern", .yaml = "postern", .description = "What Postern has beside the options of the Coder API."};

std::string YamlPrefix(const Group* group) {
  if (group == nullptr || group->yaml.empty()) return "";
  return YamlPrefix(group->parent) + std::string(group->yaml) + ".";
}

std::string GroupTitle(const Group* group) {
  if (group == nullptr) return "";
  const std::string above = GroupTitle(group->parent);
  return (above.empty() ? "" : above + " / ") + std::string(group->name);
}

}  // namespace postern::config
