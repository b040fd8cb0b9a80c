// Asking a program by its socket, without nginx: one connection.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fcgi/exchange.h"

namespace postern::fcgi {

class Client {
 public:
  // `address` is one of --listen, unix:/path or tcp:host:port; a host that means every address becomes loopback. No
  // single wait for the other side, in connecting too, is longer than `patience`; a host's name takes what the resolver
  // takes.
  static absl::StatusOr<Client> Connect(const std::string& address, std::chrono::milliseconds patience);

  Client(Client&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Client& operator=(Client&&) = delete;
  ~Client();

  // The parts of a request: everything up to the body, a piece of the body of any size, its end. `keep` asks the
  // program to leave the connection open. kUnavailable where the peer takes no more.
  absl::Status Begin(const Parameters& request, bool keep) const;
  absl::Status WriteBody(std::string_view piece) const;
  absl::Status EndBody() const;

  // All that the program prints for the request: the headers of CGI, an empty line, the body. kUnavailable where the
  // connection ended, or stood still for too long, before the request did.
  absl::StatusOr<std::string> Read() const;

  int fd() const { return fd_; }

 private:
  explicit Client(int fd) : fd_(fd) {}
  absl::Status WriteRecord(int type, std::string_view content) const;
  bool ReadExactly(std::string& content, std::size_t size) const;
  int fd_;
};

// The status in what Client::Read gives; 0 where there is none.
int StatusOf(std::string_view output);

}  // namespace postern::fcgi
