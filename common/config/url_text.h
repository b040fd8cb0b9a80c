// Percent-encoding in the parts of a URL. Which characters stand for themselves differs from part to part.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace postern::config {

enum class UrlPart { kUser, kHost, kPath, kFragment };

// Undoes %XX. Errors: a % without two hexadecimal digits; in a host, a character that may not stand there, or an escape
// of an ASCII character.
absl::StatusOr<std::string> PercentDecode(std::string_view text, UrlPart part);

// Writes as %XX every byte that does not stand for itself in that part.
std::string PercentEncode(std::string_view text, UrlPart part);

// Whether the text may stand in that part as it is.
bool IsEncoded(std::string_view text, UrlPart part);

}  // namespace postern::config
