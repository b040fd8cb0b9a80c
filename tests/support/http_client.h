// An HTTP client for tests: one person with one way to authenticate, and exactly the request that a test writes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "boost/json/value.hpp"

namespace postern::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Reply {
  int status = 0;  // 0: no answer.
  Headers headers;
  std::string body;

  // The header's values in the order received; names in any case.
  std::vector<std::string> All(std::string_view name) const;
  // The first of them, or "".
  std::string Header(std::string_view name) const;
  // The Set-Cookie value of that cookie, whole, or "".
  std::string Cookie(std::string_view name) const;
  // The body as JSON; a test that gets none fails with the body in its message (throws std::runtime_error).
  boost::json::value Json() const;
  // Members of the envelope or of any object, "" where absent or no text: Text("message").
  std::string Text(std::string_view key) const;
};

class Client {
 public:
  // `url` is scheme, host and port. `token` goes into the header Coder-Session-Token; none where empty.
  explicit Client(std::string url, std::string token = "") : url_(std::move(url)), token_(std::move(token)) {}

  // `path` is sent as written: no normalizing, no escaping. A body of nullptr sends none.
  Reply Send(std::string_view method, std::string_view path, const std::string* body = nullptr,
             const Headers& headers = {}) const;

  Reply Get(std::string_view path, const Headers& headers = {}) const { return Send("GET", path, nullptr, headers); }
  Reply Delete(std::string_view path) const { return Send("DELETE", path); }
  Reply Post(std::string_view path, const boost::json::value& body) const;
  Reply Post(std::string_view path) const { return Send("POST", path); }
  Reply Put(std::string_view path, const boost::json::value& body) const;
  Reply Put(std::string_view path) const { return Send("PUT", path); }

  Client WithToken(std::string token) const { return Client(url_, std::move(token)); }
  Client Anonymous() const { return Client(url_); }
  const std::string& token() const { return token_; }
  const std::string& url() const { return url_; }
  std::string key_id() const { return token_.substr(0, 10); }

 private:
  std::string url_;
  std::string token_;
};

}  // namespace postern::test
