#include "handlers/csp/report.h"

#include <algorithm>
#include <array>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "boost/json/value.hpp"
#include "json/parse.h"

namespace postern::csp {
namespace {

constexpr std::string_view kKey = "csp-report";
constexpr std::string_view kType = "csp-violation";
constexpr std::size_t kNone = std::string_view::npos;

// Not of our pages: what a browser shows or adds by itself. Whatever ends in "-extension" is one of the kind, too.
constexpr std::array<std::string_view, 8> kBrowsersOwn = {"about",    "chrome",      "chrome-search",     "edge",
                                                          "resource", "user-script", "webkit-masked-url", "opera"};

// A member by one of its two spellings, that of the older reports and that of the Reporting API.
std::string_view Text(const boost::json::object& report, std::string_view dashed, std::string_view camel) {
  for (const std::string_view key : {dashed, camel}) {
    const boost::json::value* value = report.if_contains(key);
    if (value != nullptr && value->is_string()) return value->get_string();
  }
  return "";
}

// So that no text can be more than a text wherever it is shown.
std::string Clean(std::string_view text, std::size_t most) {
  constexpr std::string_view kUnsafe = R"("<>\^`{|})";
  std::string clean;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    const bool safe = absl::ascii_isgraph(byte) && kUnsafe.find(character) == kNone;
    const std::string piece = safe ? std::string(1, character) : absl::StrFormat("%%%02X", byte);
    if (clean.size() + piece.size() > most) break;
    clean += piece;
  }
  return clean;
}

std::string Lower(std::string_view text) {
  return absl::AsciiStrToLower(absl::string_view(text.data(), text.size()));
}

struct Place {
  std::string_view scheme = {};     // Without its colon; a word such as "inline" is one, too.
  std::string_view authority = {};  // Without who logs in there.
  std::string_view path = {};
};

Place PlaceOf(std::string_view uri) {
  uri = uri.substr(0, uri.find_first_of("?#"));
  const std::size_t end = uri.find_first_of(":/");
  if (end == kNone) return {.scheme = uri};
  const std::string_view scheme = uri[end] == ':' ? uri.substr(0, end) : "";
  const std::string_view rest = scheme.empty() ? uri : uri.substr(end + 1);
  if (!rest.starts_with("//")) return scheme.empty() ? Place{.path = uri} : Place{.scheme = scheme};
  Place place = {.scheme = scheme};
  uri = rest.substr(2);
  // More slashes than two are two to a browser.
  if (scheme.empty()) uri.remove_prefix(std::min(uri.size(), uri.find_first_not_of('/')));
  place.authority = uri.substr(0, uri.find('/'));
  place.path = uri.substr(place.authority.size());
  if (const std::size_t at = place.authority.rfind('@'); at != kNone) place.authority.remove_prefix(at + 1);
  return place;
}

// Of data:, blob: and their like the scheme is enough, and all that can be told.
std::string OriginOf(const Place& place) {
  std::string origin(place.scheme);
  if (!place.scheme.empty() && !place.authority.empty()) origin.append("://").append(place.authority);
  return Clean(Lower(origin), store::kMaxCspOrigin);
}

std::string PathOf(const Place& place) {
  const bool rootless = place.path.empty() && !place.authority.empty();
  const std::string_view path = place.path.empty() ? place.scheme : place.path;
  return Clean(rootless ? "/" : path, store::kMaxCspPath);
}

bool IsBrowsersOwn(const Place& place) {
  const std::string scheme = Lower(place.scheme);
  return scheme.ends_with("-extension") || std::ranges::find(kBrowsersOwn, scheme) != kBrowsersOwn.end();
}

// Older browsers send the whole directive, with its values.
std::string DirectiveOf(const boost::json::object& report) {
  std::string_view text = Text(report, "effective-directive", "effectiveDirective");
  if (text.empty()) text = Text(report, "violated-directive", "violatedDirective");
  return Clean(Lower(text.substr(0, text.find(' '))), store::kMaxCspDirective);
}

std::optional<store::CspKind> KindOf(const boost::json::object& report) {
  const Place blocked = PlaceOf(Text(report, "blocked-uri", "blockedURL"));
  if (IsBrowsersOwn(blocked) || IsBrowsersOwn(PlaceOf(Text(report, "source-file", "sourceFile")))) return std::nullopt;
  store::CspKind kind = {.directive = DirectiveOf(report),
                         .blocked_origin = OriginOf(blocked),
                         .document_path = PathOf(PlaceOf(Text(report, "document-uri", "documentURL")))};
  if (kind.directive.empty() && kind.blocked_origin.empty()) return std::nullopt;
  return kind;
}

// One report; null says nothing.
absl::Status Add(const boost::json::value& report, std::string_view name, std::vector<store::CspKind>& kinds) {
  if (report.is_null()) return absl::OkStatus();
  if (!report.is_object()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("\"%s\" must be an object", absl::string_view(name.data(), name.size())));
  }
  if (std::optional<store::CspKind> kind = KindOf(report.get_object())) kinds.push_back(*std::move(kind));
  return absl::OkStatus();
}

absl::Status ReadOne(const boost::json::object& body, std::vector<store::CspKind>& kinds) {
  for (const auto& [key, value] : body) {
    if (!absl::EqualsIgnoreCase({key.data(), key.size()}, {kKey.data(), kKey.size()})) continue;
    if (absl::Status status = Add(value, kKey, kinds); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadBatch(const boost::json::array& body, std::vector<store::CspKind>& kinds) {
  for (const boost::json::value& entry : body) {
    if (!entry.is_object()) return absl::InvalidArgumentError("each entry of the array must be an object");
    const boost::json::value* report = entry.get_object().if_contains("body");
    if (report == nullptr || Text(entry.get_object(), "type", "type") != kType) continue;
    if (absl::Status status = Add(*report, "body", kinds); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<store::CspKind>> ReadReports(std::string_view body) {
  std::vector<store::CspKind> kinds;
  const absl::Status read = json::ParseFirst(body, [&](const boost::json::value& value) {
    if (value.is_null()) return absl::OkStatus();
    if (value.is_object()) return ReadOne(value.get_object(), kinds);
    if (value.is_array()) return ReadBatch(value.get_array(), kinds);
    return absl::InvalidArgumentError("the body must be an object or an array");
  });
  if (!read.ok()) return read;
  return kinds;
}

}  // namespace postern::csp
