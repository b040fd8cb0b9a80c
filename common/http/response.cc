#include "http/response.h"

#include <algorithm>

#include "boost/json/array.hpp"
#include "json/print.h"

namespace postern::http {
namespace {

bool IsHeaderSafe(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  });
}

}  // namespace

Response& Response::Add(std::string_view name, std::string_view value) & {
  if (IsHeaderSafe(name) && IsHeaderSafe(value)) headers_.emplace_back(name, value);
  return *this;
}

Response&& Response::Because(std::string_view reason) && {
  reason_ = reason;
  return std::move(*this);
}

Response Json(int status, const boost::json::value& value) {
  return {status, "application/json; charset=utf-8", json::Print(value)};
}

Response NoContent() {
  return {kNoContent, "", ""};
}

Response Text(int status, std::string_view text) {
  return {status, "text/plain; charset=utf-8", std::string(text)};
}

Response Envelope(int status, std::string_view message, std::string_view detail,
                  const std::vector<Violation>& violations) {
  boost::json::object envelope;
  envelope["message"] = message;
  if (!detail.empty()) envelope["detail"] = detail;
  if (!violations.empty()) {
    boost::json::array& list = envelope["validations"].emplace_array();
    for (const Violation& violation : violations) {
      list.push_back({{"field", violation.field}, {"detail", violation.detail}});
    }
  }
  return Json(status, envelope);
}

Response ResourceNotFound() {
  return Envelope(kNotFound, "Resource not found or you do not have access to this resource");
}

Response Forbidden() {
  return Envelope(kForbidden, "Forbidden.", "Your roles do not allow this. An administrator can change them.");
}

Response InvalidBody(const absl::Status& decoding) {
  return Envelope(kBadRequest, "The request body is not valid JSON for this route.", std::string(decoding.message()));
}

Response ValidationFailed(const std::vector<Violation>& violations) {
  return Envelope(kBadRequest, "Validation failed.", {}, violations);
}

Response InternalError(std::string_view reason) {
  return Envelope(kInternalServerError,
                  "An internal error occurred. Tell an administrator the request id of this answer.")
      .Because(reason);
}

Response TooManyRequests(std::string_view message, std::chrono::seconds retry_after) {
  const auto seconds = std::max<std::chrono::seconds::rep>(1, retry_after.count());
  return Envelope(kTooManyRequests, message).Add("Retry-After", std::to_string(seconds));
}

Response Unavailable(std::string_view reason) {
  return Envelope(kServiceUnavailable, "The service is overloaded or its database cannot be reached. Try again soon.")
      .Add("Retry-After", "5")
      .Because(reason);
}

Response FromStatus(const absl::Status& status) {
  const std::string reason = status.ToString();
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ? Unavailable(reason) : InternalError(reason);
}

}  // namespace postern::http
