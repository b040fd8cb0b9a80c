#include "tests/support/private_cluster.h"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace postern::test {
namespace {

// Lives apart from us and waits for the end of its input, which comes with our death as well. $1: where PostgreSQL's
// programs are; $2: the folder. Time zone and date style are odd on purpose: nothing may depend on them.
constexpr char kKeeper[] = R"(
cd "$2" || exit 1
if "$1/initdb" -D data -U postern --auth=trust --no-sync --no-instructions --encoding=UTF8 --locale=C.UTF-8 >log 2>&1
then
  "$1/postgres" -D data -k "$2" -c listen_addresses= -c fsync=off -c full_page_writes=off -c synchronous_commit=off \
      -c shared_buffers=16MB -c max_connections=200 -c max_wal_senders=0 -c wal_level=minimal -c autovacuum=off \
      -c timezone=Asia/Kolkata -c datestyle=German >>log 2>&1 &
  server=$!
else
  exec >&-  # Tells the test program that there is nothing to wait for.
fi
cat >/dev/null
test -n "$server" && kill -INT "$server" && wait "$server"
cd / && rm -rf "$2"
)";

// The newest PostgreSQL of the machine, as Debian lays it out; POSTERN_PG_BINDIR says otherwise.
std::string ProgramFolder() {
  if (const char* given = std::getenv("POSTERN_PG_BINDIR"); given != nullptr) return given;
  int newest = 0;
  std::error_code absent;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", absent)) {
    if (std::filesystem::exists(entry.path() / "bin/initdb")) {
      newest = std::max(newest, std::atoi(entry.path().filename().c_str()));
    }
  }
  if (newest == 0) throw std::runtime_error("no PostgreSQL server found under /usr/lib/postgresql");
  return "/usr/lib/postgresql/" + std::to_string(newest) + "/bin";
}

// PostgreSQL refuses to run as root.
const passwd* UserBesideRoot() {
  if (geteuid() != 0) return nullptr;
  const passwd* user = getpwnam("postgres");
  if (user == nullptr) throw std::runtime_error("running as root, and there is no user postgres to run PostgreSQL as");
  return user;
}

// In the child, so only calls that are safe after a fork.
[[noreturn]] void BecomeKeeper(int input, int output, const passwd* user, const char* programs, const char* folder) {
  if (user != nullptr && (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) {
    _exit(1);
  }
  setsid();  // Ctrl-C is for the test program; the keeper hears of it by the end of its input.
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  execl("/bin/sh", "sh", "-c", kKeeper, "postern-test-cluster", programs, folder, static_cast<char*>(nullptr));
  _exit(127);
}

}  // namespace

PrivateCluster& PrivateCluster::Shared() {
  static PrivateCluster cluster;
  return cluster;
}

PrivateCluster::PrivateCluster() {
  StartKeeper();
  AwaitServer();
}

PrivateCluster::~PrivateCluster() {
  close(lifeline_);
  char byte = 0;
  while (read(ended_, &byte, 1) > 0) {
  }
  close(ended_);
}

void PrivateCluster::StartKeeper() {
  const passwd* user = UserBesideRoot();
  const std::string programs = ProgramFolder();
  char folder[] = "/tmp/postern-test-XXXXXX";
  if (mkdtemp(folder) == nullptr) throw std::runtime_error("cannot make a folder under /tmp");
  folder_ = folder;
  if (user != nullptr && chown(folder, user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("chown failed");
  int life[2], end[2];
  if (pipe2(life, O_CLOEXEC) != 0 || pipe2(end, O_CLOEXEC) != 0) throw std::runtime_error("pipe failed");
  const pid_t child = fork();
  if (child == 0) {
    // A grandchild: whoever kills us with all our children (CTest on a timeout) leaves it to clean up.
    if (fork() == 0) BecomeKeeper(life[0], end[1], user, programs.c_str(), folder);
    _exit(0);
  }
  close(life[0]);
  close(end[1]);
  lifeline_ = life[1];
  ended_ = end[0];
  if (child < 0) throw std::runtime_error("fork failed");
  waitpid(child, nullptr, 0);
}

void PrivateCluster::AwaitServer() const {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  const std::string url = Url("postgres");
  while (PQping(url.c_str()) != PQPING_OK) {
    pollfd keeper{ended_, POLLIN, 0};
    const bool gone = poll(&keeper, 1, 10) > 0;
    if (gone || std::chrono::steady_clock::now() > deadline) {
      throw std::runtime_error("the private PostgreSQL cluster does not start: " + Log());
    }
  }
}

std::string PrivateCluster::Log() const {
  std::stringstream text;
  text << std::ifstream(folder_ + "/log").rdbuf();
  return text.str();
}

std::string PrivateCluster::Url(const std::string& database, const std::string& role) const {
  return "postgresql://" + role + "@/" + database + "?host=" + folder_;
}

}  // namespace postern::test
