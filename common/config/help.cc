#include "config/help.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "config/options.h"
#include "config/secret_files.h"

namespace postern::config {
namespace {

constexpr std::size_t kColumns = 100;
constexpr std::string_view kIndent = "        ";

// Words, and lists that are longer than a line in pieces that end with a comma.
std::vector<std::string> Pieces(const std::string& text) {
  std::vector<std::string> pieces;
  for (const std::string& word : std::vector<std::string>(absl::StrSplit(text, ' '))) {
    std::size_t start = 0;
    while (word.size() - start > kColumns - kIndent.size()) {
      const std::size_t comma = word.find(',', start);
      if (comma == std::string::npos) break;
      pieces.push_back(word.substr(start, comma + 1 - start));
      start = comma + 1;
    }
    pieces.push_back(word.substr(start));
  }
  return pieces;
}

std::string Wrapped(const std::string& text) {
  std::string lines;
  std::size_t column = kColumns;
  for (const std::string& word : Pieces(text)) {
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
  absl::StrAppend(&text, "--", row.flag, Placeholder(row), "  ", std::string(row.env));
  absl::StrAppend(&text, FileVariable(row).empty() ? "" : "[_FILE]", "\n");
  const std::string fallback = row.default_text.empty() ? "" : " (default: " + std::string(row.default_text) + ")";
  return text + Wrapped(std::string(row.help) + fallback);
}

using Rows = std::vector<const OptionRow*>;

// The options by group, those without one first.
std::string Grouped(const Rows& rows) {
  std::vector<const Group*> groups = {nullptr};
  for (const OptionRow* row : rows) {
    if (std::find(groups.begin(), groups.end(), row->group) == groups.end()) groups.push_back(row->group);
  }
  std::string text;
  for (const Group* group : groups) {
    std::string entries;
    for (const OptionRow* row : rows) entries += row->group == group ? Entry(*row) : "";
    if (!entries.empty()) absl::StrAppend(&text, "\n", group == nullptr ? "General" : GroupTitle(group), "\n", entries);
  }
  return text;
}

}  // namespace

std::string Help(std::string_view program) {
  const std::string name(program.substr(0, program.find(' ')));
  Rows heeded;
  Rows others;
  for (const OptionRow& row : Table()) {
    if (row.extras.hidden || row.flag.empty()) continue;
    ((row.extras.concerns & ProgramSet(name)) != 0 ? heeded : others).push_back(&row);
  }
  std::string text = absl::StrCat("Usage: ", std::string(program), " [--flag=value ...]\n\n");
  absl::StrAppend(&text, "Flags outrank variables, variables the YAML file, the file the defaults.\n");
  absl::StrAppend(&text, "Durations are written like 168h, 1h30m or 7d.\n");
  if (!heeded.empty()) absl::StrAppend(&text, "\nWHAT ", name, " ACTS ON\n", Grouped(heeded), "\nALL THE REST\n");
  return text + Grouped(others);
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
    case Type::kHostPort:
      return "=HOST:PORT";
    case Type::kRegexp:
      return "=PATTERN";
    case Type::kStruct:
      return "=YAML";
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
