#include "config/kinds.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "config/address.h"
#include "config/csv.h"
#include "config/duration.h"
#include "config/url.h"

namespace postern::config {
namespace {

constexpr std::array<std::string_view, 6> kTrue = {"1", "t", "T", "TRUE", "true", "True"};
constexpr std::array<std::string_view, 7> kFalse = {"", "0", "f", "F", "FALSE", "false", "False"};

bool IsOneOf(std::string_view text, std::span<const std::string_view> words) {
  for (const std::string_view word : words) {
    if (word == text) return true;
  }
  return false;
}

// "lax, none".
std::string Joined(Choices choices) {
  std::string words;
  for (const std::string_view choice : choices) words.append(words.empty() ? "" : ", ").append(choice);
  return words;
}

// One label of a host name: letters and digits, with hyphens inside.
bool IsLabel(std::string_view label) {
  const auto alphanumeric = [](char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); };
  return !label.empty() && alphanumeric(label.front()) && alphanumeric(label.back()) &&
         std::all_of(label.begin(), label.end(), [&](char c) { return c == '-' || alphanumeric(c); });
}

}  // namespace

std::string_view TypeName(Type type) {
  switch (type) {
    case Type::kBool:
      return "bool";
    case Type::kInt64:
      return "int";
    case Type::kString:
      return "string";
    case Type::kStringArray:
      return "string-array";
    case Type::kDuration:
      return "duration";
    case Type::kUrl:
      return "url";
    case Type::kHostPort:
      return "host:port";
    case Type::kRegexp:
      return "regexp";
    case Type::kEnum:
      return "enum";
    case Type::kStruct:
      return "struct";
    case Type::kConfigPath:
      return "yaml-config-path";
  }
  return "";
}

absl::StatusOr<bool> Bool::Parse(std::string_view text) {
  if (IsOneOf(text, kTrue)) return true;
  if (IsOneOf(text, kFalse)) return false;
  return absl::InvalidArgumentError("is neither true nor false");
}

std::string Bool::Print(bool value) {
  return value ? "true" : "false";
}

absl::StatusOr<std::int64_t> Int64::Parse(std::string_view text) {
  const bool plus = text.size() > 1 && text[0] == '+' && text[1] != '-';
  const std::string_view number = plus ? text.substr(1) : text;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error == std::errc::result_out_of_range) return absl::InvalidArgumentError("does not fit 64 bits");
  if (error != std::errc() || end != number.data() + number.size()) {
    return absl::InvalidArgumentError("is not a whole number");
  }
  return value;
}

std::string Int64::Print(std::int64_t value) {
  return absl::StrCat(value);
}

absl::StatusOr<StringArray::Value> StringArray::Parse(std::string_view text) {
  return ParseCsv(text);
}
absl::StatusOr<StringArray::Value> StringArray::FromYaml(const YamlNode& node) {
  if (node.shape == YamlNode::Shape::kScalar) return Parse(node.text);
  absl::StatusOr<std::optional<Value>> items = ReadItems(node);
  if (!items.ok()) return items.status();
  return (*std::move(items)).value_or(Value());
}
std::string StringArray::Print(const Value& value) {
  return JoinCsv(value);
}

absl::StatusOr<Duration::Value> Duration::Parse(std::string_view text) {
  return ParseDuration(text);
}
std::string Duration::Print(Value value) {
  return FormatDuration(value);
}

absl::StatusOr<std::string> UrlText::Parse(std::string_view text) {
  const absl::StatusOr<Url> url = ParseUrl(text);
  if (!url.ok()) return url.status();
  return FormatUrl(*url);
}

absl::StatusOr<std::string> HostPortText::Parse(std::string_view text) {
  const absl::StatusOr<HostPort> address = SplitHostPort(text);
  if (!address.ok()) return address.status();
  return text == ":" ? "" : std::string(text);
}

absl::StatusOr<std::string> Regexp::Parse(std::string_view text) {
  const re2::RE2 pattern(re2::StringPiece(text.data(), text.size()), re2::RE2::Quiet);
  if (!pattern.ok()) return absl::InvalidArgumentError("is no regular expression: " + pattern.error());
  return std::string(text);
}

absl::StatusOr<std::string> WildcardHost::Parse(std::string_view text) {
  constexpr const char* kWanted = "is no pattern of host names: one star, at the start, is wanted: *.apps.example.com";
  if (text.empty()) return std::string();
  std::string host = absl::AsciiStrToLower(absl::string_view(text.data(), text.size()));
  if (const std::size_t colon = host.rfind(':'); colon != std::string::npos) {
    if (!IsPortNumber(std::string_view(host).substr(colon + 1))) return absl::InvalidArgumentError(kWanted);
    host.resize(colon);
  }
  if (host.front() != '*' || host.find('.') == std::string::npos) return absl::InvalidArgumentError(kWanted);
  host.front() = 'a';  // What follows the star in its label may begin with a hyphen.
  for (const absl::string_view label : absl::StrSplit(host, '.')) {
    if (!IsLabel({label.data(), label.size()})) return absl::InvalidArgumentError(kWanted);
  }
  return std::string(text);
}

absl::StatusOr<std::string> WildcardHost::FromYaml(const YamlNode& node) {
  if (node.shape != YamlNode::Shape::kScalar) return absl::InvalidArgumentError("must be a single value");
  return node.text;
}

absl::StatusOr<std::optional<std::vector<std::string>>> ParseChoices(std::string_view text, Choices choices) {
  absl::StatusOr<std::vector<std::string>> items = ParseCsv(text);
  if (!items.ok()) return items.status();
  if (items->empty()) return std::nullopt;
  for (const std::string& item : *items) {
    if (IsOneOf(item, choices)) continue;
    return absl::InvalidArgumentError(absl::StrCat("has an item that is none of ", Joined(choices)));
  }
  return *std::move(items);
}

absl::StatusOr<std::optional<std::vector<std::string>>> ReadItems(const YamlNode& node) {
  std::vector<std::string> items;
  if (node.shape == YamlNode::Shape::kScalar && node.text.empty()) return std::nullopt;
  if (node.shape != YamlNode::Shape::kSequence) return absl::InvalidArgumentError("must be a list");
  for (const YamlNode& item : node.items) {
    if (item.shape != YamlNode::Shape::kScalar) return absl::InvalidArgumentError("must be a list of single values");
    items.push_back(item.text);
  }
  return items;
}

absl::StatusOr<std::string> ParseChoice(std::string_view text, Choices choices) {
  for (const std::string_view choice : choices) {
    if (absl::EqualsIgnoreCase({choice.data(), choice.size()}, {text.data(), text.size()})) return std::string(text);
  }
  return absl::InvalidArgumentError(absl::StrCat("is none of ", Joined(choices)));
}

}  // namespace postern::config
