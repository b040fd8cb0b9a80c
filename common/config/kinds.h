// The kinds of values that options have: how the text of a flag, a variable or a default becomes a value, and how a
// value is written so that reading the text gives it back. Errors say what is wrong and never repeat the text.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace postern::config {

enum class Type { kBool, kInt64, kString, kStringArray, kDuration, kUrl, kEnum, kConfigPath };

// 1 t T TRUE true True, 0 f F FALSE false False; empty is false.
struct Bool {
  using Value = bool;
  static constexpr Type kType = Type::kBool;
  static absl::StatusOr<bool> Parse(std::string_view text);
  static std::string Print(bool value);
};

// Base 10 with an optional sign, 64 bits.
struct Int64 {
  using Value = std::int64_t;
  static constexpr Type kType = Type::kInt64;
  static absl::StatusOr<std::int64_t> Parse(std::string_view text);
  static std::string Print(std::int64_t value);
};

// Any text, as it is.
struct String {
  using Value = std::string;
  static constexpr Type kType = Type::kString;
  static absl::StatusOr<std::string> Parse(std::string_view text) { return std::string(text); }
  static std::string Print(const std::string& value) { return value; }
};

// One comma-separated record (csv.h).
struct StringArray {
  using Value = std::vector<std::string>;
  static constexpr Type kType = Type::kStringArray;
  static absl::StatusOr<Value> Parse(std::string_view text);
  static std::string Print(const Value& value);
};

// A length of time (duration.h); any sign.
struct Duration {
  using Value = std::chrono::nanoseconds;
  static constexpr Type kType = Type::kDuration;
  static absl::StatusOr<Value> Parse(std::string_view text);
  static std::string Print(Value value);
};

// A URL (url.h), kept as its normalized text; empty is none.
struct UrlText {
  using Value = std::string;
  static constexpr Type kType = Type::kUrl;
  static absl::StatusOr<std::string> Parse(std::string_view text);
  static std::string Print(const std::string& value) { return value; }
};

// The path of the YAML file that supplies options; as it is.
struct ConfigPath : String {
  static constexpr Type kType = Type::kConfigPath;
};

using Choices = std::span<const std::string_view>;

absl::StatusOr<std::string> ParseChoice(std::string_view text, Choices choices);

// One of a few words, in any case, kept as typed: compare it without regard to case.
template <const auto& kWords>
struct Enum {
  using Value = std::string;
  static constexpr Type kType = Type::kEnum;
  static constexpr Choices kChoices = kWords;
  static absl::StatusOr<std::string> Parse(std::string_view text) { return ParseChoice(text, kChoices); }
  static std::string Print(const std::string& value) { return value; }
};

inline constexpr std::array<std::string_view, 2> kSameSiteChoices = {"lax", "none"};
inline constexpr std::array<std::string_view, 4> kLogLevelChoices = {"debug", "info", "warning", "error"};

// The words that a kind is limited to; none for most kinds.
template <typename Kind>
constexpr Choices ChoicesOf() {
  if constexpr (requires { Kind::kChoices; }) return Kind::kChoices;
  return {};
}

}  // namespace postern::config
