#include "tests/support/outside_site.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "tests/support/raw_client.h"

namespace postern::test {
namespace {

constexpr int kPatienceMs = 20'000;
constexpr int kBacklog = 64;

// The head of a request, as far as it comes.
std::string ReadHead(int connection) {
  std::string head;
  std::array<char, 4096> buffer;
  pollfd readable = {connection, POLLIN, 0};
  while (head.find("\r\n\r\n") == std::string::npos && poll(&readable, 1, kPatienceMs) == 1) {
    const ssize_t size = recv(connection, buffer.data(), buffer.size(), 0);
    if (size <= 0) break;
    head.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return head;
}

// Whoever has read enough hangs up: that is no failure of the test.
void SendAll(int connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// "GET /path HTTP/1.1" and the headers.
Reply ReadRequest(const std::string& head) {
  Reply request = ParseReply("HTTP/1.1 200 OK" + head.substr(std::min(head.find("\r\n"), head.size())));
  const std::size_t path = head.find(' ') + 1;
  request.body = head.substr(path, head.find(' ', path) - path);
  return request;
}

}  // namespace

OutsideSite::OutsideSite(Answer answer) : answer_(std::move(answer)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, kBacklog) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0 || pipe2(ended_, O_CLOEXEC) != 0) {
    throw std::runtime_error("no port for the outside site");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Serve(); });
}

OutsideSite::~OutsideSite() {
  close(ended_[1]);
  thread_.join();
  for (const int fd : silent_) close(fd);
  close(ended_[0]);
  close(listener_);
}

std::string OutsideSite::url(std::string_view user_info) const {
  return absl::StrCat("http://", std::string(user_info), "127.0.0.1:", port_);
}

std::vector<Reply> OutsideSite::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

void OutsideSite::Serve() {
  while (true) {
    std::array<pollfd, 2> ready = {pollfd{listener_, POLLIN, 0}, pollfd{ended_[0], POLLIN, 0}};
    poll(ready.data(), ready.size(), -1);
    if (ready[1].revents != 0) return;
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection >= 0) Converse(connection);
  }
}

void OutsideSite::Converse(int connection) {
  const std::string head = ReadHead(connection);
  const Reply request = ReadRequest(head);
  {
    const std::lock_guard lock(mutex_);
    if (!head.empty()) seen_.push_back(request);
  }
  if (const std::optional<std::string> answer = answer_(request)) {
    SendAll(connection, *answer);
    close(connection);
  } else {
    silent_.push_back(connection);
  }
}

std::string HttpAnswer(int status, std::string_view body, std::string_view more) {
  return absl::StrCat("HTTP/1.1 ", status, " Status\r\nContent-Length: ", body.size(), "\r\nConnection: close\r\n",
                      std::string(more), "\r\n", std::string(body));
}

std::string Redirect(const std::string& location) {
  return HttpAnswer(302, "", "Location: " + location + "\r\n");
}

}  // namespace postern::test
