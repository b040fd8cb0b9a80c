#include "http/request.h"

#include <arpa/inet.h>

#include "absl/strings/str_cat.h"
#include "json/decode.h"
#include "obs/request_id.h"

namespace postern::http {
namespace {

bool IsAddress(const std::string& text) {
  in6_addr storage;
  return inet_pton(AF_INET, text.c_str(), &storage) == 1 || inet_pton(AF_INET6, text.c_str(), &storage) == 1;
}

absl::string_view ToAbsl(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

Request::Request(std::vector<std::pair<std::string, std::string>> parameters, std::string body, BodyState body_state)
    : parameters_(std::move(parameters)), body_(std::move(body)), body_state_(body_state) {
  method_ = Parameter("REQUEST_METHOD");
  const std::string_view uri = Parameter("REQUEST_URI");
  if (uri.empty()) {
    raw_path_ = absl::StrCat(ToAbsl(Parameter("SCRIPT_NAME")), ToAbsl(Parameter("PATH_INFO")));
    query_ = Parameter("QUERY_STRING");
  } else {
    const std::size_t mark = uri.find('?');
    raw_path_ = uri.substr(0, mark);
    if (mark != std::string_view::npos) query_ = uri.substr(mark + 1);
  }
  const std::string_view given_id = Parameter("POSTERN_REQUEST_ID");
  id_ = json::ParseUuid(given_id).value_or("");
  if (id_.empty()) id_ = obs::NewUuid();
  const std::string_view address = Parameter("REMOTE_ADDR");
  client_address_ = IsAddress(std::string(address)) ? address : "0.0.0.0";
}

std::string_view Request::Parameter(std::string_view name) const {
  for (const auto& [key, value] : parameters_) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace postern::http
