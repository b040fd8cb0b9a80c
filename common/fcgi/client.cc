#include "fcgi/client.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "absl/strings/str_cat.h"
#include "fcgi/socket_address.h"

namespace postern::fcgi {
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

absl::StatusOr<int> ConnectTo(const sockaddr* address, socklen_t size, std::chrono::milliseconds patience) {
  const int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval limit{patience.count() / 1000, patience.count() % 1000 * 1000};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (connect(fd, address, size) == 0) return fd;
  const absl::Status failure = SystemError("cannot connect");
  if (fd >= 0) close(fd);
  return failure;
}

absl::StatusOr<int> ConnectUnix(const std::string& path, std::chrono::milliseconds patience) {
  const absl::StatusOr<sockaddr_un> address = UnixAddress(path);
  if (!address.ok()) return address.status();
  return ConnectTo(reinterpret_cast<const sockaddr*>(&*address), sizeof *address, patience);
}

absl::StatusOr<int> ConnectTcp(const std::string& text, std::chrono::milliseconds patience) {
  const absl::StatusOr<Addresses> found = TcpAddresses(text);
  if (!found.ok()) return found.status();
  MakeReachable((*found)->ai_addr);
  return ConnectTo((*found)->ai_addr, (*found)->ai_addrlen, patience);
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

absl::StatusOr<Client> Client::Connect(const std::string& address, std::chrono::milliseconds patience) {
  const bool is_tcp = address.starts_with(kTcpScheme);
  if (!is_tcp && !address.starts_with(kUnixScheme)) {
    return absl::InvalidArgumentError("an address is unix:/path or tcp:host:port");
  }
  const absl::StatusOr<int> fd = is_tcp ? ConnectTcp(address.substr(kTcpScheme.size()), patience)
                                        : ConnectUnix(address.substr(kUnixScheme.size()), patience);
  if (!fd.ok()) return fd.status();
  return Client(*fd);
}

Client::~Client() {
  if (fd_ >= 0) close(fd_);
}

absl::Status Client::WriteRecord(int type, std::string_view content) const {
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
    if (sent <= 0) return absl::UnavailableError("the connection ended");
    left.remove_prefix(static_cast<std::size_t>(sent));
  }
  return absl::OkStatus();
}

absl::Status Client::Begin(const Parameters& request, bool keep) const {
  std::string pairs;
  for (const auto& [name, value] : request) {
    AppendLength(pairs, name.size());
    AppendLength(pairs, value.size());
    pairs += name + value;
  }
  absl::Status sent =
      WriteRecord(kBeginRequest, std::string{0, kResponder, keep ? kKeepConnection : '\0', 0, 0, 0, 0, 0});
  if (sent.ok() && !pairs.empty()) sent = WriteRecord(kParams, pairs);  // An empty one is the end.
  return sent.ok() ? WriteRecord(kParams, "") : sent;
}

absl::Status Client::WriteBody(std::string_view piece) const {
  while (!piece.empty()) {
    const std::size_t size = std::min(piece.size(), kLongestContent);
    if (absl::Status sent = WriteRecord(kStdin, piece.substr(0, size)); !sent.ok()) return sent;
    piece.remove_prefix(size);
  }
  return absl::OkStatus();
}

absl::Status Client::EndBody() const {
  return WriteRecord(kStdin, "");
}

bool Client::ReadExactly(std::string& content, std::size_t size) const {
  content.resize(size);
  std::size_t got = 0;
  while (got < size) {
    const ssize_t piece = recv(fd_, content.data() + got, size - got, 0);
    if (piece <= 0) return false;
    got += static_cast<std::size_t>(piece);
  }
  return true;
}

absl::StatusOr<std::string> Client::Read() const {
  std::string output;
  std::string header;
  std::string content;
  while (ReadExactly(header, kHeaderSize)) {
    const std::size_t size = Byte(header[4]) << 8U | Byte(header[5]);
    if (!ReadExactly(content, size + Byte(header[6]))) break;
    if (header[1] == kStdout) output.append(content, 0, size);
    if (header[1] == kEndRequest) return output;
  }
  return absl::UnavailableError("no whole answer came");
}

int StatusOf(std::string_view output) {
  constexpr std::string_view kStatus = "Status: ";
  int status = 0;
  if (output.starts_with(kStatus)) {
    std::from_chars(output.data() + kStatus.size(), output.data() + output.size(), status);
  }
  return status;
}

}  // namespace postern::fcgi
