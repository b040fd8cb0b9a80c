// Network addresses as options write them.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace postern::config {

struct HostPort {
  std::string host;  // Without brackets. Empty: every address of the machine.
  std::string port;  // A number or the name of a service. May be empty.
};

// Takes host:port with exactly one separating colon; an IPv6 host stands in brackets. Either side may be empty.
// Errors never repeat the text.
absl::StatusOr<HostPort> SplitHostPort(std::string_view text);

// Whether the text is a port number from 1 to 65535, in digits alone.
bool IsPortNumber(std::string_view text);

// Whether the text is a network such as 10.0.0.0/8 or fd00::/8: address and prefix length, nothing around them.
bool IsCidr(std::string_view text);

}  // namespace postern::config
