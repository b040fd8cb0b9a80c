#include "http/cors.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace postern::http {
namespace {

constexpr std::array<absl::string_view, 5> kHeaders = {"Accept", "Content-Type", "Origin", "X-Csrf-Token",
                                                       "X-Latency-Check"};

bool IsAllowedMethod(std::string_view method) {
  return method == "GET" || method == "OPTIONS";
}

std::vector<std::string> RequestedHeaders(const Request& request) {
  const std::string_view list = request.Parameter("HTTP_ACCESS_CONTROL_REQUEST_HEADERS");
  std::vector<std::string> headers;
  for (const absl::string_view item : absl::StrSplit(absl::string_view(list.data(), list.size()), ',')) {
    const absl::string_view name = absl::StripAsciiWhitespace(item);
    if (!name.empty()) headers.emplace_back(name);
  }
  return headers;
}

bool IsAllowedHeader(const std::string& name) {
  return std::any_of(kHeaders.begin(), kHeaders.end(),
                     [&](absl::string_view allowed) { return absl::EqualsIgnoreCase(allowed, name); });
}

void AllowPreflight(const Request& request, Response& response) {
  const std::string method(absl::AsciiStrToUpper(std::string(request.Parameter("HTTP_ACCESS_CONTROL_REQUEST_METHOD"))));
  const std::vector<std::string> headers = RequestedHeaders(request);
  if (!IsAllowedMethod(method) || !std::all_of(headers.begin(), headers.end(), IsAllowedHeader)) return;
  response.Add("Access-Control-Allow-Origin", "*").Add("Access-Control-Allow-Methods", method);
  if (!headers.empty()) response.Add("Access-Control-Allow-Headers", absl::StrJoin(headers, ", "));
}

}  // namespace

bool IsPreflight(const Request& request) {
  return request.method() == "OPTIONS" && !request.Parameter("HTTP_ACCESS_CONTROL_REQUEST_METHOD").empty();
}

Response Preflight() {
  return Response(kOk, "", "")
      .Add("Vary", "Origin")
      .Add("Vary", "Access-Control-Request-Method")
      .Add("Vary", "Access-Control-Request-Headers");
}

void AllowEveryOrigin(const Request& request, Response& response) {
  if (request.Parameter("HTTP_ORIGIN").empty()) return;
  if (IsPreflight(request)) {
    AllowPreflight(request, response);
  } else if (IsAllowedMethod(request.method())) {
    response.Add("Access-Control-Allow-Origin", "*");
  }
}

}  // namespace postern::http
