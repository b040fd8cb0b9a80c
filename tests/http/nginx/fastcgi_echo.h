// A FastCGI program that says what it was asked: every parameter, one in a line.
#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace postern::test {

class FastcgiEcho {
 public:
  // `address` is unix:/path or an IPv4 host:port. The answer has the header X-Echo: `name`, and where nginx asks
  // whether it is ready, what leads on to the next. Throws std::runtime_error where it cannot listen.
  FastcgiEcho(const std::string& address, std::string name);
  ~FastcgiEcho();  // As if the process were killed: nothing listens any more.
  FastcgiEcho(const FastcgiEcho&) = delete;
  FastcgiEcho& operator=(const FastcgiEcho&) = delete;

  int asked() const { return asked_; }  // Requests so far.

 private:
  void Serve();
  void Converse(int connection);
  // Reads one request and answers it; false where the connection is to end.
  bool Exchange(int connection);

  const std::string name_;
  const std::string path_;  // Of a unix socket.
  int listener_ = -1;
  int ended_[2] = {-1, -1};
  std::atomic<int> asked_ = 0;
  std::thread thread_;
};

}  // namespace postern::test
