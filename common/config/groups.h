// The headings under which options stand, in --help, in the YAML file and in the deployment document.
#pragma once

#include <string>
#include <string_view>

namespace postern::config {

struct Group {
  std::string_view name;
  std::string_view yaml;  // The key in the YAML file. Empty: options of this group cannot stand there.
  std::string_view description;
  const Group* parent = nullptr;  // Null: a root.
};

extern const Group kClient;
extern const Group kConfig;
extern const Group kDangerous;
extern const Group kEmail;
extern const Group kEmailAuth;
extern const Group kEmailTls;
extern const Group kIntrospection;
extern const Group kHealthCheck;
extern const Group kLogging;
extern const Group kPprof;
extern const Group kPrometheus;
extern const Group kTracing;
extern const Group kNetworking;
extern const Group kDerp;
extern const Group kHttp;
extern const Group kTls;
extern const Group kNotifications;
extern const Group kInbox;
extern const Group kNotificationsEmail;
extern const Group kNotificationsEmailAuth;
extern const Group kNotificationsEmailTls;
extern const Group kWebhook;
extern const Group kOauth2;
extern const Group kGithub;
extern const Group kOidc;
extern const Group kPrebuilds;
extern const Group kProvisioning;
extern const Group kQuietHours;
extern const Group kTelemetry;
extern const Group kPostern;

// The keys of the group and its parents, from the root, each followed by a dot: "networking.http."; null gives "".
std::string YamlPrefix(const Group* group);

// The names from the root: "Networking / HTTP"; null gives "".
std::string GroupTitle(const Group* group);

}  // namespace postern::config
