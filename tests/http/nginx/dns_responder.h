// A name server that knows one kind of answer: the IPv4 addresses that the test tells it, for every name.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace postern::test {

class DnsResponder {
 public:
  // On a free UDP port of 127.0.0.1. Throws std::runtime_error.
  explicit DnsResponder(std::vector<std::string> addresses);
  ~DnsResponder();
  DnsResponder(const DnsResponder&) = delete;
  DnsResponder& operator=(const DnsResponder&) = delete;

  std::string address() const;  // host:port
  void Say(std::vector<std::string> addresses);
  void LoseNext();  // The next question gets no answer, as where a packet is lost.

 private:
  void Serve();
  std::string Answer(const std::string& question) const;

  int fd_ = -1;
  int ended_[2] = {-1, -1};
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> addresses_;
  std::atomic<bool> loses_next_ = false;
  std::thread thread_;
};

}  // namespace postern::test
