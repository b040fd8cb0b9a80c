#include "tests/http/nginx/fastcgi_echo.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <map>
#include <stdexcept>
#include <vector>

namespace postern::test {
namespace {

enum Type : unsigned char { kBegin = 1, kEnd = 3, kParameters = 4, kInput = 5, kOutput = 6 };

bool ReadWhole(int fd, std::string& text, std::size_t size) {
  text.assign(size, '\0');
  for (std::size_t have = 0; have < size;) {
    const ssize_t got = read(fd, text.data() + have, size - have);
    if (got <= 0) return false;
    have += static_cast<std::size_t>(got);
  }
  return true;
}

std::size_t Byte(const std::string& text, std::size_t at) {
  return static_cast<unsigned char>(text.at(at));
}

std::size_t Length(const std::string& text, std::size_t& at) {
  if (Byte(text, at) < 128) return Byte(text, at++);
  at += 4;
  return (Byte(text, at - 4) & 127) << 24 | Byte(text, at - 3) << 16 | Byte(text, at - 2) << 8 | Byte(text, at - 1);
}

std::map<std::string, std::string> Parameters(const std::string& text) {
  std::map<std::string, std::string> parameters;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t name = Length(text, at);
    const std::size_t value = Length(text, at);
    parameters[text.substr(at, name)] = text.substr(at + name, value);
    at += name + value;
  }
  return parameters;
}

std::string Record(Type type, const std::string& content) {
  std::string record = {1,
                        static_cast<char>(type),
                        0,
                        1,
                        static_cast<char>(content.size() >> 8),
                        static_cast<char>(content.size() & 255),
                        0,
                        0};
  return record + content;
}

int ListenAt(const std::string& address, const std::string& path) {
  sockaddr_un local{};
  sockaddr_in internet{};
  sockaddr* name = reinterpret_cast<sockaddr*>(&local);
  socklen_t size = sizeof local;
  if (!path.empty()) {
    local.sun_family = AF_UNIX;
    std::strncpy(local.sun_path, path.c_str(), sizeof(local.sun_path) - 1);
  } else {
    const std::size_t colon = address.find(':');
    internet.sin_family = AF_INET;
    internet.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
    inet_pton(AF_INET, address.substr(0, colon).c_str(), &internet.sin_addr);
    name = reinterpret_cast<sockaddr*>(&internet);
    size = sizeof internet;
  }
  const int fd = socket(name->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, name, size) != 0 || listen(fd, 64) != 0) throw std::runtime_error("cannot listen at " + address);
  if (!path.empty()) chmod(path.c_str(), 0666);
  return fd;
}

}  // namespace

FastcgiEcho::FastcgiEcho(const std::string& address, std::string name)
    : name_(std::move(name)),
      path_(address.starts_with("unix:") ? address.substr(5) : ""),
      listener_(ListenAt(address, path_)) {
  if (pipe2(ended_, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  thread_ = std::thread([this] { Serve(); });
}

FastcgiEcho::~FastcgiEcho() {
  close(ended_[1]);
  thread_.join();
  close(ended_[0]);
  if (!path_.empty()) unlink(path_.c_str());
}

void FastcgiEcho::Serve() {
  std::vector<std::thread> conversations;
  while (true) {
    std::array<pollfd, 2> watched = {{{listener_, POLLIN, 0}, {ended_[0], POLLIN, 0}}};
    poll(watched.data(), watched.size(), -1);
    if (watched[1].revents != 0) break;
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection >= 0) conversations.emplace_back([this, connection] { Converse(connection); });
  }
  close(listener_);
  for (std::thread& conversation : conversations) conversation.join();
}

void FastcgiEcho::Converse(int connection) {
  while (true) {
    std::array<pollfd, 2> watched = {{{connection, POLLIN, 0}, {ended_[0], POLLIN, 0}}};
    poll(watched.data(), watched.size(), -1);
    if (watched[1].revents != 0 || !Exchange(connection)) break;
  }
  close(connection);
}

bool FastcgiEcho::Exchange(int connection) {
  std::string parameters;
  bool keep = false;
  while (true) {
    std::string header;
    std::string content;
    std::string padding;
    if (!ReadWhole(connection, header, 8)) return false;
    const std::size_t size = Byte(header, 4) << 8 | Byte(header, 5);
    if (!ReadWhole(connection, content, size) || !ReadWhole(connection, padding, Byte(header, 6))) return false;
    const std::size_t type = Byte(header, 1);
    if (type == kBegin) keep = (Byte(content, 2) & 1) != 0;
    if (type == kParameters) parameters += content;
    if (type == kInput && content.empty()) break;
  }
  ++asked_;
  const std::map<std::string, std::string> given = Parameters(parameters);
  std::string answer = "Status: 200 OK\r\nX-Echo: " + name_ + "\r\n";
  std::string body = std::string("KEEP=") + (keep ? "1" : "0") + "\n";
  if (const auto next = given.find("POSTERN_READY_NEXT"); next != given.end()) {
    answer += "X-Accel-Redirect: " + next->second + "\r\n";
  }
  for (const auto& [name, value] : given) body += name + "=" + value + "\n";
  answer += "Content-Type: text/plain\r\n\r\n" + body;
  const std::string all = Record(kOutput, answer) + Record(kOutput, "") + Record(kEnd, std::string(8, '\0'));
  return send(connection, all.data(), all.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(all.size()) && keep;
}

}  // namespace postern::test
