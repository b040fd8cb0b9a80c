#include "tests/support/fastcgi_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "tests/support/raw_client.h"

namespace postern::test {
namespace {

// Record types and the role, by the FastCGI specification 1.0.
constexpr int kBeginRequest = 1;
constexpr int kEndRequest = 3;
constexpr int kParams = 4;
constexpr int kStdin = 5;
constexpr int kStdout = 6;
constexpr char kResponder = 1;
constexpr char kKeepConnection = 1;
constexpr std::size_t kHeaderSize = 8;
constexpr std::size_t kLongestContent = 65535;
constexpr timeval kPatience{30, 0};

int ConnectUnix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

int ConnectTcp(const std::string& host_port) {
  const std::size_t colon = host_port.rfind(':');
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(host_port.substr(colon + 1).c_str())));
  inet_pton(AF_INET, host_port.substr(0, colon).c_str(), &address.sin_addr);
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

// Always the long form of a length: four bytes, the highest bit set.
void AppendLength(std::string& text, std::size_t length) {
  text += static_cast<char>(0x80U | (length >> 24U & 0x7FU));
  for (const unsigned shift : {16U, 8U, 0U}) text += static_cast<char>(length >> shift & 0xFFU);
}

std::size_t Byte(char c) {
  return static_cast<unsigned char>(c);
}

}  // namespace

FastcgiParameters FastcgiRequest(std::string_view method, std::string_view path, const FastcgiParameters& more) {
  FastcgiParameters parameters = {{"REQUEST_METHOD", std::string(method)},
                                  {"REQUEST_URI", std::string(path)},
                                  {"SERVER_PROTOCOL", "HTTP/1.1"},
                                  {"REMOTE_ADDR", "192.0.2.1"}};
  parameters.insert(parameters.end(), more.begin(), more.end());
  return parameters;
}

FastcgiClient::FastcgiClient(const std::string& address)
    : fd_(address.starts_with("unix:") ? ConnectUnix(address.substr(5)) : ConnectTcp(address.substr(4))) {
  if (fd_ < 0) throw std::runtime_error("nobody answers at " + address);
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
}

FastcgiClient::~FastcgiClient() {
  if (fd_ >= 0) close(fd_);
}

void FastcgiClient::WriteRecord(int type, std::string_view content) const {
  // Version 1, request 1, no padding.
  std::string record = {1,
                        static_cast<char>(type),
                        0,
                        1,
                        static_cast<char>(content.size() >> 8U),
                        static_cast<char>(content.size() & 0xFFU),
                        0,
                        0};
  record += content;
  for (std::string_view left = record; !left.empty();) {
    const ssize_t sent = send(fd_, left.data(), left.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // The peer is gone; reading tells.
    left.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void FastcgiClient::Begin(const FastcgiParameters& request, bool keep) const {
  WriteRecord(kBeginRequest, std::string{0, kResponder, keep ? kKeepConnection : '\0', 0, 0, 0, 0, 0});
  std::string pairs;
  for (const auto& [name, value] : request) {
    AppendLength(pairs, name.size());
    AppendLength(pairs, value.size());
    pairs += name + value;
  }
  if (!pairs.empty()) WriteRecord(kParams, pairs);  // An empty one is the end.
  WriteRecord(kParams, "");
}

void FastcgiClient::WriteBody(std::string_view piece) const {
  while (!piece.empty()) {
    const std::size_t size = std::min(piece.size(), kLongestContent);
    WriteRecord(kStdin, piece.substr(0, size));
    piece.remove_prefix(size);
  }
}

void FastcgiClient::EndBody() const {
  WriteRecord(kStdin, "");
}

Reply FastcgiClient::Send(const FastcgiParameters& request, std::string_view body, bool keep) const {
  FastcgiParameters whole = request;
  if (!body.empty()) whole.emplace_back("CONTENT_LENGTH", std::to_string(body.size()));
  Begin(whole, keep);
  WriteBody(body);
  EndBody();
  return Read();
}

bool FastcgiClient::ReadExactly(std::string& content, std::size_t size) const {
  content.resize(size);
  std::size_t got = 0;
  while (got < size) {
    const ssize_t piece = recv(fd_, content.data() + got, size - got, 0);
    if (piece <= 0) return false;
    got += static_cast<std::size_t>(piece);
  }
  return true;
}

Reply FastcgiClient::Read() const {
  std::string output;
  std::string header;
  std::string content;
  while (ReadExactly(header, kHeaderSize)) {
    const std::size_t size = Byte(header[4]) << 8U | Byte(header[5]);
    if (!ReadExactly(content, size + Byte(header[6]))) break;
    if (header[1] == kStdout) output.append(content, 0, size);
    if (header[1] == kEndRequest) return ParseReply(output);
  }
  return {};
}

void FastcgiClient::FinishWriting() const {
  shutdown(fd_, SHUT_WR);
}

bool FastcgiClient::AwaitClose() const {
  char byte = 0;
  return recv(fd_, &byte, 1, 0) == 0;
}

}  // namespace postern::test
