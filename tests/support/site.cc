#include "tests/support/site.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <stdexcept>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "obs/request_id.h"
#include "tests/support/program.h"

namespace postern::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kStartTimeout = std::chrono::seconds(60);

}  // namespace

int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  close(fd);
  return ntohs(address.sin_port);
}

Run RunProgram(const std::string& program, const std::vector<std::string>& arguments,
               const Site::Environment& environment, const std::string& input) {
  const std::string output = MakeFolder() + "/output";
  const int stdin_file = memfd_create("stdin", MFD_CLOEXEC);
  if (write(stdin_file, input.data(), input.size()) != static_cast<ssize_t>(input.size())) {
    throw std::runtime_error("cannot write the input");
  }
  lseek(stdin_file, 0, SEEK_SET);
  std::vector<std::string> words = {ProgramPath(program)};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const pid_t pid = Spawn(words, environment, output, stdin_file);
  close(stdin_file);
  int status = 0;
  waitpid(pid, &status, 0);
  Run run{WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), ReadFile(output)};
  std::filesystem::remove_all(std::filesystem::path(output).parent_path());
  return run;
}

Site::Site(const Environment& environment, const std::vector<std::string>& flags)
    : database_(Contents::kMigrated), folder_(MakeFolder()) {
  Launch(environment, flags);
  AwaitAnswer();
}

Site::~Site() {
  if (pid_ > 0) {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  std::filesystem::remove_all(folder_);
}

Site& Site::Shared() {
  static Site site;
  return site;
}

void Site::Launch(const Environment& environment, const std::vector<std::string>& flags) {
  const std::string address = absl::StrCat("127.0.0.1:", FreePort());
  url_ = "http://" + address;
  Environment all = {{"CODER_HTTP_ADDRESS", address},
                     {"CODER_ACCESS_URL", url_},
                     {"CODER_PG_CONNECTION_URL", database_.url()},
                     {"CODER_DANGEROUS_DISABLE_RATE_LIMITS", "true"},
                     {"POSTERN_DATA_DIR", folder_ + "/data"}};
  for (const auto& [name, value] : environment) all[name] = value;
  std::vector<std::string> arguments = {ProgramPath("postern"), "up"};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  pid_ = Spawn(arguments, all, folder_ + "/output");
}

void Site::AwaitAnswer() {
  const auto deadline = Clock::now() + kStartTimeout;
  while (Clock::now() < deadline) {
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      throw std::runtime_error("the site ended: " + Output());
    }
    // Not before the start is over: until then, `up` takes the end of a program for a failed start.
    if (absl::StrContains(Output(), "Postern answers at")) return;
    poll(nullptr, 0, 10);
  }
  throw std::runtime_error("the site does not answer: " + Output());
}

std::string Site::Log(const std::string& name) const {
  return ReadFile(folder_ + "/data/log/" + name + ".log");
}

std::string Site::Output() const {
  return ReadFile(folder_ + "/output");
}

const Person& Site::owner() {
  if (owner_ == nullptr) {
    const Reply reply = anonymous().Post(
        "/api/v2/users/first",
        {{"email", "owner@example.com"}, {"username", "owner"}, {"name", "The Owner"}, {"password", kPassword}});
    if (reply.status != 201) throw std::runtime_error("no first user: " + reply.body);
    owner_ = std::make_unique<Person>(Login("owner@example.com"));
  }
  return *owner_;
}

Person Site::Login(const std::string& email, const std::string& password) {
  const Reply reply = anonymous().Post("/api/v2/users/login", {{"email", email}, {"password", password}});
  if (reply.status != 201) throw std::runtime_error("no login: " + reply.body);
  const Client client = anonymous().WithToken(reply.Text("session_token"));
  const Reply me = client.Get("/api/v2/users/me");
  return {me.Text("id"), me.Text("username"), me.Text("email"), client};
}

Person Site::NewUser(const std::vector<std::string>& roles) {
  const std::string name = "u" + obs::NewUuid().substr(24);
  const boost::json::object body = {
      {"email", name + "@example.com"}, {"username", name},
      {"password", kPassword},          {"login_type", "password"},
      {"user_status", "active"},        {"organization_ids", {Value("SELECT id FROM organizations WHERE is_default")}}};
  const Reply reply = owner().client.Post("/api/v2/users", body);
  if (reply.status != 201) throw std::runtime_error("no new user: " + reply.body);
  if (!roles.empty()) {
    const boost::json::array list(roles.begin(), roles.end());
    const Reply given = owner().client.Put("/api/v2/users/" + name + "/roles", {{"roles", list}});
    if (given.status != 200) throw std::runtime_error("no roles: " + given.body);
  }
  return Login(name + "@example.com");
}

std::string Site::CreateToken(const Client& client, const boost::json::object& body, const std::string& user) {
  const Reply reply = client.Post("/api/v2/users/" + user + "/keys/tokens", body);
  if (reply.status != 201) throw std::runtime_error("no token: " + reply.body);
  return reply.Text("key");
}

}  // namespace postern::test
