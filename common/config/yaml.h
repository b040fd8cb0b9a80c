// Options from a YAML file.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "config/given.h"

namespace postern::config {

// The text of the file, of at most 1 MiB; the error names it.
absl::StatusOr<std::string> ReadYamlFile(const std::string& path);

// Reads options from the text; `path` is how places name its file. Options that `origins` shows as set by flag or
// variable are passed over. Errors: text that is empty or no mapping; keys that are no option, by line and dotted path.
// A group that is given a single value is ignored, and the last of repeated keys wins.
Reading ReadYaml(std::string_view path, const std::string& text, const Origins& origins);

}  // namespace postern::config
