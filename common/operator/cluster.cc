#include "operator/cluster.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "pg/connection.h"

namespace postern::operators {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOwnerRole = "postern_owner";
constexpr std::chrono::milliseconds kStopPatience{8000};
constexpr std::chrono::seconds kStartPatience{60};  // After a crash it first reads its log again.

int OpenFolder(const std::string& path) {
  return open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

// Where the server's programs are: of the version that made the cluster, else the newest.
absl::StatusOr<std::string> ServerPrograms(const std::string& cluster) {
  std::string version;
  std::getline(std::ifstream(cluster + "/PG_VERSION"), version);
  int best = 0;
  std::error_code error;
  for (fs::directory_iterator entry("/usr/lib/postgresql", error), end; !error && entry != end;
       entry.increment(error)) {
    int found = 0;
    if (!absl::SimpleAtoi(entry->path().filename().string(), &found) || !fs::exists(entry->path() / "bin/initdb"))
      continue;
    best = std::max(best, found);
    if (version == std::to_string(found)) return (entry->path() / "bin").string();
  }
  if (!version.empty() && best != 0) {
    return absl::FailedPreconditionError(absl::StrCat("the cluster in ", cluster, " is of PostgreSQL ", version,
                                                      ", which is not installed; this machine has ", best));
  }
  if (best != 0) return absl::StrCat("/usr/lib/postgresql/", best, "/bin");
  const absl::StatusOr<std::string> initdb = FindProgram("initdb", "postgresql");
  if (!initdb.ok()) return initdb.status();
  return fs::path(*initdb).parent_path().string();
}

std::string UrlFor(const char* role, const char* database) {
  return absl::StrCat("host=/proc/self/cwd/postgres port=5432 user=", role, " dbname=", database);
}

absl::StatusOr<std::unique_ptr<pg::Connection>> Connect(const char* role, const char* database) {
  pg::ConnectOptions options;
  options.url = UrlFor(role, database);
  return pg::Connection::Open(options);
}

constexpr pg::Statement kFindDatabase = {"operator_find_database",
                                         "SELECT 1 FROM pg_catalog.pg_database WHERE datname = 'postern'", true};

// The names are ours: nothing in them needs quoting.
constexpr const char* kMakeRoles = R"(
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'postern_owner') THEN
    CREATE ROLE postern_owner LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'postern_handler') THEN
    CREATE ROLE postern_handler LOGIN;
  END IF;
END $$)";

absl::Status MakeDatabase() {
  const auto connection = Connect("postgres", "postgres");
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<pg::Result> found = (*connection)->Run(kFindDatabase, {});
  if (!found.ok()) return found.status();
  if (!found->empty()) return absl::OkStatus();
  if (const absl::Status made = (*connection)->Execute(kMakeRoles); !made.ok()) return made;
  return (*connection)->Execute("CREATE DATABASE postern OWNER postern_owner");
}

}  // namespace

absl::StatusOr<std::optional<Account>> ClusterAccount() {
  if (geteuid() != 0) return std::optional<Account>();
  const absl::StatusOr<Account> account = FindAccount("postgres");
  if (account.ok()) return std::optional<Account>(*account);
  return absl::NotFoundError(
      "PostgreSQL does not run as root, and there is no user postgres (Debian package: postgresql)");
}

Cluster::Cluster(const DataFolder& folder, std::optional<Account> account)
    : folder_(folder), account_(std::move(account)), socket_(OpenFolder(folder.postgres_socket())) {}

Cluster::~Cluster() {
  for (const int fd : {data_, socket_}) {
    if (fd >= 0) close(fd);
  }
}

Command Cluster::Run(const std::string& program, int data) const {
  // The working folder is one that everybody may enter: PostgreSQL goes back to it by its path.
  return {.arguments = {program, "-D", "/proc/self/fd/3"},
          .environment = PlainEnvironment(),
          .log = folder_.log("postgres"),
          .account = account_,
          .working_folder = "/",
          .kept = {data, socket_},
          .death_signal = SIGINT};
}

absl::Status Cluster::Initialise(Supervisor& supervisor, const std::string& programs) {
  const std::string fresh = folder_.postgres() + ".new";  // Renamed when whole: an interrupted start leaves no half.
  std::error_code error;
  fs::remove_all(fresh, error);
  fs::create_directory(fresh, error);
  if (error) return absl::UnavailableError(absl::StrCat("cannot make ", fresh, ": ", error.message()));
  if (account_.has_value() && chown(fresh.c_str(), account_->uid, account_->gid) != 0) {
    return absl::UnavailableError("cannot give away " + fresh);
  }
  std::printf("Making a private PostgreSQL cluster in %s\n", folder_.postgres().c_str());
  std::fflush(stdout);
  const int data = OpenFolder(fresh);
  Command command = Run(programs + "/initdb", data);
  for (const char* argument : {"--username=postgres", "--auth-local=trust", "--auth-host=reject", "--encoding=UTF8",
                               "--locale=C.UTF-8", "--no-instructions"}) {
    command.arguments.emplace_back(argument);
  }
  const absl::Status made = supervisor.RunToEnd({.name = "initdb", .command = command});
  close(data);
  if (!made.ok()) return made;
  fs::rename(fresh, folder_.postgres(), error);
  return error ? absl::UnavailableError("cannot rename " + fresh + ": " + error.message()) : absl::OkStatus();
}

absl::Status Cluster::Start(Supervisor& supervisor) {
  const absl::StatusOr<std::string> programs = ServerPrograms(folder_.postgres());
  if (!programs.ok()) return programs.status();
  if (!fs::exists(folder_.postgres())) {
    if (const absl::Status made = Initialise(supervisor, *programs); !made.ok()) return made;
  }
  data_ = OpenFolder(folder_.postgres());
  Command command = Run(*programs + "/postgres", data_);
  for (const char* setting :
       {"listen_addresses=", "unix_socket_directories=/proc/self/fd/4", "port=5432", "unix_socket_permissions=0700",
        "logging_collector=off", "log_destination=stderr", "timezone=UTC", "log_timezone=UTC", "max_connections=100"}) {
    command.arguments.insert(command.arguments.end(), {"-c", setting});
  }
  const Part part = {.name = "PostgreSQL", .command = command, .stop_signal = SIGINT, .stop_within = kStopPatience};
  if (const absl::Status started = supervisor.Start(part); !started.ok()) return started;
  const absl::Status ready = supervisor.WaitUntil([] { return Connect("postgres", "postgres").ok(); }, kStartPatience);
  return ready.ok() ? MakeDatabase() : ready;
}

std::string Cluster::OwnerUrl() {
  return UrlFor(kOwnerRole, "postern");
}
std::string Cluster::HandlerUrl() {
  return UrlFor(kHandlerRole, "postern");
}

}  // namespace postern::operators
