#include "config/yaml.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/csv.h"
#include "config/refusal.h"
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

  Reading Finish() {
    for (const Found& found : found_) Read(found);
    return std::move(reading_);
  }

 private:
  struct Found {
    const OptionRow* row;
    std::string place;
    const YamlNode* value;
  };

  std::string Place(const YamlNode& key, const std::string& path) const {
    return file_ + ":" + std::to_string(key.line) + ": " + path;
  }

  void Refuse(const std::string& place, std::string_view why) {
    reading_.errors.push_back(place + ": " + std::string(why));
  }

  void Keep(const OptionRow& row, const YamlNode& key, const YamlNode& value) {
    if ((origins_.*row.origin).IsExplicit()) return;
    std::erase_if(found_, [&](const Found& earlier) { return earlier.row == &row; });
    found_.push_back({&row, Place(key, row.yaml_path), &value});
  }

  void Read(const Found& found) {
    const bool list = found.row->type == Type::kStringArray && found.value->shape == YamlNode::Shape::kSequence;
    if (list) {
      ReadItems(found);
    } else if (found.value->shape == YamlNode::Shape::kScalar) {
      reading_.given.push_back({found.row, found.place, found.value->text});
    } else {
      Refuse(found.place, "must be a single value");
    }
  }

  void ReadItems(const Found& found) {
    std::vector<std::string> items;
    for (const YamlNode& item : found.value->items) {
      if (item.shape != YamlNode::Shape::kScalar) return Refuse(found.place, "must be a list of single values");
      items.push_back(item.text);
    }
    reading_.given.push_back({found.row, found.place, JoinCsv(items)});
  }

  std::string file_;
  const Origins& origins_;
  std::vector<Found> found_;
  Reading reading_;
};

Reading Failed(std::string_view path, std::string_view why) {
  Reading reading;
  reading.errors.push_back(std::string(path) + ": " + std::string(why));
  return reading;
}

}  // namespace

Reading ReadYamlFile(const std::string& path, const Origins& origins) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Failed(path, std::string("cannot be read: ") + std::strerror(errno));
  std::string text(kMaxFileBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (file.bad()) return Failed(path, "cannot be read");
  if (text.size() > kMaxFileBytes) return Failed(path, "is larger than 1 MiB");
  return ReadYaml(path, text, origins);
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
