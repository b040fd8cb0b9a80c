#include "operator/nginx_paths.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "operator/nginx_text.h"

namespace postern::operators {
namespace {

constexpr const char* kOption = "--path-prefix";
constexpr std::size_t kLongestPrefix = 128;

bool IsSegment(std::string_view text) {
  return !text.empty() && text != "." && text != ".." && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_' || c == '~';
  });
}

// A pattern for the prefix; as in all our paths, doubled slashes count once where `doubled`.
std::string Pattern(const std::string& prefix, bool doubled) {
  return absl::StrReplaceAll(prefix, {{".", "\\."}, {"/", doubled ? "/+" : "/"}});
}

std::string Map(const char* source, const char* variable, const std::string& pattern, const char* value) {
  return absl::StrCat("map ", source, " ", variable, " {\n    default \"\";\n    \"", pattern, "\" ", value, ";\n}\n");
}

std::string Same(const char* source, const char* variable) {
  return absl::StrCat("map ", source, " ", variable, " {\n    default ", source, ";\n}\n");
}

}  // namespace

absl::Status CheckPathPrefix(const std::string& prefix) {
  if (prefix.empty()) return absl::OkStatus();
  if (prefix.front() != '/') return Refused(kOption, "must begin with a slash");
  if (prefix.back() == '/') return Refused(kOption, "must not end with a slash");
  if (prefix.size() > kLongestPrefix) {
    return Refused(kOption, absl::StrCat("must not be longer than ", kLongestPrefix, " bytes"));
  }
  const std::vector<std::string> segments = absl::StrSplit(prefix.substr(1), '/');
  for (const std::string& segment : segments) {
    if (!IsSegment(segment)) {
      return Refused(kOption, "must be such as /coder or /a/b, of letters, digits, -, ., _ and ~");
    }
  }
  return absl::OkStatus();
}

std::string PathMaps(const std::string& prefix) {
  if (prefix.empty()) {
    return Same("$request_uri", "$postern_uri") + Same("$uri", "$postern_tidied") +
           Same("$request", "$postern_request");
  }
  const std::string sent = Pattern(prefix, true);
  return Map("$request_uri", "$postern_uri", absl::StrCat("~^", sent, "(?<postern_behind>/.*)$"), "$postern_behind") +
         Map("$uri", "$postern_tidied", absl::StrCat("~^", Pattern(prefix, false), "(?<postern_tidy_behind>/.*)$"),
             "$postern_tidy_behind") +
         Map("$request", "$postern_request",
             absl::StrCat("~^(?<postern_method>[A-Z]+ )", sent, "(?<postern_line>/.*)$"),
             "$postern_method$postern_line");
}

std::string OpenLocations(const std::string& prefix) {
  std::string text;
  for (const auto& [path, snippet] :
       {std::pair("healthz", "healthz"), std::pair("latency-check", "latency_check"), std::pair("readyz", "readyz")}) {
    absl::StrAppend(&text, "location = ", prefix, "/", path, " {\n    include snippets/", snippet, ".conf;\n}\n");
  }
  return text;
}

std::string ApiLocations(const std::string& prefix) {
  std::string text;
  for (const char* location : {"= $0/api/v2", "^~ $0/api/v2/"}) {
    absl::StrAppend(&text, "location ", absl::StrReplaceAll(location, {{"$0", prefix}}),
                    " {\n    include snippets/api.conf;\n}\n");
  }
  return text;
}

std::string RedirectMaps(const std::string& access_url, bool serves_tls) {
  std::string text = Constant("access_url", access_url);
  if (access_url.empty()) return text + Constant("elsewhere", "");
  const std::size_t host = access_url.find("://") + 3;
  const bool https = absl::StartsWith(access_url, "https");
  const bool with_scheme = https && serves_tls;
  const std::string scheme = with_scheme ? "$scheme://" : "";
  const std::string right = with_scheme ? access_url : access_url.substr(host);
  const bool has_port =
      access_url.find_last_of(':') > access_url.find_last_of(']') && access_url.find_last_of(':') > host;
  const auto map = [&](const char* header, const char* variable, const char* otherwise) {
    absl::StrAppend(&text, "map \"", scheme, header, "\" ", variable, " {\n    default ", otherwise, ";\n    \"", right,
                    "\" \"\";\n");
    if (!has_port) absl::StrAppend(&text, "    \"", right, https ? ":443" : ":80", "\" \"\";\n");
    absl::StrAppend(&text, "}\n");
  };
  map("$http_host", "$postern_elsewhere", "$postern_forwarded_elsewhere");
  map("$http_x_forwarded_host", "$postern_forwarded_elsewhere", "1");
  return text;
}

}  // namespace postern::operators
