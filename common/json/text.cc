#include "json/text.h"

#include <cstdint>
#include <optional>

namespace postern::json {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// The length of the well-formed sequence that `text` begins with (1 to 4), or 0. The ranges are Unicode's table 3-7.
std::size_t SequenceLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i, unsigned char low = 0x80, unsigned char high = 0xBF) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned char low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned char high = first == 0xED ? 0x9F : 0xBF;
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned char low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = first == 0xF4 ? 0x8F : 0xBF;
    return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The code unit of the escape \uXXXX that `text` begins with.
std::optional<std::uint32_t> EscapedUnit(std::string_view text) {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  std::uint32_t unit = 0;
  for (std::size_t i = 2; i < 6; ++i) {
    const int digit = HexValue(text[i]);
    if (digit < 0) return std::nullopt;
    unit = unit * 16 + static_cast<std::uint32_t>(digit);
  }
  return unit;
}

bool IsHighSurrogate(std::uint32_t unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool IsLowSurrogate(std::uint32_t unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

// How much of `text`, which begins with a backslash, is one escape; sets `lone` for a surrogate without its other half.
std::size_t EscapeLength(std::string_view text, bool& lone) {
  lone = false;
  const std::optional<std::uint32_t> unit = EscapedUnit(text);
  if (!unit) return text.size() < 2 ? text.size() : 2;
  if (IsHighSurrogate(*unit)) {
    const std::optional<std::uint32_t> next = EscapedUnit(text.substr(6));
    if (next && IsLowSurrogate(*next)) return 12;
    lone = true;
  }
  if (IsLowSurrogate(*unit)) lone = true;
  return 6;
}

}  // namespace

bool IsValidUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool IsStorable(std::string_view text) {
  return text.find('\0') == std::string_view::npos && IsValidUtf8(text);
}

std::string RepairUtf8(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size() + 8);
  while (!text.empty()) {
    const std::size_t length = SequenceLength(text);
    repaired.append(length == 0 ? kReplacement : text.substr(0, length));
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return repaired;
}

std::string RepairStorable(std::string_view text) {
  std::string repaired = RepairUtf8(text);
  for (std::size_t at = repaired.find('\0'); at != std::string::npos; at = repaired.find('\0', at)) {
    repaired.replace(at, 1, kReplacement);
  }
  return repaired;
}

std::string_view RepairDocument(std::string_view document, std::string& storage) {
  storage.clear();
  std::size_t kept = 0;  // Everything before it is in `storage` already.
  std::size_t at = 0;
  const auto replace = [&](std::size_t length, std::string_view with) {
    storage.append(document.substr(kept, at - kept)).append(with);
    at += length;
    kept = at;
  };
  while (at < document.size()) {
    const std::string_view rest = document.substr(at);
    if (rest[0] == '\\') {
      bool lone = false;
      const std::size_t length = EscapeLength(rest, lone);
      if (lone) {
        replace(length, kReplacement);
      } else {
        // Only the backslash and what it escapes: a multi-byte character behind it is looked at on its own.
        at += length == 2 && static_cast<unsigned char>(rest[1]) >= 0x80 ? 1 : length;
      }
    } else if (const std::size_t length = SequenceLength(rest); length == 0) {
      replace(1, kReplacement);
    } else {
      at += length;
    }
  }
  if (kept == 0) return document;
  storage.append(document.substr(kept));
  return storage;
}

}  // namespace postern::json
