#include "operator/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "operator/processes.h"

namespace postern::operators {
namespace {

namespace fs = std::filesystem;

constexpr int kPatienceMs = 10000;

absl::Status Failed(const std::string& what) {
  return absl::UnavailableError(absl::StrCat(what, ": ", std::strerror(errno)));
}

// A folder with exactly this mode and owner, made where it is missing.
absl::Status Make(const std::string& path, mode_t mode, uid_t uid, gid_t gid) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return absl::UnavailableError(absl::StrCat("cannot make ", path, ": ", error.message()));
  if (geteuid() == 0 && chown(path.c_str(), uid, gid) != 0) return Failed("cannot give away " + path);
  if (chmod(path.c_str(), mode) != 0) return Failed("cannot set the mode of " + path);
  return absl::OkStatus();
}

// Nobody may pass through run/ but nginx's workers; the cluster's socket is in a folder that only its account enters.
absl::Status MakeAll(const DataFolder& folder, const std::optional<Account>& web,
                     const std::optional<Account>& database) {
  const gid_t web_group = web.has_value() ? web->gid : getegid();
  const mode_t shared = web.has_value() ? 0710 : 0700;
  const uid_t owner = database.has_value() ? database->uid : geteuid();
  const gid_t group = database.has_value() ? database->gid : getegid();
  for (const absl::Status& made : {
           Make(folder.path() + "/log", 0700, geteuid(), getegid()),
           Make(folder.run(), shared, geteuid(), web_group),
           Make(folder.run() + "/temp", shared, geteuid(), web_group),
           Make(folder.postgres_socket(), 0700, owner, group),
       }) {
    if (!made.ok()) return made;
  }
  return absl::OkStatus();
}

std::string HolderOf(const std::string& lock) {
  std::string pid;
  std::getline(std::ifstream(lock), pid);
  return pid.empty() ? "another process" : "process " + pid;
}

absl::StatusOr<int> Lock(const std::string& path) {
  const int lock = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return Failed("cannot open " + path);
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    close(lock);
    return absl::FailedPreconditionError(
        absl::StrCat("the data folder is in use by ", HolderOf(path), ": ", fs::path(path).parent_path().string()));
  }
  const std::string pid = absl::StrCat(getpid(), "\n");
  if (ftruncate(lock, 0) != 0 || write(lock, pid.data(), pid.size()) < 0) return Failed("cannot write " + path);
  return lock;
}

// The lock is ours, so whatever of us still works in here has lost its supervisor.
void EndLeftovers(const DataFolder& folder) {
  std::vector<RunningProcess> serving = ProcessesIn(folder.run());
  std::erase_if(serving, [](const RunningProcess& process) {
    return process.program != "nginx" && !absl::StartsWith(process.program, "postern-");
  });
  EndProcesses(serving, SIGKILL, kPatienceMs);
  std::vector<RunningProcess> database = ProcessesIn(folder.postgres());
  std::erase_if(database, [](const RunningProcess& process) { return process.program != "postgres"; });
  if (!EndProcesses(database, SIGINT, kPatienceMs)) EndProcesses(database, SIGQUIT, kPatienceMs);
  // Nothing runs here any more. PostgreSQL itself would take the process id in its lock files for a living server where
  // another process has it by now, or where nobody waited for the dead one.
  for (const std::string& lock : {folder.postgres() + "/postmaster.pid", folder.postgres_socket() + "/.s.PGSQL.5432",
                                  folder.postgres_socket() + "/.s.PGSQL.5432.lock"}) {
    std::error_code error;
    fs::remove(lock, error);
  }
}

}  // namespace

absl::StatusOr<DataFolder> DataFolder::Open(const std::string& path, const std::optional<Account>& web,
                                            const std::optional<Account>& database) {
  std::error_code error;
  const std::string absolute = fs::absolute(path, error).lexically_normal().string();
  fs::create_directories(absolute, error);
  if (error) return absl::UnavailableError(absl::StrCat("cannot make ", absolute, ": ", error.message()));
  const absl::StatusOr<int> lock = Lock(absolute + "/lock");
  if (!lock.ok()) return lock.status();
  DataFolder folder(fs::canonical(absolute, error).string(), *lock);
  if (const absl::Status made = MakeAll(folder, web, database); !made.ok()) return made;
  EndLeftovers(folder);
  return folder;
}

DataFolder::~DataFolder() {
  if (lock_ >= 0) close(lock_);
}

}  // namespace postern::operators
