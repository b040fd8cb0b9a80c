// Whom a question goes to.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace postern::net {

struct Target {
  std::string url;  // Without a name and a password.
  std::string scheme;
  std::string host;
};

// Reads an absolute URL. kInvalidArgument where it is neither http: nor https:, or cannot be read.
absl::StatusOr<Target> ReadTarget(std::string_view url);

// Where a redirect of `from` to this absolute URL leads. kUnavailable where it is not to be followed: off https, to
// another scheme than these two, or to a URL with a name or a password.
absl::StatusOr<Target> Redirected(const Target& from, std::string_view url);

}  // namespace postern::net
