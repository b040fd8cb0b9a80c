#include "handlers/updatecheck/latest_release.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "auth/token.h"
#include "boost/json/parse.hpp"
#include "config/shown.h"
#include "config/url.h"
#include "handlers/updatecheck/semver.h"
#include "json/decode.h"
#include "net/get_json.h"
#include "service/outbound.h"
#include "store/update_check.h"

namespace postern::updatecheck {
namespace {

constexpr std::chrono::minutes kInterval(1);
constexpr std::chrono::hours kRetry(1);

// A version is printable ASCII by itself.
bool NamesVersion(const boost::json::value& value) {
  return value.is_string() && value.get_string().size() <= kMaxVersionBytes && IsVersion(value.get_string());
}

bool IsWeb(std::string_view scheme) {
  return scheme == "http" || scheme == "https";
}

bool IsPage(const boost::json::value& value) {
  if (!value.is_string() || value.get_string().size() > kMaxUrlBytes) return false;
  const absl::StatusOr<config::Url> url = config::ParseUrl(value.get_string());
  return url.ok() && IsWeb(url->scheme) && !url->host.empty();
}

// What a browser takes for the scheme: it passes over blanks and control characters, wherever they are.
std::string SchemeOf(std::string_view text) {
  std::string scheme;
  for (const char character : text) {
    if (character == ':') return absl::AsciiStrToLower(scheme);
    const auto byte = static_cast<unsigned char>(character);
    if (byte <= ' ') continue;
    if (!absl::ascii_isalnum(byte) && std::string_view("+-.").find(character) == std::string_view::npos) return "";
    scheme += character;
  }
  return "";
}

absl::StatusOr<boost::json::value> AskSite(service::App& app, const service::Stopped& stopped) {
  const absl::StatusOr<boost::json::value> told =
      net::GetJson(app.options.update_check_url, {}, service::LimitsFrom(app.options), stopped);
  if (!told.ok()) return told.status();
  const absl::StatusOr<Release> release = ReadRelease(*told);
  if (!release.ok()) return release.status();
  const absl::Status written = store::WriteUpdateCheck(app.pool, release->version, release->url);
  if (!written.ok()) return written;
  return boost::json::value{{"version", release->version}, {"url", release->url}};
}

}  // namespace

absl::StatusOr<Check> ReadCheck(std::string_view stored) {
  // Decoding ignores what follows the first value, which is no JSON as a whole.
  boost::system::error_code error;
  boost::json::parse(stored, error);
  if (error) return absl::InvalidArgumentError("the stored update check is no JSON");
  Check check;
  std::string checked;
  const absl::Status read =
      json::Decode(stored, {{"version", &check.release.version}, {"url", &check.release.url}, {"checked", &checked}});
  if (!read.ok()) return read;
  if (checked.empty()) return check;
  const std::optional<json::Time> time = json::ParseTime(checked);
  if (!time) return absl::InvalidArgumentError("the time of the stored update check is none");
  check.checked = *time;
  return check;
}

absl::StatusOr<Release> ReadRelease(const boost::json::value& told) {
  const boost::json::object* release = told.if_object();
  const boost::json::value* version = release != nullptr ? release->if_contains("tag_name") : nullptr;
  if (version == nullptr || !NamesVersion(*version)) {
    return absl::InvalidArgumentError("the site names no release");
  }
  const boost::json::value* url = release->if_contains("html_url");
  if (url != nullptr && !IsPage(*url)) return absl::InvalidArgumentError("the page of the release is none");
  return Release{std::string(version->get_string()), url != nullptr ? std::string(url->get_string()) : ""};
}

std::string ShownUrl(std::string_view stored) {
  const std::string scheme = SchemeOf(stored);
  if (!scheme.empty() && !IsWeb(scheme)) return "";
  return config::WithoutCredentials(stored);
}

service::FetchedResult AskedRelease(service::App& app) {
  const std::string hash = auth::HashSecret(app.options.update_check_url).substr(0, 16);
  return {.name = absl::StrCat("update_check:", absl::BytesToHexString(hash)),
          .interval = kInterval,
          .retry = kRetry,
          .lapse = service::LapseFrom(app.options),
          .fetch = [&app](const service::Stopped& stopped) { return AskSite(app, stopped); }};
}

}  // namespace postern::updatecheck
