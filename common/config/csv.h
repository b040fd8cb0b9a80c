// Lists as options write them: one comma-separated record.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace postern::config {

// Reads the first record alone: what follows an unquoted line break is dropped. Spaces are kept; a field may stand in
// double quotes, with "" for a quote inside; a comma at the end adds an empty item; empty text is the empty list.
// A stray or unclosed quote, or line breaks with nothing before them, are errors; they never repeat the text.
absl::StatusOr<std::vector<std::string>> ParseCsv(std::string_view text);

// The record that ParseCsv reads back to the same items, quoted where needed.
std::string JoinCsv(const std::vector<std::string>& items);

}  // namespace postern::config
