// Query strings and percent escapes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postern::http {

// `text` with %XX decoded; `plus_is_space` as in query strings. std::nullopt where an escape is malformed.
std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_space = false);

// `text` with every byte but letters, digits, `-`, `.`, `_` and `~` as %XX, so that it may stand in any part of a URL.
std::string PercentEncode(std::string_view text);

// The parameters of a query string, decoded. Pairs with a malformed escape are left out, as Go's net/url does.
class Query {
 public:
  explicit Query(std::string_view text);

  // The first value of a parameter, or std::nullopt where it is absent.
  std::optional<std::string_view> First(std::string_view name) const;
  // How often a parameter was given.
  int Count(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

// A truth value as Go's strconv reads it: 1 t T TRUE true True and 0 f F FALSE false False.
std::optional<bool> ParseBool(std::string_view text);

// A paging parameter: decimal, an optional sign, 0 to 2147483647. std::nullopt for anything else.
std::optional<std::int32_t> ParsePageNumber(std::string_view text);

}  // namespace postern::http
