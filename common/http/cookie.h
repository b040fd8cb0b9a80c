// Cookies: reading the Cookie header, writing Set-Cookie values.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace postern::http {

// The first cookie of that name in a Cookie header, without surrounding quotes; std::nullopt where there is none.
std::optional<std::string_view> FindCookie(std::string_view header, std::string_view name);

// How the cookies of this deployment are marked.
struct CookieOptions {
  bool secure = false;
  std::string same_site = "lax";  // lax or none, in any case.
};

// The value of a Set-Cookie header for a cookie that lasts as long as the browser, or for `max_age` where that is not
// zero: Path=/, HttpOnly, and the options.
std::string SetCookie(std::string_view name, std::string_view value, const CookieOptions& options,
                      std::chrono::seconds max_age = std::chrono::seconds(0));

// The value of a Set-Cookie header that makes the browser forget a cookie.
std::string ClearCookie(std::string_view name);

}  // namespace postern::http
