#include "service/search.h"

#include <algorithm>
#include <charconv>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "json/decode.h"
#include "json/text.h"

namespace postern::service {
namespace {

constexpr std::string_view kSearch = "q";
constexpr std::string_view kOnce = "may be given once";

// The pieces between delimiters that stand outside double quotes, empty ones included. A quote that is never closed
// reaches to the end.
std::vector<std::string_view> SplitOutsideQuotes(std::string_view text, char delimiter) {
  std::vector<std::string_view> pieces;
  bool quoted = false;
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (quoted || text[i] != delimiter) continue;
    pieces.push_back(text.substr(start, i - start));
    start = i + 1;
  }
  pieces.push_back(text.substr(start));
  return pieces;
}

std::string_view WithoutQuotes(std::string_view text) {
  while (text.starts_with('"')) text.remove_prefix(1);
  while (text.ends_with('"')) text.remove_suffix(1);
  return text;
}

bool Contains(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string MustBeOneOf(std::span<const std::string_view> words) {
  std::string text = "must be one of ";
  for (const std::string_view word : words) text.append(word == words.front() ? "" : ", ").append(word);
  return text;
}

std::optional<std::int64_t> ReadNumber(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Search::Search(std::string_view text, std::string_view key_of_bare_words) {
  if (text.size() > kMaxSearchBytes) {
    Refuse(kSearch, absl::StrCat("may have at most ", kMaxSearchBytes, " bytes"));
    return;
  }
  if (!json::IsStorable(text)) {
    Refuse(kSearch, "must be UTF-8 without NUL");
    return;
  }
  const std::string lower = absl::AsciiStrToLower({text.data(), text.size()});
  for (const std::string_view element : SplitOutsideQuotes(lower, ' ')) {
    if (element.empty() || Add(element, key_of_bare_words)) continue;
    Refuse(kSearch,
           absl::StrCat("must have a key and a value on the two sides of one colon in ", std::string(element)));
    values_.clear();
    return;
  }
}

bool Search::Add(std::string_view element, std::string_view key_of_bare_words) {
  if (element.starts_with(':') || element.ends_with(':')) return false;
  const std::vector<std::string_view> pieces = SplitOutsideQuotes(element, ':');
  if (pieces.size() > 2) return false;
  const bool bare = pieces.size() == 1;
  const std::string_view key = bare ? key_of_bare_words : WithoutQuotes(pieces[0]);
  const std::string_view value = bare ? element : WithoutQuotes(pieces[1]);
  std::vector<std::string>& values = values_[std::string(key)];
  if (!value.empty()) values.emplace_back(value);
  return true;
}

const std::vector<std::string>& Search::Values(std::string_view key) {
  static const std::vector<std::string> none;
  asked_.emplace(key);
  const auto found = values_.find(key);
  return found == values_.end() ? none : found->second;
}

template <typename Reader>
auto Search::Read(std::string_view key, Reader read, std::string_view detail) -> decltype(read(std::string_view())) {
  const std::optional<std::string> text = Text(key);
  if (!text) return std::nullopt;
  auto value = read(std::string_view(*text));
  if (!value) Refuse(key, detail);
  return value;
}

std::optional<std::string> Search::Text(std::string_view key) {
  const std::vector<std::string>& values = Values(key);
  if (values.size() > 1) Refuse(key, kOnce);
  if (values.size() != 1) return std::nullopt;
  return values.front();
}

std::vector<std::string> Search::List(std::string_view key) {
  std::vector<std::string> items;
  for (const std::string& value : Values(key)) {
    const std::vector<std::string> parts = absl::StrSplit(value, ',');
    items.insert(items.end(), parts.begin(), parts.end());
  }
  if (std::find(items.begin(), items.end(), "") == items.end()) return items;
  Refuse(key, "must not have an empty element");
  return {};
}

std::optional<std::string> Search::OneOf(std::string_view key, std::span<const std::string_view> allowed) {
  const auto read = [&](std::string_view word) {
    return Contains(allowed, word) ? std::optional<std::string>(word) : std::nullopt;
  };
  return Read(key, read, MustBeOneOf(allowed));
}

std::vector<std::string> Search::AnyOf(std::string_view key, std::span<const std::string_view> allowed) {
  std::vector<std::string> items = List(key);
  const auto known = [&](const std::string& item) { return Contains(allowed, item); };
  if (std::all_of(items.begin(), items.end(), known)) return items;
  Refuse(key, MustBeOneOf(allowed));
  return {};
}

std::optional<json::Time> Search::Instant(std::string_view key) {
  return Read(key, json::ParseTime, "must be a time of RFC 3339, in double quotes");
}

std::optional<json::Time> Search::Day(std::string_view key) {
  const auto read = [](std::string_view day) { return json::ParseTime(std::string(day) + "T00:00:00Z"); };
  return Read(key, read, "must be a day, YYYY-MM-DD");
}

std::optional<std::int64_t> Search::Number(std::string_view key) {
  return Read(key, ReadNumber, "must be a whole number of 64 bits");
}

std::optional<std::string> Search::Uuid(std::string_view key) {
  return Read(key, json::ParseUuid, "must be a UUID");
}

std::vector<http::Violation> Search::TakeViolations() {
  for (const auto& [key, values] : values_) {
    if (!asked_.contains(key)) Refuse(key, "is not a key of this search");
  }
  return std::move(violations_);
}

}  // namespace postern::service
