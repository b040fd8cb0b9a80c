#include "service/paging.h"

#include "json/decode.h"
#include "store/audit_logs.h"

namespace postern::service {
namespace {

// The parameter's text, "" where it is absent or was given twice, which is noted.
std::string_view ReadOnce(const http::Query& query, std::string_view name, std::vector<http::Violation>& violations) {
  if (query.Count(name) <= 1) return query.First(name).value_or("");
  violations.push_back({std::string(name), "may be given once"});
  return {};
}

std::int32_t ReadNumber(const http::Query& query, std::string_view name, std::vector<http::Violation>& violations) {
  const std::string_view text = ReadOnce(query, name, violations);
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

std::optional<std::string> ReadCursor(const http::Query& query, std::vector<http::Violation>& violations) {
  constexpr std::string_view kName = "after_id";
  const std::string_view text = ReadOnce(query, kName, violations);
  if (text.empty()) return std::nullopt;
  std::optional<std::string> id = json::ParseUuid(text);
  if (!id) violations.push_back({std::string(kName), "must be a UUID"});
  if (id == store::kNilUuid) return std::nullopt;
  return id;
}

http::Response InvalidQuery(const std::vector<http::Violation>& violations) {
  return http::Envelope(http::kBadRequest, "Query parameters have values that cannot be used.", {}, violations);
}

}  // namespace postern::service
