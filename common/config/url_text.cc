#include "config/url_text.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"

namespace postern::config {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

bool IsUnreserved(char character) {
  return absl::ascii_isalnum(static_cast<unsigned char>(character)) ||
         std::string_view("-_.~").find(character) != std::string_view::npos;
}

// What each part takes unescaped beside letters, digits and -_.~ when it is written anew.
std::string_view Plain(UrlPart part) {
  switch (part) {
    case UrlPart::kUser:
      return "$&+,;=";
    case UrlPart::kHost:
      return "!$&'()*+,;=:[]<>\"";
    case UrlPart::kPath:
      return "$&+,/:;=@";
    case UrlPart::kFragment:
      return "!()*$&+,/:;=?@";
  }
  return "";
}

bool StandsForItself(char character, UrlPart part) {
  return IsUnreserved(character) || Plain(part).find(character) != std::string_view::npos;
}

// The byte that the two characters after a % at `at` spell, or -1.
int Escaped(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size()) return -1;
  const std::size_t high = kHexDigits.find(absl::ascii_toupper(static_cast<unsigned char>(text[at + 1])));
  const std::size_t low = kHexDigits.find(absl::ascii_toupper(static_cast<unsigned char>(text[at + 2])));
  if (high == std::string_view::npos || low == std::string_view::npos) return -1;
  return static_cast<int>(high * 16 + low);
}

bool IsAscii(char character) {
  return static_cast<unsigned char>(character) < 0x80;
}

}  // namespace

absl::StatusOr<std::string> PercentDecode(std::string_view text, UrlPart part) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      if (part == UrlPart::kHost && IsAscii(text[at]) && !StandsForItself(text[at], part)) {
        return absl::InvalidArgumentError("is not a URL: its host has a character that may not stand there");
      }
      decoded += text[at];
      continue;
    }
    const int byte = Escaped(text, at);
    if (byte < 0) return absl::InvalidArgumentError("is not a URL: a % stands without two hexadecimal digits");
    // %25 alone is let through: it introduces the zone of an IPv6 address.
    if (part == UrlPart::kHost && byte < 0x80 && byte != '%') {
      return absl::InvalidArgumentError("is not a URL: its host has an escape that may not stand there");
    }
    decoded += static_cast<char>(byte);
    at += 2;
  }
  return decoded;
}

std::string PercentEncode(std::string_view text, UrlPart part) {
  std::string encoded;
  for (const char character : text) {
    if (StandsForItself(character, part)) {
      encoded += character;
      continue;
    }
    const auto byte = static_cast<unsigned char>(character);
    encoded += {'%', kHexDigits[byte / 16], kHexDigits[byte % 16]};
  }
  return encoded;
}

bool IsEncoded(std::string_view text, UrlPart part) {
  for (const char character : text) {
    const bool kept = std::string_view("!$&'()*+,;=:@[]%").find(character) != std::string_view::npos;
    if (!kept && !StandsForItself(character, part)) return false;
  }
  return true;
}

}  // namespace postern::config
