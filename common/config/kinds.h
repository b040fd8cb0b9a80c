// The kinds of values that options have: how the text of a flag, a variable or a default becomes a value, and how a
// value is written so that reading the text gives it back. Errors say what is wrong and never repeat the text.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "config/yaml_tree.h"

namespace postern::config {

enum class Type {
  kBool,
  kInt64,
  kString,
  kStringArray,
  kDuration,
  kUrl,
  kHostPort,
  kRegexp,
  kEnum,
  kStruct,
  kConfigPath
};

// The name of a type as clients, help and comments of the YAML file have it: "string-array", "host:port".
std::string_view TypeName(Type type);

// Whether the value of an option, or a part of it, may be shown to those who may see the settings.
enum class Visibility { kSecret, kPublic };
inline constexpr Visibility kSecret = Visibility::kSecret;
inline constexpr Visibility kPublic = Visibility::kPublic;

// Whether what is secret inside of structs is given out.
enum class Secrets { kHidden, kShown };

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
  static absl::StatusOr<Value> FromYaml(const YamlNode& node);
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

// host:port (address.h), kept as its text, an IPv6 host in brackets; a colon alone is none.
struct HostPortText {
  using Value = std::string;
  static constexpr Type kType = Type::kHostPort;
  static absl::StatusOr<std::string> Parse(std::string_view text);
  static std::string Print(const std::string& value) { return value; }
};

// A regular expression of RE2, kept as its text.
struct Regexp {
  using Value = std::string;
  static constexpr Type kType = Type::kRegexp;
  static absl::StatusOr<std::string> Parse(std::string_view text);
  static std::string Print(const std::string& value) { return value; }
};

// The pattern of host names of applications: one star, at the start, and a dot somewhere: *.apps.example.com. In the
// YAML file any text is taken; the rules of the start look at it again.
struct WildcardHost : String {
  static absl::StatusOr<std::string> Parse(std::string_view text);
  static absl::StatusOr<std::string> FromYaml(const YamlNode& node);
};

// The path of the YAML file that supplies options; as it is.
struct ConfigPath : String {
  static constexpr Type kType = Type::kConfigPath;
};

using Choices = std::span<const std::string_view>;

absl::StatusOr<std::string> ParseChoice(std::string_view text, Choices choices);

// The items of a list of choices, by text and in the file.
absl::StatusOr<std::optional<std::vector<std::string>>> ParseChoices(std::string_view text, Choices choices);
absl::StatusOr<std::optional<std::vector<std::string>>> ReadItems(const YamlNode& node);

// One of a few words, in any case, kept as typed: compare it without regard to case.
template <const auto& kWords>
struct Enum {
  using Value = std::string;
  static constexpr Type kType = Type::kEnum;
  static constexpr Choices kChoices = kWords;
  static absl::StatusOr<std::string> Parse(std::string_view text) { return ParseChoice(text, kChoices); }
  static std::string Print(const std::string& value) { return value; }
};

// A list of words out of a few. Nothing: never set, or set to the empty text; in the file an empty list is an empty
// list, a single value is none, and words are not looked at.
template <const auto& kWords>
struct ChoiceArray {
  using Value = std::optional<std::vector<std::string>>;
  static constexpr Type kType = Type::kStringArray;
  static absl::StatusOr<Value> Parse(std::string_view text) { return ParseChoices(text, kWords); }
  static absl::StatusOr<Value> FromYaml(const YamlNode& node) { return ReadItems(node); }
  static std::string Print(const Value& value) { return StringArray::Print(value.value_or(StringArray::Value())); }
};

inline constexpr std::array<std::string_view, 2> kSameSiteChoices = {"lax", "none"};
inline constexpr std::array<std::string_view, 2> kPostgresAuthChoices = {"password", "awsiamrds"};
inline constexpr std::array<std::string_view, 2> kShapeChoices = {"reference", "codersdk"};
inline constexpr std::array<std::string_view, 3> kPartsChoices = {"all", "programs", "nginx"};
inline constexpr std::array<std::string_view, 2> kProvisionerTypes = {"echo", "terraform"};
inline constexpr std::array<std::string_view, 4> kAgentStatLabels = {"agent_name", "template_name", "username",
                                                                     "workspace_name"};
inline constexpr std::array<std::string_view, 4> kLogLevelChoices = {"debug", "info", "warning", "error"};

// The words that a kind is limited to; none for most kinds.
template <typename Kind>
constexpr Choices ChoicesOf() {
  if constexpr (requires { Kind::kChoices; }) return Kind::kChoices;
  return {};
}

}  // namespace postern::config
