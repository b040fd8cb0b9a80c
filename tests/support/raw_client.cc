#include "tests/support/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace postern::test {
namespace {

constexpr timeval kPatience{30, 0};

std::string Trimmed(std::string_view text) {
  return std::string(absl::StripAsciiWhitespace({text.data(), text.size()}));
}

int Number(std::string_view text) {
  return std::atoi(std::string(text).c_str());
}

}  // namespace

Reply ParseReply(std::string_view text) {
  Reply reply;
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string_view::npos) return reply;
  reply.body = text.substr(end + 4);
  std::string_view head = text.substr(0, end + 2);
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(line.size() + 2);
    if (line.starts_with("HTTP/")) {
      reply.status = Number(line.substr(line.find(' ') + 1));
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos)
      throw std::runtime_error("a header line without a colon: " + std::string(line));
    reply.headers.emplace_back(line.substr(0, colon), Trimmed(line.substr(colon + 1)));
  }
  if (const std::string status = reply.Header("Status"); !status.empty()) reply.status = Number(status);
  return reply;
}

RawClient::RawClient(const std::string& url) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const std::size_t host = url.find("//") + 2;
  const std::size_t colon = url.rfind(':');
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(Number(url.substr(colon + 1))));
  inet_pton(AF_INET, url.substr(host, colon - host).c_str(), &address.sin_addr);
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
  close(fd_);
  throw std::runtime_error("cannot connect to " + url);
}

RawClient::~RawClient() {
  close(fd_);
}

void RawClient::Write(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // The peer has heard enough; what it says of it is to be read.
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string RawClient::ReadToEnd() const {
  std::string text;
  char buffer[8192];
  for (ssize_t got; (got = recv(fd_, buffer, sizeof buffer, 0)) > 0;)
    text.append(buffer, static_cast<std::size_t>(got));
  return text;
}

Reply RawClient::ReadReply() const {
  std::string text;
  char buffer[8192];
  for (;;) {
    const Reply reply = ParseReply(text);
    std::size_t length = 0;
    if (reply.status != 0 && absl::SimpleAtoi(reply.Header("Content-Length"), &length) && reply.body.size() >= length) {
      return reply;
    }
    const ssize_t got = recv(fd_, buffer, sizeof buffer, 0);
    if (got <= 0) return reply;
    text.append(buffer, static_cast<std::size_t>(got));
  }
}

Reply SendRaw(const std::string& url, std::string_view bytes) {
  const RawClient client(url);
  client.Write(bytes);
  return client.ReadReply();
}

}  // namespace postern::test
