#include "config/yaml.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/yaml_tree.h"

namespace postern::config {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;

const OptionRow* FindPath(std::string_view path) {
  for (const OptionRow& row : Table()) {
    if (!path.empty() && row.yaml_path == path) return &row;
  }
  return nullptr;
}

// Whether some option's path goes on from this one.
bool IsGroup(std::string_view path) {
  const std::string prefix = std::string(path) + ".";
  return std::any_of(Table().begin(), Table().end(),
                     [&](const OptionRow& row) { return row.yaml_path.starts_with(prefix); });
}

class Walker {
 public:
  Walker(std::string_view file, const Origins& origins) : file_(file), origins_(origins) {}

  void Walk(const YamlNode& mapping, const std::string& prefix) {
    for (const auto& [key, value] : mapping.entries) {
      const std::string path = prefix + key.text;
      if (key.shape != YamlNode::Shape::kScalar) {
        Refuse(Place(key, prefix.empty() ? "?" : prefix), "a key must be a single word");
      } else if (const OptionRow* row = FindPath(path); row != nullptr) {
        Keep(*row, key, value);
      } else if (!IsGroup(path)) {
        Refuse(Place(key, path), "unknown option");
      } else if (value.shape == YamlNode::Shape::kMapping) {
        Walk(value, path + ".");
      }
    }
  }

  // Twins share a value: the order decides which of two wins.
  Reading Finish() {
    std::sort(reading_.given.begin(), reading_.given.end(),
              [](const GivenText& a, const GivenText& b) { return a.row->name < b.row->name; });
    return std::move(reading_);
  }

 private:
  std::string Place(const YamlNode& key, const std::string& path) const {
    return file_ + ":" + std::to_string(key.line) + ": " + path;
  }

  void Refuse(const std::string& place, std::string_view why) {
    reading_.errors.push_back(place + ": " + std::string(why));
  }

  void Keep(const OptionRow& row, const YamlNode& key, const YamlNode& value) {
    if ((origins_.*row.origin).IsExplicit()) return;
    std::erase_if(reading_.given, [&](const GivenText& earlier) { return earlier.row == &row; });
    reading_.given.push_back({&row, Place(key, row.yaml_path), value.text, value});
  }

  std::string file_;
  const Origins& origins_;
  Reading reading_;
};

Reading Failed(std::string_view path, std::string_view why) {
  Reading reading;
  reading.errors.push_back(std::string(path) + ": " + std::string(why));
  return reading;
}

}  // namespace

absl::StatusOr<std::string> ReadYamlFile(const std::string& path) {
  const auto failed = [&](std::string_view why) { return absl::InvalidArgumentError(path + ": " + std::string(why)); };
  std::ifstream file(path, std::ios::binary);
  if (!file) return failed(std::string("cannot be read: ") + std::strerror(errno));
  std::string text(kMaxFileBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (file.bad()) return failed("cannot be read");
  if (text.size() > kMaxFileBytes) return failed("is larger than 1 MiB");
  return text;
}

Reading ReadYaml(std::string_view path, const std::string& text, const Origins& origins) {
  const absl::StatusOr<YamlNode> root = ParseYaml(text);
  if (!root.ok()) return Failed(path, std::string(root.status().message()));
  if (root->shape != YamlNode::Shape::kMapping) return Failed(path, "must be a mapping of options");
  Walker walker(path, origins);
  walker.Walk(*root, "");
  return walker.Finish();
}

}  // namespace postern::config
