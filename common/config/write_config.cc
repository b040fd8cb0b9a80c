#include "config/write_config.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "config/shown.h"
#include "config/yaml_text.h"

namespace postern::config {
namespace {

constexpr std::size_t kColumns = 80;

std::string Indent(std::size_t depth) {
  return std::string(2 * depth, ' ');
}

// Lines that begin with #, broken between words.
std::string Comment(std::string_view text, std::size_t depth) {
  const std::string start = Indent(depth) + "#";
  std::string lines;
  std::size_t column = kColumns;
  for (const std::string& word : std::vector<std::string>(absl::StrSplit(std::string(text), ' '))) {
    if (column + 1 + word.size() > kColumns) {
      absl::StrAppend(&lines, lines.empty() ? "" : "\n", start);
      column = start.size();
    }
    absl::StrAppend(&lines, " ", word);
    column += 1 + word.size();
  }
  return lines + "\n";
}

std::string OptionLines(const OptionRow& row, const Options& options, const Origins& origins, std::size_t depth) {
  const std::string fallback = ShownDefault(row, origins);
  const std::string facts = absl::StrCat(Indent(depth), "# (default: ", fallback.empty() ? "<unset>" : fallback,
                                         ", type: ", std::string(TypeName(row.type)), ")\n");
  const std::string key = row.yaml_path.substr(row.yaml_path.rfind('.') + 1);
  return absl::StrCat(Comment(row.help, depth), facts, Indent(depth), key, ":", YamlValue(row, options, depth), "\n");
}

// A file serves many deployments, and two of them must not meet in one data folder.
bool IsWritten(const OptionRow& row) {
  return !row.yaml_path.empty() && row.origin != &Origins::data_dir;
}

// The group through which the way leads from `above` to `group`; null where it does not.
const Group* StepFrom(const Group* above, const Group* group) {
  while (group != nullptr && group->parent != above) group = group->parent;
  return group;
}

class Writer {
 public:
  Writer(const Options& options, const Origins& origins) : options_(options), origins_(origins) {}

  std::string Lines(const Group* above, std::size_t depth) {
    std::string lines;
    for (const OptionRow* row : TableByName()) {
      if (!IsWritten(*row)) continue;
      if (row->group == above) {
        lines += OptionLines(*row, options_, origins_, depth);
      } else if (const Group* next = StepFrom(above, row->group); next != nullptr && IsNew(next)) {
        if (!next->description.empty()) lines += Comment(next->description, depth);
        absl::StrAppend(&lines, Indent(depth), std::string(next->yaml), ":\n", Lines(next, depth + 1));
      }
    }
    return lines;
  }

 private:
  bool IsNew(const Group* group) {
    if (std::find(written_.begin(), written_.end(), group) != written_.end()) return false;
    written_.push_back(group);
    return true;
  }

  const Options& options_;
  const Origins& origins_;
  std::vector<const Group*> written_;
};

}  // namespace

std::string WrittenConfig(const Options& options, const Origins& origins) {
  return Writer(options, origins).Lines(nullptr, 0);
}

}  // namespace postern::config
