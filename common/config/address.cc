#include "config/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace postern::config {
namespace {

// A number of up to `most` written in digits alone.
std::optional<int> Digits(std::string_view text, int most) {
  int value = 0;
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || value > most) return std::nullopt;
  return value;
}

}  // namespace

absl::StatusOr<HostPort> SplitHostPort(std::string_view text) {
  if (text.empty()) return absl::InvalidArgumentError("must not be empty");
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return absl::InvalidArgumentError("has no port: host:port is wanted");
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return absl::InvalidArgumentError("has too many colons: an IPv6 host stands in brackets, [::1]:80");
  }
  if (host.find_first_of("[]") != std::string_view::npos || port.find_first_of("[]") != std::string_view::npos) {
    return absl::InvalidArgumentError("has a stray bracket");
  }
  return HostPort{std::string(host), std::string(port)};
}

bool IsPortNumber(std::string_view text) {
  return Digits(text, 65535).value_or(0) > 0;
}

bool IsCidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const std::string address(text.substr(0, slash));
  if (address.find('\0') != std::string::npos) return false;
  const std::string_view length = text.substr(slash + 1);
  if (length.size() > 1 && length.front() == '0') return false;
  in6_addr parsed{};
  if (inet_pton(AF_INET, address.c_str(), &parsed) == 1) return Digits(length, 32).has_value();
  return inet_pton(AF_INET6, address.c_str(), &parsed) == 1 && Digits(length, 128).has_value();
}

}  // namespace postern::config
