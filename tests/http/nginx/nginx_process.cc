#include "tests/http/nginx/nginx_process.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "config/programs.h"
#include "operator/process.h"
#include "tests/support/program.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

std::string NginxPath() {
  const auto path = operators::FindProgram("nginx", "nginx-light");
  if (!path.ok()) throw std::runtime_error(std::string(path.status().message()));
  return *path;
}

bool TakesConnections(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool taken = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  return taken;
}

}  // namespace

operators::NginxSettings SomeSettings() {
  operators::NginxSettings settings;
  settings.listen = {"127.0.0.1", static_cast<std::uint16_t>(FreePort())};
  settings.version = "v1.2.3";
  settings.rate_limits = false;
  return settings;
}

NginxFolder::NginxFolder() : path_(MakeFolder()) {
  std::filesystem::create_directories(path_ + "/temp");
}

NginxFolder::~NginxFolder() {
  std::filesystem::remove_all(path_);
}

void NginxFolder::Render(const operators::NginxSettings& settings) const {
  const absl::Status written = WriteNginxFiles(path_ + "/postern", settings, operators::Includes::kAbsolute);
  if (!written.ok()) throw std::runtime_error(std::string(written.message()));
}

void NginxFolder::WriteMain(std::string http) const {
  std::string text = "daemon off;\npid nginx.pid;\nlock_file nginx.lock;\nerror_log error.log notice;\n";
  if (geteuid() == 0) text += "user root;\n";
  text +=
      "events { worker_connections 256; }\nhttp {\n    access_log off;\n"
      "variables_hash_max_size 2048;\nvariables_hash_bucket_size 128;\n";
  for (const char* kind : {"client_body", "fastcgi", "proxy", "scgi", "uwsgi"}) {
    absl::StrAppend(&text, kind, "_temp_path temp/", kind, ";\n");
  }
  absl::StrAppend(&text, absl::StrReplaceAll(http, {{"POSTERN", path_ + "/postern"}}), "\n}\n");
  std::ofstream(path_ + "/nginx.conf") << text;
}

std::string NginxFolder::Check() const {
  const pid_t pid =
      Spawn({NginxPath(), "-t", "-p", path_, "-e", "error.log", "-c", "nginx.conf"}, {}, path_ + "/check");
  waitpid(pid, nullptr, 0);
  return ReadFile(path_ + "/check");
}

NginxProcess::NginxProcess(const NginxFolder& folder, int port)
    : pid_(Spawn({NginxPath(), "-p", folder.path(), "-e", "error.log", "-c", "nginx.conf"}, {},
                 folder.path() + "/output")) {
  if (Eventually([port] { return TakesConnections(port); })) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  throw std::runtime_error("nginx does not start: " + ReadFile(folder.path() + "/output"));
}

NginxProcess::~NginxProcess() {
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

std::map<std::string, std::unique_ptr<FastcgiEcho>> EchoOfAll(const NginxFolder& folder) {
  std::map<std::string, std::unique_ptr<FastcgiEcho>> echoes;
  for (const char* program : config::kPrograms) {
    echoes[program] =
        std::make_unique<FastcgiEcho>(absl::StrCat("unix:", folder.path(), "/", program, ".sock"), program);
  }
  return echoes;
}

std::string Echoed(const Reply& reply, const std::string& parameter) {
  const std::string text = "\n" + reply.body;
  const std::size_t at = text.find("\n" + parameter + "=");
  if (at == std::string::npos) return "(none)";
  const std::size_t begin = at + parameter.size() + 2;
  return text.substr(begin, text.find('\n', begin) - begin);
}

}  // namespace postern::test
