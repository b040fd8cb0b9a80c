// Options from a YAML file.
#pragma once

#include <string>
#include <string_view>

#include "config/given.h"

namespace postern::config {

// Reads the file, of at most 1 MiB. Options that `origins` shows as set by flag or variable are passed over. Errors: a
// file that cannot be read, is empty or is no mapping; keys that are no option, by line and dotted path; values of the
// wrong shape. A group that is given a single value is ignored, and the last of repeated keys wins.
Reading ReadYamlFile(const std::string& path, const Origins& origins);

// The same for text at hand; `path` is how places name it.
Reading ReadYaml(std::string_view path, const std::string& text, const Origins& origins);

}  // namespace postern::config
