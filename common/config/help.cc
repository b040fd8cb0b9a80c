#include "config/help.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "config/options.h"

namespace postern::config {
namespace {

constexpr std::size_t kColumns = 100;
constexpr std::string_view kIndent = "        ";

std::string Wrapped(const std::string& text) {
  std::string lines;
  std::size_t column = kColumns;
  for (const std::string& word : std::vector<std::string>(absl::StrSplit(text, ' '))) {
    if (column + 1 + word.size() > kColumns) {
      absl::StrAppend(&lines, lines.empty() ? "" : "\n", std::string(kIndent), word);
      column = kIndent.size() + word.size();
    } else {
      absl::StrAppend(&lines, " ", word);
      column += 1 + word.size();
    }
  }
  return lines + "\n";
}

std::string Entry(const OptionRow& row) {
  std::string text(row.extras.shorthand == 0 ? "  " : "  -" + std::string(1, row.extras.shorthand) + ", ");
  absl::StrAppend(&text, "--", row.flag, Placeholder(row), "  ", std::string(row.env), "\n");
  const std::string fallback = row.default_text.empty() ? "" : " (default: " + std::string(row.default_text) + ")";
  return text + Wrapped(std::string(row.help) + fallback);
}

std::string Section(const Group* group) {
  std::string entries;
  for (const OptionRow& row : Table()) {
    if (row.group == group && !row.extras.hidden) entries += Entry(row);
  }
  if (entries.empty()) return "";
  return absl::StrCat("\n", group == nullptr ? "General" : GroupTitle(group), "\n", entries);
}

}  // namespace

std::string Help(std::string_view program) {
  std::string text = absl::StrCat("Usage: ", std::string(program), " [--flag=value ...]\n\n");
  absl::StrAppend(&text, "Flags outrank variables, variables the YAML file, the file the defaults.\n");
  absl::StrAppend(&text, "Durations are written like 168h, 1h30m or 7d.\n");
  text += Section(nullptr);
  std::vector<const Group*> shown;
  for (const OptionRow& row : Table()) {
    if (row.group == nullptr || std::find(shown.begin(), shown.end(), row.group) != shown.end()) continue;
    shown.push_back(row.group);
    text += Section(row.group);
  }
  return text;
}

std::string Placeholder(const OptionRow& row) {
  switch (row.type) {
    case Type::kBool:
      return "";
    case Type::kInt64:
      return "=NUMBER";
    case Type::kString:
      return "=TEXT";
    case Type::kStringArray:
      return "=ITEM,...";
    case Type::kDuration:
      return "=DURATION";
    case Type::kUrl:
      return "=URL";
    case Type::kConfigPath:
      return "=PATH";
    case Type::kEnum:
      break;
  }
  std::string words;
  for (const std::string_view choice : row.choices) words += (words.empty() ? "=" : "|") + std::string(choice);
  return words;
}

}  // namespace postern::config
