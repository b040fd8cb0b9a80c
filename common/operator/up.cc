#include "operator/up.h"

#include <grp.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "config/programs.h"
#include "fcgi/notice.h"
#include "operator/cluster.h"
#include "operator/complaint.h"
#include "operator/control.h"
#include "operator/data_folder.h"
#include "operator/migrate_command.h"
#include "operator/nginx_files.h"
#include "operator/port.h"
#include "operator/program_parts.h"
#include "operator/restart_command.h"
#include "operator/supervisor.h"

namespace postern::operators {
namespace {

constexpr std::chrono::seconds kReadyPatience{30};
constexpr std::chrono::seconds kLook{1};
constexpr std::chrono::seconds kNginxPatience{6};  // Above worker_shutdown_timeout of nginx.conf.

// All that is held while it runs; what is named first is let go of last.
struct House {
  House(const UpPlan& plan, const DataFolder& data) : folder(data), cluster(data, plan.cluster) {}
  const DataFolder& folder;
  Cluster cluster;
  ProgramParts programs;
  ControlSocket control;
  Supervisor supervisor;
};

absl::Status PrepareDatabase(const UpPlan& plan, House& house) {
  const config::Options& options = plan.loaded.options;
  if (!plan.private_cluster) return ApplyMigrations(options, options.pg_connection_url, "").status();
  if (const absl::Status started = house.cluster.Start(house.supervisor); !started.ok()) return started;
  return ApplyMigrations(options, Cluster::OwnerUrl(), Cluster::kHandlerRole).status();
}

absl::Status StartPrograms(const UpPlan& plan, House& house) {
  if (!plan.has_programs()) return absl::OkStatus();
  if (const absl::Status prepared = PrepareDatabase(plan, house); !prepared.ok()) return prepared;
  return house.programs.Start(plan, house.folder, house.supervisor);
}

absl::Status StartNginx(const UpPlan& plan, House& house) {
  const absl::Status written = WriteNginxFiles("nginx", plan.nginx, Includes::kRelative);
  if (!written.ok()) return written;
  const Command command = {.arguments = {plan.nginx_program, "-e", "stderr", "-p", "./", "-c", "nginx/nginx.conf"},
                           .environment = PlainEnvironment(),
                           .log = plan.nginx_log_to_stderr ? "" : house.folder.log("nginx")};
  return house.supervisor.Start(
      {.name = "nginx", .command = command, .stop_signal = SIGQUIT, .stop_within = kNginxPatience});
}

// For an nginx that is not ours, which names the sockets by their whole paths.
absl::Status WriteFilesForAnother(const UpPlan& plan, const DataFolder& folder) {
  NginxSettings settings = plan.nginx;
  settings.program_addresses = {absl::StrCat("unix:", folder.run(), "/{program}.sock")};
  for (const char* program : config::kPrograms) {
    const std::string path = absl::StrCat(folder.run(), "/", program, ".sock");
    if (path.size() < sizeof(sockaddr_un::sun_path)) continue;
    return absl::InvalidArgumentError(absl::StrCat("--data-dir: too deep a folder: a socket's path may have ",
                                                   sizeof(sockaddr_un::sun_path) - 1, " bytes, and ", path, " has ",
                                                   path.size()));
  }
  return WriteNginxFiles(folder.nginx(), settings, Includes::kAbsolute);
}

// Looks seldomer the longer it takes: the site limits how often somebody may look.
class Lookout {
 public:
  Lookout(const NginxSettings& nginx, std::string path) : nginx_(nginx), path_(std::move(path)) {}

  bool IsReady() {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return false;
    const bool ready = Answers(nginx_, path_, kLook);
    pause_ = std::min<std::chrono::milliseconds>(pause_ * 3 / 2, std::chrono::seconds(1));
    next_ = std::chrono::steady_clock::now() + pause_;
    return ready;
  }

 private:
  const NginxSettings& nginx_;
  std::string path_;
  std::chrono::milliseconds pause_{20};
  std::chrono::steady_clock::time_point next_{};
};

absl::Status StartAll(const UpPlan& plan, House& house) {
  if (const absl::Status made = house.control.Listen(); !made.ok()) return made;
  if (const absl::Status started = StartPrograms(plan, house); !started.ok()) return started;
  const absl::Status nginx = plan.has_nginx() ? StartNginx(plan, house) : WriteFilesForAnother(plan, house.folder);
  if (!nginx.ok()) return nginx;
  if (!plan.has_nginx()) {
    return house.supervisor.WaitUntil([&] { return house.supervisor.AllToldReady(); }, kReadyPatience);
  }
  // nginx by itself is alive; whether the programs behind it are ready is said where they run.
  Lookout lookout(plan.nginx, plan.has_programs() ? "/readyz" : "/healthz");
  return house.supervisor.WaitUntil([&] { return lookout.IsReady(); }, kReadyPatience);
}

std::string WhereItIs(const UpPlan& plan, const DataFolder& folder) {
  const std::string where = absl::StrCat(plan.private_cluster ? "Data" : "Sockets", " in ", folder.path());
  if (!plan.has_nginx()) {
    return absl::StrCat("Postern's programs run. In the http block of nginx: include \"", folder.nginx(),
                        "/postern.conf\";\n", where, ", logs in its folder log");
  }
  const std::string site = plan.nginx.LocalUrl();
  if (!plan.has_programs()) {
    const std::string listens = absl::StrCat("Postern's nginx listens at ", site);
    return plan.nginx_log_to_stderr ? listens : absl::StrCat(listens, "\nLogs in ", folder.path(), "/log");
  }
  return absl::StrCat("Postern answers at ", site, "/api/v2/buildinfo\n", where, ", logs in its folder log");
}

absl::StatusOr<DataFolder> OpenFolder(const UpPlan& plan) {
  std::optional<DataFolder::Passage> passage;
  if (plan.web.has_value()) passage = {.group = plan.web->gid};
  if (!plan.has_nginx() && !plan.socket_group.empty()) {
    passage = {.group = getgrnam(plan.socket_group.c_str())->gr_gid, .from_outside = true};
  }
  return DataFolder::Open(plan.loaded.options.data_dir, passage, plan.cluster);
}

}  // namespace

absl::Status CheckUp(const config::Loaded& loaded) {
  return MakeUpPlan(loaded).status();
}

absl::Status RunUp(const UpPlan& plan, const std::function<void(const std::string& where)>& on_ready) {
  umask(027);
  const absl::StatusOr<DataFolder> folder = OpenFolder(plan);
  if (!folder.ok()) return folder.status();
  if (plan.has_nginx()) {
    if (const absl::Status free = CheckListeners(plan.nginx); !free.ok()) return free;
  }
  // Everything below names files from here: their paths stay short, and nobody has to reach this folder from the root.
  if (chdir(folder->run().c_str()) != 0) return absl::UnavailableError("cannot enter " + folder->run());

  House house(plan, *folder);
  const absl::Status started = StartAll(plan, house);
  if (started.ok()) {
    on_ready(WhereItIs(plan, *folder));
    fcgi::TellReady();
    house.supervisor.RunUntilTold(house.control.descriptor(), [&] {
      house.control.Serve([&](const std::string& line) { return ActOn(line, house.supervisor, *folder); });
    });
  }
  if (!plan.has_nginx()) house.programs.StopBeingFound();
  house.supervisor.StopAll();
  return absl::IsCancelled(started) ? absl::OkStatus() : started;
}

int UpCommand(const config::Loaded& loaded) {
  absl::StatusOr<UpPlan> plan = MakeUpPlan(loaded);
  if (!plan.ok()) return Complain(plan.status());
  plan->nginx_log_to_stderr = !plan->has_programs();
  const absl::Status ran = RunUp(*plan, [](const std::string& where) {
    std::printf("%s; Ctrl-C ends it\n", where.c_str());
    std::fflush(stdout);
  });
  return ran.ok() ? kExitSuccess : Complain(ran);
}

}  // namespace postern::operators
