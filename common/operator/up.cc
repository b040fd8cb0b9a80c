#include "operator/up.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "operator/cluster.h"
#include "operator/complaint.h"
#include "operator/data_folder.h"
#include "operator/migrate_command.h"
#include "operator/nginx_files.h"
#include "operator/port.h"
#include "operator/programs.h"
#include "operator/supervisor.h"

namespace postern::operators {
namespace {

namespace fs = std::filesystem;

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
  for (const char* program : kPrograms) {
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

// Each option reaches a program by its environment; the YAML file was read here, once.
std::vector<std::string> ProgramEnvironment(const Plan& plan, const char* program) {
  config::Loaded told = plan.loaded;
  told.options.config_path.clear();
  const auto tell = [](std::string& value, config::Origin& origin, std::string text) {
    value = std::move(text);
    origin.source = config::Source::kFlag;
  };
  tell(told.options.listen, told.origins.listen, absl::StrCat("unix:", program, ".sock"));
  if (plan.web.has_value()) tell(told.options.listen_group, told.origins.listen_group, kWebUser);
  if (told.options.access_url.empty()) {
    tell(told.options.access_url, told.origins.access_url, absl::StrCat("http://", plan.nginx.listen.Local()));
  }
  if (plan.private_cluster) {
    tell(told.options.pg_connection_url, told.origins.pg_connection_url, Cluster::HandlerUrl());
  }
  std::vector<std::string> environment = PlainEnvironment();
  for (std::string& variable : config::EnvironmentFor(told)) environment.push_back(std::move(variable));
  return environment;
}

absl::Status StartPrograms(const Plan& plan, const DataFolder& folder, Supervisor& supervisor) {
  for (const char* program : kPrograms) {
    const Command command = {.arguments = {absl::StrCat(plan.programs, "/postern-", program)},
                             .environment = ProgramEnvironment(plan, program),
                             .log = folder.log(program)};
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

absl::Status StartAll(const Plan& plan, const DataFolder& folder, Supervisor& supervisor, Cluster& cluster) {
  for (const auto& step : {
           std::function<absl::Status()>([&] { return PrepareDatabase(plan, supervisor, cluster); }),
           std::function<absl::Status()>([&] { return StartPrograms(plan, folder, supervisor); }),
           std::function<absl::Status()>([&] { return StartNginx(plan, folder, supervisor); }),
       }) {
    if (const absl::Status done = step(); !done.ok()) return done;
  }
  return supervisor.WaitUntil([&] { return AnswersReady(plan.nginx.listen); }, kReadyPatience);
}

void SayWhereItIs(const Plan& plan, const DataFolder& folder) {
  std::printf("Postern answers at http://%s/api/v2/buildinfo\n", plan.nginx.listen.Local().c_str());
  std::printf("%s in %s, logs in its folder log; Ctrl-C ends it\n", plan.private_cluster ? "Data" : "Sockets",
              folder.path().c_str());
  std::fflush(stdout);
}

}  // namespace

int UpCommand(const config::Loaded& loaded) {
  const absl::StatusOr<Plan> plan = MakePlan(loaded);
  if (!plan.ok()) return Complain(plan.status());
  umask(027);
  const absl::StatusOr<DataFolder> folder = DataFolder::Open(loaded.options.data_dir, plan->web, plan->database);
  if (!folder.ok()) return Complain(folder.status());
  if (const absl::Status free = CheckFree(plan->nginx.listen); !free.ok()) return Complain(free);
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
