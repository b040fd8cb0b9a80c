#include "tests/support/fastcgi_client.h"

#include <sys/socket.h>

#include <stdexcept>

#include "tests/support/raw_client.h"

namespace postern::test {
namespace {

constexpr std::chrono::seconds kPatience{30};

fcgi::Client Connected(const std::string& address) {
  absl::StatusOr<fcgi::Client> client = fcgi::Client::Connect(address, kPatience);
  if (!client.ok()) throw std::runtime_error("nobody answers at " + address);
  return *std::move(client);
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

FastcgiClient::FastcgiClient(const std::string& address) : client_(Connected(address)) {}

// Where the peer is gone, reading tells.
void FastcgiClient::Begin(const FastcgiParameters& request, bool keep) const {
  client_.Begin(request, keep).IgnoreError();
}

void FastcgiClient::WriteBody(std::string_view piece) const {
  client_.WriteBody(piece).IgnoreError();
}

void FastcgiClient::EndBody() const {
  client_.EndBody().IgnoreError();
}

Reply FastcgiClient::Send(const FastcgiParameters& request, std::string_view body, bool keep) const {
  FastcgiParameters whole = request;
  if (!body.empty()) whole.emplace_back("CONTENT_LENGTH", std::to_string(body.size()));
  Begin(whole, keep);
  WriteBody(body);
  EndBody();
  return Read();
}

Reply FastcgiClient::Read() const {
  const absl::StatusOr<std::string> output = client_.Read();
  return output.ok() ? ParseReply(*output) : Reply();
}

void FastcgiClient::FinishWriting() const {
  shutdown(client_.fd(), SHUT_WR);
}

bool FastcgiClient::AwaitClose() const {
  char byte = 0;
  return recv(client_.fd(), &byte, 1, 0) == 0;
}

}  // namespace postern::test
