// HTTP by bare sockets: what no client library would send.
#pragma once

#include <string>
#include <string_view>

#include "tests/support/http_client.h"

namespace postern::test {

// An answer as it came over the wire: a status line or, from CGI, a Status header; headers; body. The status is 0 where
// the headers have no end.
Reply ParseReply(std::string_view text);

// A connection. Throws std::runtime_error where it cannot be made.
class RawClient {
 public:
  // `url` is scheme, host and port; the host is an IPv4 address.
  explicit RawClient(const std::string& url);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void Write(std::string_view bytes) const;
  // All that comes until the peer closes, or for half a minute.
  std::string ReadToEnd() const;
  // The first answer, as far as its Content-Length says; what follows it stays unread or is lost.
  Reply ReadReply() const;

 private:
  int fd_;
};

// Sends these bytes on a connection of their own, and gives the one answer, or status 0 where there was none.
Reply SendRaw(const std::string& url, std::string_view bytes);

}  // namespace postern::test
