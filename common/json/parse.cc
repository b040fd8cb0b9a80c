#include "json/parse.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "boost/json/monotonic_resource.hpp"
#include "boost/json/stream_parser.hpp"
#include "json/decode.h"
#include "json/text.h"

namespace postern::json {
namespace {

// Boost's own limits and messages; the parser stops behind the first value.
absl::Status Parse(std::string_view document, boost::json::stream_parser& parser) {
  boost::system::error_code error;
  parser.write_some(document.data(), document.size(), error);
  if (!error && !parser.done()) parser.finish(error);
  if (!error) return absl::OkStatus();
  return absl::InvalidArgumentError(error.message());
}

// Looks at the first value alone, as the parser does; what is no JSON is left to that.
bool HasTooMany(std::string_view document) {
  std::size_t count = 0;
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < document.size(); ++at) {
    const char c = document[at];
    if (in_string) {
      if (c == '\\') ++at;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      ++depth;
      ++count;
    } else if (c == ',') {
      ++count;
    } else if ((c == ']' || c == '}') && --depth == 0) {
      break;
    }
    if (count > kMaxValues) return true;
  }
  return false;
}

}  // namespace

absl::Status ParseFirst(std::string_view body, const std::function<absl::Status(const boost::json::value&)>& read) {
  if (absl::StripAsciiWhitespace(absl::string_view(body.data(), body.size())).empty()) {
    return absl::InvalidArgumentError("EOF");
  }
  std::string storage;
  const std::string_view document = RepairDocument(body, storage);
  if (HasTooMany(document)) return absl::InvalidArgumentError(absl::StrCat("more than ", kMaxValues, " values"));
  boost::json::parse_options options;
  options.max_depth = kMaxDepth;
  // Freed as a whole: destroying a value ten thousand levels deep one by one would recurse as deep.
  boost::json::monotonic_resource memory;
  boost::json::stream_parser parser(&memory, options);
  if (absl::Status status = Parse(document, parser); !status.ok()) return status;
  const boost::json::value value = parser.release();
  return read(value);
}

}  // namespace postern::json
