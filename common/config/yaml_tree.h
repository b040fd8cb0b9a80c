// A YAML document as it was written: scalars keep their text (~ is "~"), repeated keys stay, and lines are known. The
// library's own Node reads ~ as nothing and follows aliases.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace postern::config {

struct YamlNode {
  enum class Shape { kScalar, kSequence, kMapping };
  Shape shape = Shape::kScalar;
  int line = 0;      // From 1.
  std::string text;  // Of a scalar; empty where nothing was written.
  bool quoted = false;
  std::vector<YamlNode> items;
  std::vector<std::pair<YamlNode, YamlNode>> entries;
};

// Reads the first document; others are not looked at. Errors name the line: text that is no YAML, an alias, or no
// document at all.
absl::StatusOr<YamlNode> ParseYaml(const std::string& text);

}  // namespace postern::config
