// Values as the text of a YAML file.
#pragma once

#include <cstddef>
#include <string>

#include "config/options.h"

namespace postern::config {

// What follows the colon behind the option's key: " 12", " []", "" for nothing, or, behind a line break, lines that are
// indented by `depth` + 1 steps of two. Every reader of YAML, of whatever version, takes it for the same value.
std::string YamlValue(const OptionRow& row, const Options& options, std::size_t depth);

}  // namespace postern::config
