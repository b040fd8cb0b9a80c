#include "http/cookie.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace postern::http {
namespace {

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<std::string_view> FindCookie(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const std::size_t end = header.find(';');
    const std::string_view pair = Trim(header.substr(0, end));
    header.remove_prefix(end == std::string_view::npos ? header.size() : end + 1);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
    std::string_view value = pair.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return value;
  }
  return std::nullopt;
}

std::string SetCookie(std::string_view name, std::string_view value, const CookieOptions& options,
                      std::chrono::seconds max_age) {
  const bool none = absl::EqualsIgnoreCase(options.same_site, "none");
  return absl::StrCat(std::string(name), "=", std::string(value), "; Path=/; HttpOnly",
                      max_age.count() > 0 ? absl::StrCat("; Max-Age=", max_age.count()) : "",
                      options.secure ? "; Secure" : "", none ? "; SameSite=None" : "; SameSite=Lax");
}

std::string ClearCookie(std::string_view name) {
  return absl::StrCat(std::string(name), "=; Path=/; Max-Age=0");
}

}  // namespace postern::http
