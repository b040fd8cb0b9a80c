#include "config/kinds.h"

#include <array>
#include <charconv>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
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

}  // namespace

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

absl::StatusOr<std::string> ParseChoice(std::string_view text, Choices choices) {
  std::string words;
  for (const std::string_view choice : choices) {
    const absl::string_view word(choice.data(), choice.size());
    if (absl::EqualsIgnoreCase(word, absl::string_view(text.data(), text.size()))) return std::string(text);
    absl::StrAppend(&words, words.empty() ? "" : ", ", word);
  }
  return absl::InvalidArgumentError(absl::StrCat("is none of ", words));
}

}  // namespace postern::config
