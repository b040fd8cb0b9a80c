// What a source says about options, before it is read as values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/options.h"
#include "config/yaml_tree.h"

namespace postern::config {

struct GivenText {
  const OptionRow* row = nullptr;
  std::string place;             // Names the flag, the variable, or file, line and key.
  std::string text;              // Of a single value.
  std::optional<YamlNode> node;  // What the YAML file has, of whatever shape.
};

struct Reading {
  std::vector<GivenText> given;     // In the order in which they take effect.
  std::vector<std::string> errors;  // One line each, naming the place.
};

}  // namespace postern::config
