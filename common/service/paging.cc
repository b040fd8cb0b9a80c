#include "service/paging.h"

namespace postern::service {
namespace {

std::int32_t ReadNumber(const http::Query& query, std::string_view name, std::vector<http::Violation>& violations) {
  if (query.Count(name) > 1) {
    violations.push_back({std::string(name), "may be given once"});
    return 0;
  }
  const std::string_view text = query.First(name).value_or("");
  if (text.empty()) return 0;
  const std::optional<std::int32_t> number = http::ParsePageNumber(text);
  if (!number) violations.push_back({std::string(name), "must be a whole number from 0 to 2147483647"});
  return number.value_or(0);
}

}  // namespace

Paging ReadPaging(const http::Query& query, std::vector<http::Violation>& violations) {
  Paging paging;
  paging.limit = ReadNumber(query, "limit", violations);
  paging.offset = ReadNumber(query, "offset", violations);
  return paging;
}

http::Response InvalidQuery(const std::vector<http::Violation>& violations) {
  return http::Envelope(http::kBadRequest, "Query parameters have values that cannot be used.", {}, violations);
}

}  // namespace postern::service
