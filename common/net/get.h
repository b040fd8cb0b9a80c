// Asking another site by HTTP: one GET, bounded in time and in size, with nothing in it that the caller did not give.
// libcurl is named in this folder alone. Proxies are taken from the environment (https_proxy, http_proxy, no_proxy);
// certificates are checked against those that the system trusts.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace postern::net {

inline constexpr std::size_t kMaxBodyBytes = 1 << 20;
inline constexpr int kMaxRedirects = 3;

struct Limits {
  std::chrono::milliseconds connect{3000};  // Finding the host and connecting to it. More than zero.
  std::chrono::milliseconds total{10000};   // All of it, redirects included. More than zero.
};

// Name and value. They may be secrets: they are neither logged nor part of an error.
using Headers = std::vector<std::pair<std::string, std::string>>;

struct Answer {
  int status = 0;
  std::string body;  // As it came: at most kMaxBodyBytes.
};

// Sends GET to `url`, which is http: or https: and absolute, and waits for the answer, whatever its status. No cookie
// and no name or password is sent: those that the URL holds are left out. Redirects are followed up to kMaxRedirects
// times, never off https once it was reached and never to a URL that holds a name; with `headers` none is followed,
// since what is in them is meant for that site alone, and the answer is the redirect. `stopped` is asked about once a
// second, on the calling thread: true ends it. May be called by many threads at once.
//
// Errors name the host alone: kInvalidArgument for another URL, or a header with a line break; kDeadlineExceeded;
// kCancelled; kResourceExhausted for a larger body; kUnavailable for all else that keeps the site from answering.
absl::StatusOr<Answer> Get(std::string_view url, const Headers& headers, const Limits& limits,
                           const std::function<bool()>& stopped);

}  // namespace postern::net
