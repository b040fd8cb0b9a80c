#include "tests/http/nginx/dns_responder.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace postern::test {

DnsResponder::DnsResponder(std::vector<std::string> addresses)
    : fd_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)), addresses_(std::move(addresses)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(fd_, reinterpret_cast<const sockaddr*>(&address), size) != 0 || pipe2(ended_, O_CLOEXEC) != 0) {
    throw std::runtime_error("cannot listen for questions");
  }
  getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Serve(); });
}

DnsResponder::~DnsResponder() {
  close(ended_[1]);
  thread_.join();
  close(ended_[0]);
  close(fd_);
}

std::string DnsResponder::address() const {
  return "127.0.0.1:" + std::to_string(port_);
}

void DnsResponder::Say(std::vector<std::string> addresses) {
  const std::scoped_lock lock(mutex_);
  addresses_ = std::move(addresses);
}

void DnsResponder::LoseNext() {
  loses_next_ = true;
}

void DnsResponder::Serve() {
  while (true) {
    std::array<pollfd, 2> watched = {{{fd_, POLLIN, 0}, {ended_[0], POLLIN, 0}}};
    poll(watched.data(), watched.size(), -1);
    if (watched[1].revents != 0) return;
    std::array<char, 512> packet{};
    sockaddr_in from{};
    socklen_t size = sizeof from;
    const ssize_t length = recvfrom(fd_, packet.data(), packet.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (length < 17 || loses_next_.exchange(false)) continue;
    const std::string answer = Answer({packet.data(), static_cast<std::size_t>(length)});
    sendto(fd_, answer.data(), answer.size(), 0, reinterpret_cast<const sockaddr*>(&from), size);
  }
}

// The header with the bits of an answer, the question, and a record for each address; none for other types than A.
std::string DnsResponder::Answer(const std::string& question) const {
  const std::size_t name_end = question.find('\0', 12);
  const bool wants_ipv4 = question.at(name_end + 2) == 1;
  const std::scoped_lock lock(mutex_);
  const std::size_t count = wants_ipv4 ? addresses_.size() : 0;
  std::string answer = question.substr(0, 2) + std::string("\x81\x80\0\1\0", 5) + static_cast<char>(count) +
                       std::string(4, '\0') + question.substr(12, name_end + 5 - 12);
  for (std::size_t at = 0; at < count; ++at) {
    in_addr address{};
    inet_pton(AF_INET, addresses_[at].c_str(), &address);
    answer += std::string("\xc0\x0c\0\1\0\1\0\0\0\1\0\4", 12);
    answer.append(reinterpret_cast<const char*>(&address), sizeof address);
  }
  return answer;
}

}  // namespace postern::test
