#include "config/groups.h"

#include <string>

namespace postern::config {

constexpr Group kClient = {
    .name = "Client", .yaml = "client", .description = "What the command line and other clients are told."};
constexpr Group kConfig = {.name = "Config", .yaml = "", .description = "Where further options are read from."};
constexpr Group kDangerous = {.name = "⚠️ Dangerous", .yaml = "dangerous", .description = ""};

constexpr std::string_view kEmailText = "How e-mails are handed to a mail server.";
constexpr std::string_view kEmailAuthText = "How the mail server is signed in to.";
constexpr std::string_view kEmailTlsText = "How the way to the mail server is kept private.";
constexpr Group kEmail = {.name = "Email", .yaml = "email", .description = kEmailText};
constexpr Group kEmailAuth = {
    .name = "Email Authentication", .yaml = "emailAuth", .description = kEmailAuthText, .parent = &kEmail};
constexpr Group kEmailTls = {.name = "Email TLS", .yaml = "emailTLS", .description = kEmailTlsText, .parent = &kEmail};

constexpr Group kIntrospection = {
    .name = "Introspection", .yaml = "introspection", .description = "How a deployment lets itself be watched."};
constexpr Group kHealthCheck = {
    .name = "Health Check", .yaml = "healthcheck", .description = "", .parent = &kIntrospection};
constexpr Group kLogging = {.name = "Logging", .yaml = "logging", .description = "", .parent = &kIntrospection};
constexpr Group kPprof = {.name = "pprof", .yaml = "pprof", .description = "", .parent = &kIntrospection};
constexpr Group kPrometheus = {
    .name = "Prometheus", .yaml = "prometheus", .description = "", .parent = &kIntrospection};
constexpr Group kTracing = {.name = "Tracing", .yaml = "tracing", .description = "", .parent = &kIntrospection};

constexpr Group kNetworking = {.name = "Networking", .yaml = "networking", .description = ""};
constexpr Group kDerp = {.name = "DERP",
                         .yaml = "derp",
                         .description = "Relays carry traffic where client and workspace cannot reach each other.",
                         .parent = &kNetworking};
constexpr Group kHttp = {.name = "HTTP", .yaml = "http", .description = "", .parent = &kNetworking};
constexpr Group kTls = {
    .name = "TLS", .yaml = "tls", .description = "HTTPS and the certificates that it needs.", .parent = &kNetworking};

constexpr Group kNotifications = {
    .name = "Notifications", .yaml = "notifications", .description = "How people are told what concerns them."};
constexpr Group kInbox = {.name = "Inbox", .yaml = "inbox", .description = "", .parent = &kNotifications};
constexpr Group kNotificationsEmail = {
    .name = "Email", .yaml = "email", .description = kEmailText, .parent = &kNotifications};
constexpr Group kNotificationsEmailAuth = {
    .name = "Email Authentication", .yaml = "emailAuth", .description = kEmailAuthText, .parent = &kNotificationsEmail};
constexpr Group kNotificationsEmailTls = {
    .name = "Email TLS", .yaml = "emailTLS", .description = kEmailTlsText, .parent = &kNotificationsEmail};
constexpr Group kWebhook = {.name = "Webhook", .yaml = "webhook", .description = "", .parent = &kNotifications};

constexpr Group kOauth2 = {
    .name = "OAuth2", .yaml = "oauth2", .description = "Other services by which people sign in here."};
constexpr Group kGithub = {.name = "GitHub", .yaml = "github", .description = "", .parent = &kOauth2};
constexpr Group kOidc = {.name = "OIDC", .yaml = "oidc", .description = ""};
constexpr Group kPrebuilds = {.name = "Workspace Prebuilds",
                              .yaml = "workspace_prebuilds",
                              .description = "Workspaces that are built before anybody asks for them."};
constexpr Group kProvisioning = {
    .name = "Provisioning", .yaml = "provisioning", .description = "Who builds workspaces, and how many at a time."};
constexpr Group kQuietHours = {.name = "User Quiet Hours Schedule",
                               .yaml = "userQuietHoursSchedule",
                               .description = "When workspaces may be stopped for upkeep."};
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
