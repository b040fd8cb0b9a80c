// A real nginx with the rendered files, in front of programs of the test's own.
#pragma once

#include <sys/types.h>

#include <map>
#include <memory>
#include <string>

#include "operator/nginx_files.h"
#include "tests/http/nginx/fastcgi_echo.h"
#include "tests/support/http_client.h"

namespace postern::test {

// What the options as shipped say, on a free port, without limits of rates; name_server is empty.
operators::NginxSettings SomeSettings();

// A folder with files of nginx, of Postern and of somebody else. Removed at the end.
class NginxFolder {
 public:
  NginxFolder();
  ~NginxFolder();
  NginxFolder(const NginxFolder&) = delete;
  NginxFolder& operator=(const NginxFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string sockets() const { return "unix:" + path_ + "/{program}.sock"; }
  // Writes Postern's files as `postern nginx` does, into the folder's "postern".
  void Render(const operators::NginxSettings& settings) const;
  // An nginx.conf whose http block holds this text; POSTERN in it stands for the folder of Postern's files.
  void WriteMain(std::string http) const;
  // What `nginx -t` says of it.
  std::string Check() const;

 private:
  std::string path_;
};

// nginx with that folder's nginx.conf, until the end of its scope. Throws where it does not start.
class NginxProcess {
 public:
  // Waits until a connection to the port of 127.0.0.1 is taken.
  NginxProcess(const NginxFolder& folder, int port);
  ~NginxProcess();
  NginxProcess(const NginxProcess&) = delete;
  NginxProcess& operator=(const NginxProcess&) = delete;

 private:
  pid_t pid_;
};

// An echo for every program, on the folder's sockets.
std::map<std::string, std::unique_ptr<FastcgiEcho>> EchoOfAll(const NginxFolder& folder);

// The value of a parameter in what an echo said; "(none)" without it.
std::string Echoed(const Reply& reply, const std::string& parameter);

}  // namespace postern::test
