// A server in a process of its own, whose handler waits where the test wants it to.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

#include "fcgi/server.h"
#include "tests/support/fastcgi_client.h"

namespace postern::fcgi {

// Listens on a unix socket. Its handler answers by path: /hold waits for Release(), /throw throws, /large gives five
// megabytes, /split tries to add a header with a line break; all others say how long the body was. A body that was not
// whole is 413 or 400.
class ForkedServer {
 public:
  explicit ForkedServer(ServerOptions options = {});
  ~ForkedServer();
  ForkedServer(const ForkedServer&) = delete;
  ForkedServer& operator=(const ForkedServer&) = delete;

  test::FastcgiClient Connect() const { return test::FastcgiClient(address_); }
  // Waits until one more request is at /hold.
  void AwaitHeld() const;
  // Lets one request at /hold go on.
  void Release() const;
  void Signal(int signal) const;
  // The exit status, or 128 and the signal; -1 where it still runs after that time.
  int AwaitEnd(std::chrono::milliseconds within = std::chrono::milliseconds(20000));
  const std::string& path() const { return path_; }

 private:
  http::Response Answer(const http::Request& request) const;
  std::string folder_;
  std::string path_;
  std::string address_;
  int held_[2] = {-1, -1};
  int release_[2] = {-1, -1};
  pid_t pid_ = -1;
  int status_ = -1;
};

}  // namespace postern::fcgi
