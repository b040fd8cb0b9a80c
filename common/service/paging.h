// The query parameters that cut a list into pages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "http/query.h"
#include "http/response.h"

namespace postern::service {

struct Paging {
  std::int32_t limit = 0;  // 0: all.
  std::int32_t offset = 0;
};

// Reads `limit` and `offset`: 0 to 2147483647, absent or empty for none, an error where given twice. What is wrong is
// added to `violations`, one for each parameter.
Paging ReadPaging(const http::Query& query, std::vector<http::Violation>& violations);

// Reads `after_id`, the last one that the client has seen, into its canonical form. Nothing where it is absent, empty
// or the UUID of zeros; what is no UUID, or is given twice, is added to `violations`.
std::optional<std::string> ReadCursor(const http::Query& query, std::vector<http::Violation>& violations);

// 400 for query parameters that cannot be used.
http::Response InvalidQuery(const std::vector<http::Violation>& violations);

}  // namespace postern::service
