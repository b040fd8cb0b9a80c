// JSON text as Go clients expect it: compact, one trailing newline, integers without exponent, and < > & U+2028 U+2029
// escaped, so that an answer is harmless inside HTML and JavaScript.
#pragma once

#include <string>
#include <string_view>

#include "boost/json/value.hpp"

namespace postern::json {

// The whole document with its newline. Strings that are not UTF-8 are repaired.
std::string Print(const boost::json::value& value);

// `text` as a JSON string with its quotes, appended to `out`.
void AppendString(std::string& out, std::string_view text);

}  // namespace postern::json
