// A FastCGI client for tests: what nginx would say to a program, and what it never would.
#pragma once

#include <string>
#include <string_view>

#include "fcgi/client.h"
#include "tests/support/http_client.h"

namespace postern::test {

using FastcgiParameters = fcgi::Parameters;

// The parameters of a request: method, path with query, and further ones such as {"HTTP_COOKIE", "a=b"}. The length of
// the body is added when it is sent.
FastcgiParameters FastcgiRequest(std::string_view method, std::string_view path, const FastcgiParameters& more = {});

// One connection to a program.
class FastcgiClient {
 public:
  // `address` is unix:/path or tcp:127.0.0.1:port. Throws std::runtime_error where nobody answers there.
  explicit FastcgiClient(const std::string& address);

  // A whole request and its answer. `keep` asks the program to leave the connection open.
  Reply Send(const FastcgiParameters& request, std::string_view body = "", bool keep = true) const;
  Reply Get(std::string_view path, bool keep = true) const { return Send(FastcgiRequest("GET", path), "", keep); }

  // The parts of a request: everything up to the body, a piece of the body, its end.
  void Begin(const FastcgiParameters& request, bool keep = true) const;
  void WriteBody(std::string_view piece) const;
  void EndBody() const;
  // The answer; its status is 0 where the connection ended before the request did.
  Reply Read() const;
  // No more bytes will come from us.
  void FinishWriting() const;
  // Waits for the peer's next bytes or its end, half a minute at most; true if it closed the connection.
  bool AwaitClose() const;

 private:
  fcgi::Client client_;
};

}  // namespace postern::test
