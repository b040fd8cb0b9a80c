// A site somewhere else, as far as the programs under test can tell: a small HTTP server inside of the test.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/http_client.h"

namespace postern::test {

class OutsideSite {
 public:
  // What to send back, as bytes; nothing: the connection stays open and silent for as long as the site is there.
  using Answer = std::function<std::optional<std::string>(const Reply& request)>;

  // Answers one connection after the other on a port of 127.0.0.1, with one request in each. `answer` is called on
  // another thread; it finds the path in the body of what it is given, and the headers. Throws std::runtime_error.
  explicit OutsideSite(Answer answer);
  ~OutsideSite();
  OutsideSite(const OutsideSite&) = delete;
  OutsideSite& operator=(const OutsideSite&) = delete;

  // Scheme, host and port, with `user_info` (name:password@) before the host.
  std::string url(std::string_view user_info = "") const;
  // The requests so far: the path as it was sent is in the body.
  std::vector<Reply> seen() const;
  std::size_t asked() const { return seen().size(); }

 private:
  void Serve();
  void Converse(int connection);

  const Answer answer_;
  int listener_ = -1;
  int ended_[2] = {-1, -1};  // A pipe: once its writing end is closed, the thread ends.
  int port_ = 0;
  std::vector<int> silent_;  // Of the thread's alone.
  mutable std::mutex mutex_;
  std::vector<Reply> seen_;
  std::thread thread_;
};

// An answer with this status and body; `more` are header lines, each ended by "\r\n".
std::string HttpAnswer(int status, std::string_view body, std::string_view more = "");
std::string Redirect(const std::string& location);

}  // namespace postern::test
