// An answer: status, headers, body. Whatever a handler returns, what every answer carries (service/dispatch.h) comes on
// top.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "boost/json/object.hpp"
#include "boost/json/value.hpp"

namespace postern::http {

enum Status : int {
  kOk = 200,
  kCreated = 201,
  kNoContent = 204,
  kBadRequest = 400,
  kUnauthorized = 401,
  kForbidden = 403,
  kNotFound = 404,
  kMethodNotAllowed = 405,
  kConflict = 409,
  kContentTooLarge = 413,
  kExpectationFailed = 417,
  kTooManyRequests = 429,
  kInternalServerError = 500,
  kServiceUnavailable = 503,
};

class Response {
 public:
  Response(int status, std::string content_type, std::string body)
      : status_(status), content_type_(std::move(content_type)), body_(std::move(body)) {
    headers_.reserve(kUsualHeaders);
  }

  // Adds a header. A name or value with a control character or a line break is a programming error of the caller and
  // is left out: no header may be split in two.
  Response& Add(std::string_view name, std::string_view value) &;
  Response&& Add(std::string_view name, std::string_view value) && { return std::move(Add(name, value)); }

  // Why this answer is a 5xx: for the log, never for the client.
  Response&& Because(std::string_view reason) &&;

  int status() const { return status_; }
  const std::string& content_type() const { return content_type_; }  // "" where there is no body.
  const std::string& body() const { return body_; }
  const std::vector<std::pair<std::string, std::string>>& headers() const { return headers_; }
  const std::string& reason() const { return reason_; }

 private:
  static constexpr std::size_t kUsualHeaders = 8;

  int status_;
  std::string content_type_;
  std::string body_;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::string reason_;
};

// A JSON answer.
Response Json(int status, const boost::json::value& value);

// 204.
Response NoContent();

// Text that is no JSON: health checks and refused cross-site requests.
Response Text(int status, std::string_view text);

// --- The error envelope: {"message", "detail", "validations"}, and the only place that writes it. --------------------

// A field of a request that breaks a rule.
struct Violation {
  std::string field;
  std::string detail;
};

// An envelope; `detail` and `violations` are left out where empty. Also for success notices.
Response Envelope(int status, std::string_view message, std::string_view detail = {},
                  const std::vector<Violation>& violations = {});

// 404 for a thing that is missing or may not be seen: always the same text, so that nobody can tell which.
Response ResourceNotFound();
// 403 with a fixed explanation.
Response Forbidden();
// 400 for a body that is no JSON of the expected shape. The status is json::Decode's, whose text is meant to be shown.
Response InvalidBody(const absl::Status& decoding);
// 400 for fields that break their rules.
Response ValidationFailed(const std::vector<Violation>& violations);
// 500 that tells the client nothing; `reason` is for the log.
Response InternalError(std::string_view reason);
// What a failure below becomes: Unavailable where something was overloaded, out of reach or too slow (kUnavailable,
// kDeadlineExceeded), else InternalError. The status's text is for the log.
Response FromStatus(const absl::Status& status);
// 429 with Retry-After, in whole seconds of at least one.
Response TooManyRequests(std::string_view message, std::chrono::seconds retry_after);
// 503 with Retry-After, for an overloaded or unreachable database; `reason` is for the log.
Response Unavailable(std::string_view reason);

}  // namespace postern::http
