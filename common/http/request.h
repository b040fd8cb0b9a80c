// One request as a handler sees it: what nginx passed on, copied, so that nothing points into the FastCGI library.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postern::http {

// The parameters that a FastCGI or CGI host sets, by their names: REQUEST_METHOD, REQUEST_URI, HTTP_COOKIE ...
// Headers are found by their CGI names (HTTP_ and capitals, hyphens as underscores).
class Request {
 public:
  // Whether the body is all that the client sent. If not, it is empty.
  enum class BodyState { kWhole, kTooLarge, kCutShort };

  // `parameters` are NAME, value pairs in the order received; of two with one name the first counts.
  Request(std::vector<std::pair<std::string, std::string>> parameters, std::string body,
          BodyState body_state = BodyState::kWhole);

  // The views below point into what a move takes along and a copy would leave behind.
  Request(Request&&) = default;
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  // A parameter's value, or "" where it is absent.
  std::string_view Parameter(std::string_view name) const;

  std::string_view method() const { return method_; }
  // As the client wrote it (REQUEST_URI; SCRIPT_NAME and PATH_INFO where a CGI host has none), without the query.
  std::string_view raw_path() const { return raw_path_; }
  std::string_view query() const { return query_; }
  std::string_view body() const { return body_; }
  BodyState body_state() const { return body_state_; }
  // A UUID: the one nginx made, else a new one.
  const std::string& id() const { return id_; }
  // The client's address as nginx determined it; "0.0.0.0" where it is none that PostgreSQL's inet would take.
  std::string_view client_address() const { return client_address_; }

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
  std::string body_;
  BodyState body_state_;
  std::string_view method_;
  std::string raw_path_;
  std::string query_;
  std::string id_;
  std::string_view client_address_;
};

}  // namespace postern::http
