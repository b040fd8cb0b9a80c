// Names of HTTP headers as options give them.
#pragma once

#include <string>
#include <string_view>

namespace postern::config {

// Whether the text may be the name of a header: a token, one character at least.
bool IsHeaderName(std::string_view text);

// The name as it is usually written, with capital letters at the start and after hyphens; other text as it is.
std::string UsualHeaderName(std::string_view text);

}  // namespace postern::config
