#include "operator/up.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "config/programs.h"
#include "operator/cluster.h"
#include "operator/complaint.h"
#include "operator/data_folder.h"
#include "operator/migrate_command.h"
#include "operator/nginx_files.h"
#include "operator/port.h"
#include "operator/program_address.h"
#include "operator/supervisor.h"

namespace postern::operators {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOwnSockets = "unix:{program}.sock";  // Below the run folder, where nginx works.
constexpr const char* kWebUser = "www-data";
constexpr std::chrono::seconds kReadyPatience{30};

// What is known before anything is touched.
struct Plan {
  config::Loaded loaded;
  NginxSettings nginx;
  std::string nginx_program;
  std::string programs;  // The folder of the service's executables: ours.
  std::optional<Account> web;
  std::optional<Account> database;
  bool private_cluster = false;
};

absl::Status FindPrograms(Plan& plan) {
  std::error_code error;
  plan.programs = fs::read_symlink("/proc/self/exe", error).parent_path().string();
  for (const char* program : config::kPrograms) {
    const std::string path = absl::StrCat(plan.programs, "/postern-", program);
    if (access(path.c_str(), X_OK) != 0) return absl::NotFoundError(absl::StrCat("there is no program ", path));
  }
  const absl::StatusOr<std::string> nginx = FindProgram("nginx", "nginx-light");
  if (nginx.ok()) plan.nginx_program = *nginx;
  return nginx.status();
}

// As root, what faces the network or keeps data runs as somebody else.
absl::Status FindAccounts(Plan& plan) {
  if (geteuid() != 0) return absl::OkStatus();
  const absl::StatusOr<Account> web = FindAccount(kWebUser);
  if (!web.ok()) return web.status();
  plan.web = *web;
  plan.nginx.user = kWebUser;
  if (!plan.private_cluster) return absl::OkStatus();
  const absl::StatusOr<std::optional<Account>> database = ClusterAccount();
  if (database.ok()) plan.database = *database;
  return database.status();
}

absl::StatusOr<Plan> MakePlan(const config::Loaded& loaded) {
  if (loaded.options.data_dir.empty()) {
    return absl::InvalidArgumentError("name the folder to write to with --data-dir or POSTERN_DATA_DIR");
  }
  const absl::StatusOr<NginxSettings> settings = SettingsFrom(loaded.options);
  if (!settings.ok()) return settings.status();
  Plan plan;
  plan.loaded = loaded;
  plan.nginx = *settings;
  plan.nginx.ipv6 = HasIpv6();
  plan.nginx.name_servers = NameServers();
  if (plan.nginx.program_addresses.empty()) plan.nginx.program_addresses = {kOwnSockets};
  plan.private_cluster = loaded.options.pg_connection_url.empty();
  if (const auto rendered = RenderValues(plan.nginx); !rendered.ok()) return rendered.status();
  if (const absl::Status found = FindPrograms(plan); !found.ok()) return found;
  if (const absl::Status found = FindAccounts(plan); !found.ok()) return found;
  return plan;
}

absl::Status PrepareDatabase(const Plan& plan, Supervisor& supervisor, Cluster& cluster) {
  const config::Options& options = plan.loaded.options;
  if (!plan.private_cluster) return ApplyMigrations(options, options.pg_connection_url, "").status();
  if (const absl::Status started = cluster.Start(supervisor); !started.ok()) return started;
  return ApplyMigrations(options, Cluster::OwnerUrl(), Cluster::kHandlerRole).status();
}

// What a program is told over all sources. What is filled in for want of a setting is shown to have no source.
std::vector<config::Told> ToldTo(const Plan& plan, const char* program) {
  using config::Source;
  std::vector<config::Told> told = {{"Listen", absl::StrCat("unix:", program, ".sock"), Source::kFlag}};
  if (plan.web.has_value()) told.push_back({"Listen Group", kWebUser, Source::kFlag});
  if (plan.loaded.options.access_url.empty()) {
    told.push_back({"Access URL", plan.nginx.LocalUrl(), Source::kNone});
  }
  if (plan.private_cluster) told.push_back({"Postgres Connection URL", Cluster::HandlerUrl(), Source::kNone});
  return told;
}

// A file in memory with what a program reads its options from: what we read ours from, the YAML file as it was then.
absl::StatusOr<int> HandDown(const Plan& plan, const char* program) {
  config::Sources sources = plan.loaded.sources;
  sources.told = ToldTo(plan, program);
  return config::SourcesFile(sources, program);
}

absl::Status StartPrograms(const Plan& plan, const DataFolder& folder, Supervisor& supervisor) {
  for (const char* program : config::kPrograms) {
    const absl::StatusOr<int> handed_down = HandDown(plan, program);
    if (!handed_down.ok()) return handed_down.status();
    Command command = {.arguments = {absl::StrCat(plan.programs, "/postern-", program)},
                       .environment = PlainEnvironment(),
                       .log = folder.log(program),
                       .kept = {*handed_down}};
    command.environment.push_back(absl::StrCat(config::kHandedDown, "=/proc/self/fd/", kFirstKept));
    const absl::Status started = supervisor.Start({.name = absl::StrCat("postern-", program), .command = command});
    if (!started.ok()) return started;
  }
  return absl::OkStatus();
}

absl::Status StartNginx(const Plan& plan, const DataFolder& folder, Supervisor& supervisor) {
  const absl::Status written = WriteNginxFiles("nginx", plan.nginx, Includes::kRelative);
  if (!written.ok()) return written;
  const Command command = {.arguments = {plan.nginx_program, "-p", "./", "-c", "nginx/nginx.conf"},
                           .environment = PlainEnvironment(),
                           .log = folder.log("nginx")};
  return supervisor.Start({.name = "nginx", .command = command, .stop_signal = SIGQUIT});
}

// Looks seldomer the longer it takes: the site limits how often somebody may look.
class Lookout {
 public:
  explicit Lookout(const NginxSettings& nginx) : nginx_(nginx) {}

  bool IsReady() {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return false;
    const bool ready = Answers(nginx_, "/readyz", std::chrono::seconds(1));
    pause_ = std::min<std::chrono::milliseconds>(pause_ * 3 / 2, std::chrono::seconds(1));
    next_ = std::chrono::steady_clock::now() + pause_;
    return ready;
  }

 private:
  const NginxSettings& nginx_;
  std::chrono::milliseconds pause_{20};
  std::chrono::steady_clock::time_point next_{};
};

absl::Status StartAll(const Plan& plan, const DataFolder& folder, Supervisor& supervisor, Cluster& cluster) {
  for (const auto& step : {
           std::function<absl::Status()>([&] { return PrepareDatabase(plan, supervisor, cluster); }),
           std::function<absl::Status()>([&] { return StartPrograms(plan, folder, supervisor); }),
           std::function<absl::Status()>([&] { return StartNginx(plan, folder, supervisor); }),
       }) {
    if (const absl::Status done = step(); !done.ok()) return done;
  }
  Lookout lookout(plan.nginx);
  return supervisor.WaitUntil([&] { return lookout.IsReady(); }, kReadyPatience);
}

void SayWhereItIs(const Plan& plan, const DataFolder& folder) {
  std::printf("Postern answers at %s/api/v2/buildinfo\n", plan.nginx.LocalUrl().c_str());
  std::printf("%s in %s, logs in its folder log; Ctrl-C ends it\n", plan.private_cluster ? "Data" : "Sockets",
              folder.path().c_str());
  std::fflush(stdout);
}

}  // namespace

absl::Status CheckUp(const config::Loaded& loaded) {
  return MakePlan(loaded).status();
}

int UpCommand(const config::Loaded& loaded) {
  const absl::StatusOr<Plan> plan = MakePlan(loaded);
  if (!plan.ok()) return Complain(plan.status());
  umask(027);
  const absl::StatusOr<DataFolder> folder = DataFolder::Open(loaded.options.data_dir, plan->web, plan->database);
  if (!folder.ok()) return Complain(folder.status());
  if (const absl::Status free = CheckListeners(plan->nginx); !free.ok()) return Complain(free);
  // Everything below names files from here: their paths stay short, and nobody has to reach this folder from the root.
  if (chdir(folder->run().c_str()) != 0) return Complain("cannot enter " + folder->run(), kExitFailure);

  Cluster cluster(*folder, plan->database);
  Supervisor supervisor;
  const absl::Status started = StartAll(*plan, *folder, supervisor, cluster);
  if (started.ok()) {
    SayWhereItIs(*plan, *folder);
    supervisor.RunUntilTold();
  }
  supervisor.StopAll();
  return started.ok() || absl::IsCancelled(started) ? kExitSuccess : Complain(started);
}

}  // namespace postern::operators
