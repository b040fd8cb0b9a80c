// The text of a search, `q`: elements split on blanks outside double quotes, each `key:value`, or a bare word that
// stands for the key that an endpoint searches by first.
//
// An endpoint asks for the keys that it knows, each once, and then takes what was wrong. ASCII letters are lower-cased
// before anything else; the database folds the others where a value is compared, by the rules that it compares by.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/response.h"
#include "json/time.h"

namespace postern::service {

inline constexpr std::size_t kMaxSearchBytes = 4096;

class Search {
 public:
  // `text` is what stands in the query, decoded; "" searches for nothing. Longer texts than kMaxSearchBytes, texts that
  // are not UTF-8 or hold a NUL, and elements that are neither a word nor one key and one value are violations of `q`;
  // then nothing else is read.
  Search(std::string_view text, std::string_view key_of_bare_words);

  // Each gives what stands under a key. Nothing where the key is absent or its value empty (`key:""`), and where the
  // value cannot be used, which is noted. A key that takes one value may be given once.
  std::optional<std::string> Text(std::string_view key);
  // All values, whether separated by commas or given under the key again. None may be empty.
  std::vector<std::string> List(std::string_view key);
  // One, or any number, of the words allowed.
  std::optional<std::string> OneOf(std::string_view key, std::span<const std::string_view> allowed);
  std::vector<std::string> AnyOf(std::string_view key, std::span<const std::string_view> allowed);
  // An instant, RFC 3339.
  std::optional<json::Time> Instant(std::string_view key);
  // The first instant of a day, YYYY-MM-DD, in UTC.
  std::optional<json::Time> Day(std::string_view key);
  // Decimal, with an optional sign, in 64 bits.
  std::optional<std::int64_t> Number(std::string_view key);
  // In its canonical form.
  std::optional<std::string> Uuid(std::string_view key);

  // What was wrong, one violation for each key: of those asked for in the order of asking, then of those that nobody
  // asked for. Empty where the search can be done.
  std::vector<http::Violation> TakeViolations();

 private:
  // False where the element is malformed.
  bool Add(std::string_view element, std::string_view key_of_bare_words);
  const std::vector<std::string>& Values(std::string_view key);
  void Refuse(std::string_view field, std::string_view detail) {
    violations_.push_back({std::string(field), std::string(detail)});
  }
  // The value as `read` reads it; `detail` says what it must be.
  template <typename Reader>
  auto Read(std::string_view key, Reader read, std::string_view detail) -> decltype(read(std::string_view()));

  std::map<std::string, std::vector<std::string>, std::less<>> values_;  // Without empty ones.
  std::set<std::string, std::less<>> asked_;
  std::vector<http::Violation> violations_;
};

}  // namespace postern::service
