#include "net/target.h"

#include <curl/curl.h>

#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"

namespace postern::net {
namespace {

struct UrlCloser {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlCloser>;

constexpr CURLUPart kCredentials[] = {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS};

// Nothing where it cannot be read.
Url Read(std::string_view text) {
  Url url(curl_url());
  if (url == nullptr || text.find('\0') != std::string_view::npos) return nullptr;
  if (curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK) return nullptr;
  return url;
}

std::optional<std::string> Part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return std::nullopt;
  std::string copy(text);
  curl_free(text);
  return copy;
}

bool HasCredentials(CURLU* url) {
  for (const CURLUPart part : kCredentials) {
    if (Part(url, part)) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<Target> ReadTarget(std::string_view text) {
  const Url url = Read(text);
  if (url == nullptr) return absl::InvalidArgumentError("the URL cannot be read");
  for (const CURLUPart part : kCredentials) curl_url_set(url.get(), part, nullptr, 0);
  const auto whole = Part(url.get(), CURLUPART_URL);
  const auto scheme = Part(url.get(), CURLUPART_SCHEME);
  const auto host = Part(url.get(), CURLUPART_HOST);
  if (!whole || !scheme || !host || (*scheme != "http" && *scheme != "https")) {
    return absl::InvalidArgumentError("the URL is neither http nor https");
  }
  return Target{*whole, *scheme, *host};
}

absl::StatusOr<Target> Redirected(const Target& from, std::string_view text) {
  const Url url = Read(text);
  absl::StatusOr<Target> to = ReadTarget(text);
  const bool follow = to.ok() && !HasCredentials(url.get()) && (from.scheme != "https" || to->scheme == "https");
  if (follow) return to;
  return absl::UnavailableError(absl::StrCat("asking ", from.host, ": a redirect that is not followed"));
}

}  // namespace postern::net
