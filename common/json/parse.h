// Bodies whose shape is not fixed: the value itself, read as decode.h says.
#pragma once

#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "boost/json/fwd.hpp"

namespace postern::json {

// Hands the first JSON value of `body` to `read`, and gives what that gives; the value lives no longer. What follows it
// is ignored, and of equal keys the last counts. Of ours are kInvalidArgument with the parser's text, for syntax,
// for nesting beyond kMaxDepth and more than kMaxValues, and "EOF" for an empty body. Strings are valid UTF-8 and may hold NUL.
absl::Status ParseFirst(std::string_view body, const std::function<absl::Status(const boost::json::value&)>& read);

}  // namespace postern::json
