#include "operator/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "operator/processes.h"

namespace postern::operators {
namespace {

namespace fs = std::filesystem;

constexpr int kPatienceMs = 10000;
constexpr int kLockTries = 5;

absl::Status Failed(const std::string& what) {
  return absl::UnavailableError(absl::StrCat(what, ": ", std::strerror(errno)));
}

// A folder with exactly this mode and owner, made where it is missing.
absl::Status Make(const std::string& path, mode_t mode, uid_t uid, gid_t gid) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return absl::UnavailableError(absl::StrCat("cannot make ", path, ": ", error.message()));
  if ((geteuid() == 0 || gid != getegid()) && chown(path.c_str(), uid, gid) != 0) {
    return Failed("cannot give away " + path);
  }
  if (chmod(path.c_str(), mode) != 0) return Failed("cannot set the mode of " + path);
  return absl::OkStatus();
}

// Nobody may pass through run/ but nginx's workers; the cluster's socket is in a folder that only its account enters.
absl::Status MakeAll(const DataFolder& folder, const std::optional<DataFolder::Passage>& passage,
                     const std::optional<Account>& database) {
  const gid_t web_group = passage.has_value() ? passage->group : getegid();
  const mode_t shared = passage.has_value() ? 0710 : 0700;
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
  if (!passage.has_value() || !passage->from_outside) return absl::OkStatus();
  // What is written into nginx/ belongs to the group, too: its nginx may be started by somebody else than root.
  const absl::Status outer = Make(folder.path(), 0710, geteuid(), passage->group);
  return outer.ok() ? Make(folder.nginx(), 02750, geteuid(), passage->group) : outer;
}

// The process that the lock names, as text; "" where it names none.
std::string NameIn(const std::string& lock) {
  std::string pid;
  std::getline(std::ifstream(lock), pid);
  return pid;
}

std::string NameOfHolder(const std::string& lock) {
  const std::string pid = NameIn(lock);
  return pid.empty() ? "another process" : "process " + pid;
}

// The process, if it has the file open: a number that outlived its process may be somebody else's by now.
std::optional<pid_t> IsOpenIn(const std::string& pid, int file) {
  pid_t number = 0;
  struct stat wanted {};
  if (!absl::SimpleAtoi(pid, &number) || number <= 0 || fstat(file, &wanted) != 0) return std::nullopt;
  std::error_code error;
  for (fs::directory_iterator entry(absl::StrCat("/proc/", number, "/fd"), error), end; !error && entry != end;
       entry.increment(error)) {
    struct stat open {};
    if (stat(entry->path().c_str(), &open) != 0) continue;
    if (open.st_dev == wanted.st_dev && open.st_ino == wanted.st_ino) return number;
  }
  return std::nullopt;
}

// Several tries: whoever only looks who holds it (HolderOf) has it for a moment, too.
bool Holds(int lock) {
  for (int tries = kLockTries; flock(lock, LOCK_EX | LOCK_NB) != 0;) {
    if (--tries == 0) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

// Whether nobody else can put files, or links, into the folder, or could when what is in it was made.
absl::Status CheckOurs(int folder, const std::string& path) {
  struct stat status {};
  if (fstat(folder, &status) != 0) return Failed("cannot look at " + path);
  const mode_t others = geteuid() == 0 ? S_IWGRP | S_IWOTH : S_IWOTH;
  if (status.st_uid == geteuid() && (status.st_mode & others) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("others may write to the data folder ", path, ": give it to the user that runs this, mode 750"));
}

absl::Status LockOne(int lock, const std::string& folder) {
  if (Holds(lock)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the data folder is in use by ", NameOfHolder(folder + "/lock"), ": ", folder));
}

// The folder itself, and in it the file that says who we are: either alone could be taken away.
absl::Status Lock(const std::string& path, std::vector<int>& locks) {
  const int folder = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return Failed("cannot open " + path);
  locks.push_back(folder);
  if (const absl::Status ours = CheckOurs(folder, path); !ours.ok()) return ours;
  if (const absl::Status locked = LockOne(folder, path); !locked.ok()) return locked;
  const int lock = openat(folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock < 0) return Failed("cannot open " + path + "/lock");
  locks.push_back(lock);
  if (const absl::Status locked = LockOne(lock, path); !locked.ok()) return locked;
  const std::string pid = absl::StrCat(getpid(), "\n");
  if (ftruncate(lock, 0) != 0 || write(lock, pid.data(), pid.size()) < 0) return Failed("cannot write " + path);
  return absl::OkStatus();
}

// The lock is ours, so whatever of us still works in here has lost its supervisor.
absl::Status EndLeftovers(const DataFolder& folder) {
  std::vector<RunningProcess> serving = ProcessesIn(folder.run());
  std::erase_if(serving, [](const RunningProcess& process) {
    return process.program != "nginx" && !absl::StartsWith(process.program, "postern-");
  });
  EndProcesses(serving, SIGKILL, kPatienceMs);
  std::vector<RunningProcess> database = ProcessesIn(folder.postgres());
  std::erase_if(database, [](const RunningProcess& process) { return process.program != "postgres"; });
  for (const int signal : {SIGINT, SIGQUIT, SIGKILL}) {
    if (EndProcesses(database, signal, kPatienceMs)) break;
    if (signal != SIGKILL) continue;
    return absl::UnavailableError(absl::StrCat("an earlier PostgreSQL of ", folder.path(), " does not end"));
  }
  // Nothing runs here any more. PostgreSQL itself would take the process id in its lock files for a living server where
  // another process has it by now, or where nobody waited for the dead one.
  for (const std::string& lock : {folder.postgres() + "/postmaster.pid", folder.postgres_socket() + "/.s.PGSQL.5432",
                                  folder.postgres_socket() + "/.s.PGSQL.5432.lock"}) {
    std::error_code error;
    fs::remove(lock, error);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<DataFolder> DataFolder::Open(const std::string& path, const std::optional<Passage>& passage,
                                            const std::optional<Account>& database) {
  std::error_code error;
  const std::string absolute = fs::absolute(path, error).lexically_normal().string();
  fs::create_directories(absolute, error);
  if (error) return absl::UnavailableError(absl::StrCat("cannot make ", absolute, ": ", error.message()));
  DataFolder folder(fs::canonical(absolute, error).string(), {});
  if (const absl::Status locked = Lock(folder.path(), folder.locks_); !locked.ok()) return locked;
  if (const absl::Status made = MakeAll(folder, passage, database); !made.ok()) return made;
  if (const absl::Status ended = EndLeftovers(folder); !ended.ok()) return ended;
  return folder;
}

DataFolder::~DataFolder() {
  for (const int lock : locks_) close(lock);
}

absl::StatusOr<std::optional<pid_t>> HolderOf(const std::string& path) {
  const std::string lock = path + "/lock";
  const int fd = open(lock.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) return std::nullopt;
  if (fd < 0) return Failed("cannot open " + lock);
  const bool free = flock(fd, LOCK_SH | LOCK_NB) == 0;
  const std::string text = NameIn(lock);
  const std::optional<pid_t> named = IsOpenIn(text, fd);
  close(fd);
  if (free) return std::nullopt;
  if (named.has_value()) return named;
  return absl::UnavailableError(absl::StrCat("the data folder is held by somebody who cannot be told: ", path));
}

}  // namespace postern::operators
