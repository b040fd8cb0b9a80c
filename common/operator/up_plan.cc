#include "operator/up_plan.h"

#include <grp.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "config/programs.h"
#include "operator/cluster.h"
#include "operator/port.h"
#include "operator/program_address.h"

namespace postern::operators {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWebUser = "www-data";
constexpr const char* kOwnSockets = "unix:{program}.sock";  // Below the run folder, where nginx works.

Parts PartsFrom(const config::Options& options) {
  if (absl::EqualsIgnoreCase(options.parts, "programs")) return Parts::kPrograms;
  return absl::EqualsIgnoreCase(options.parts, "nginx") ? Parts::kNginx : Parts::kAll;
}

absl::Status FindPrograms(UpPlan& plan) {
  std::error_code error;
  plan.programs = fs::read_symlink("/proc/self/exe", error).parent_path().string();
  for (const char* program : config::kPrograms) {
    if (!plan.has_programs()) break;
    const std::string path = absl::StrCat(plan.programs, "/postern-", program);
    if (access(path.c_str(), X_OK) != 0) return absl::NotFoundError(absl::StrCat("there is no program ", path));
  }
  if (!plan.has_nginx()) return absl::OkStatus();
  const absl::StatusOr<std::string> nginx = FindProgram("nginx", "nginx-light");
  if (nginx.ok()) plan.nginx_program = *nginx;
  return nginx.status();
}

// As root, what faces the network or keeps data runs as somebody else.
absl::Status FindAccounts(UpPlan& plan) {
  plan.socket_group = plan.loaded.options.listen_group;
  if (!plan.socket_group.empty() && getgrnam(plan.socket_group.c_str()) == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("--listen-group: there is no group ", plan.socket_group));
  }
  if (geteuid() != 0) return absl::OkStatus();
  if (plan.has_nginx()) {
    const absl::StatusOr<Account> web = FindAccount(kWebUser);
    if (!web.ok()) return web.status();
    plan.web = *web;
    plan.nginx.user = kWebUser;
    plan.socket_group = kWebUser;
  }
  if (!plan.private_cluster) return absl::OkStatus();
  const absl::StatusOr<std::optional<Account>> cluster = ClusterAccount();
  if (cluster.ok()) plan.cluster = *cluster;
  return cluster.status();
}

}  // namespace

absl::StatusOr<UpPlan> MakeUpPlan(const config::Loaded& loaded) {
  if (loaded.options.data_dir.empty()) {
    return absl::InvalidArgumentError("name the folder to write to with --data-dir or POSTERN_DATA_DIR");
  }
  const absl::StatusOr<NginxSettings> settings = SettingsFrom(loaded.options);
  if (!settings.ok()) return settings.status();
  UpPlan plan;
  plan.loaded = loaded;
  plan.parts = PartsFrom(loaded.options);
  plan.nginx = *settings;
  plan.nginx.ipv6 = HasIpv6();
  plan.nginx.name_server = NameServer();
  plan.nginx.ipv6_names = HasIpv6Address();
  if (plan.nginx.program_addresses.empty()) plan.nginx.program_addresses = {kOwnSockets};
  plan.private_cluster = plan.has_programs() && loaded.options.pg_connection_url.empty();
  if (const auto rendered = RenderValues(plan.nginx); !rendered.ok()) return rendered.status();
  if (const absl::Status found = FindPrograms(plan); !found.ok()) return found;
  if (const absl::Status found = FindAccounts(plan); !found.ok()) return found;
  return plan;
}

std::chrono::milliseconds ProgramPatience(const config::Options& options) {
  constexpr std::chrono::nanoseconds kLongest = std::chrono::hours(24);  // Far from where arithmetic ends.
  return std::chrono::ceil<std::chrono::milliseconds>(std::min(options.drain_timeout, kLongest)) +
         std::chrono::seconds(1);
}

}  // namespace postern::operators
