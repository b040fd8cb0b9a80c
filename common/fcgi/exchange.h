// Between the wire and http: what a FastCGI or CGI host sends becomes a Request, a Response becomes what it expects.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "http/request.h"
#include "http/response.h"

namespace postern::fcgi {

// Answers one request; called by many threads at once. Must not throw; what it throws all the same ends as a bare 500.
using Handler = std::function<http::Response(const http::Request&)>;

using Parameters = std::vector<std::pair<std::string, std::string>>;

// Copies NAME=value entries, ended by nullptr.
Parameters CopyParameters(const char* const* entries);

// CONTENT_LENGTH, or 0 where it is absent or no number.
std::size_t DeclaredLength(const Parameters& parameters);

// Reads a body of at most `max_bytes` with `read(buffer, size)` (bytes got, 0 at the end, negative on error). What is
// beyond is read and thrown away: leftovers on a kept connection would be taken for the next request.
struct Body {
  std::string text;
  bool too_large = false;
};
Body ReadBody(const std::function<int(char*, int)>& read, std::size_t max_bytes);

// Puts a request together, has it answered and gives the whole CGI answer: status line, headers, body (none for HEAD).
// A body that is too large, or shorter than CONTENT_LENGTH, is empty and marked so (Request::body_state).
std::string Answer(Parameters parameters, Body body, const Handler& handler);

}  // namespace postern::fcgi
