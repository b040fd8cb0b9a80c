#include "fcgi/exchange.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <exception>

#include "absl/strings/str_cat.h"
#include "obs/log.h"

namespace postern::fcgi {
namespace {

http::Request::BodyState StateOf(const Parameters& parameters, const Body& body) {
  if (body.too_large) return http::Request::BodyState::kTooLarge;
  return body.text.size() < DeclaredLength(parameters) ? http::Request::BodyState::kCutShort
                                                       : http::Request::BodyState::kWhole;
}

http::Response Guarded(const Handler& handler, const http::Request& request) {
  try {
    return handler(request);
  } catch (const std::exception& error) {
    obs::Log(obs::Level::kError, "escaped exception", {{"request_id", request.id()}, {"error", error.what()}});
  } catch (...) {
    obs::Log(obs::Level::kError, "escaped exception", {{"request_id", request.id()}});
  }
  return http::InternalError("escaped exception");
}

// Some clients and proxies show the words; HTTP itself does not need them.
std::string_view Phrase(int status) {
  switch (status) {
    case http::kOk:
      return "OK";
    case http::kCreated:
      return "Created";
    case http::kNoContent:
      return "No Content";
    case http::kBadRequest:
      return "Bad Request";
    case http::kUnauthorized:
      return "Unauthorized";
    case http::kForbidden:
      return "Forbidden";
    case http::kNotFound:
      return "Not Found";
    case http::kMethodNotAllowed:
      return "Method Not Allowed";
    case http::kConflict:
      return "Conflict";
    case http::kContentTooLarge:
      return "Content Too Large";
    case http::kExpectationFailed:
      return "Expectation Failed";
    case http::kTooManyRequests:
      return "Too Many Requests";
    case http::kInternalServerError:
      return "Internal Server Error";
    case http::kServiceUnavailable:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

std::string Serialize(const http::Response& response, bool with_body) {
  std::string out;
  out.reserve(512 + response.body().size());
  absl::StrAppend(&out, "Status: ", response.status(), " ", std::string(Phrase(response.status())), "\r\n");
  if (!response.content_type().empty()) absl::StrAppend(&out, "Content-Type: ", response.content_type(), "\r\n");
  for (const auto& [name, value] : response.headers()) absl::StrAppend(&out, name, ": ", value, "\r\n");
  if (response.status() != http::kNoContent) {
    absl::StrAppend(&out, "Content-Length: ", response.body().size(), "\r\n");
  }
  out += "\r\n";
  if (with_body) out += response.body();
  return out;
}

}  // namespace

Parameters CopyParameters(const char* const* entries) {
  Parameters parameters;
  parameters.reserve(32);
  for (; entries != nullptr && *entries != nullptr; ++entries) {
    const char* equals = std::strchr(*entries, '=');
    if (equals != nullptr) parameters.emplace_back(std::string(*entries, equals), equals + 1);
  }
  return parameters;
}

std::size_t DeclaredLength(const Parameters& parameters) {
  for (const auto& [name, value] : parameters) {
    if (name != "CONTENT_LENGTH") continue;
    std::size_t length = 0;
    std::from_chars(value.data(), value.data() + value.size(), length);
    return length;
  }
  return 0;
}

Body ReadBody(const std::function<int(char*, int)>& read, std::size_t max_bytes) {
  Body body;
  char buffer[1024];  // Small: every worker's stack would hold it for good.
  for (;;) {
    const int got = read(buffer, sizeof buffer);
    if (got <= 0) return body;
    const std::size_t room = max_bytes - body.text.size();
    body.too_large |= static_cast<std::size_t>(got) > room;
    body.text.append(buffer, std::min(static_cast<std::size_t>(got), room));
  }
}

std::string Answer(Parameters parameters, Body body, const Handler& handler) {
  const http::Request::BodyState state = StateOf(parameters, body);
  if (state != http::Request::BodyState::kWhole) body.text.clear();
  const http::Request request(std::move(parameters), std::move(body.text), state);
  return Serialize(Guarded(handler, request), request.method() != "HEAD");
}

}  // namespace postern::fcgi
