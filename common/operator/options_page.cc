#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "config/help.h"
#include "config/options.h"
#include "config/secret_files.h"
#include "operator/explain.h"

namespace postern::operators {
namespace {

using config::OptionRow;

// Text that stands in a cell of a table as it is.
std::string Plain(std::string_view text) {
  return absl::StrReplaceAll(absl::string_view(text.data(), text.size()),
                             {{"|", "\\|"}, {"*", "\\*"}, {"<", "\\<"}, {"_", "\\_"}});
}

// Text to be typed; nothing stays nothing.
std::string Code(std::string_view text) {
  if (text.empty()) return "";
  return absl::StrCat("`", absl::StrReplaceAll(absl::string_view(text.data(), text.size()), {{"|", "\\|"}}), "`");
}

std::string Flag(const OptionRow& row) {
  if (row.flag.empty()) return "";
  const std::string shorthand = row.extras.shorthand == 0 ? "" : Code(std::string{'-', row.extras.shorthand}) + ", ";
  return shorthand + Code("--" + row.flag + config::Placeholder(row));
}

std::string ActedOnBy(config::Programs programs) {
  if (programs == config::kEvery) return "all";
  std::string names;
  for (const char* program : config::kPrograms) {
    if ((programs & config::ProgramSet(absl::StrCat("postern-", program))) == 0) continue;
    absl::StrAppend(&names, names.empty() ? "" : ", ", program);
  }
  if ((programs & config::kUp) != 0) absl::StrAppend(&names, names.empty() ? "" : ", ", "up");
  return names.empty() ? "shown only" : names;
}

std::string Instead(const OptionRow& row) {
  std::string names;
  for (const std::string_view name : row.extras.use_instead) {
    if (!name.empty()) absl::StrAppend(&names, names.empty() ? " Replaced by " : " and ", std::string(name));
  }
  return names.empty() ? "" : names + ".";
}

std::string Secrecy(const OptionRow& row) {
  if (!row.is_secret()) return "";
  const std::string file = config::FileVariable(row);
  return file.empty() ? " Secret." : absl::StrCat(" Secret; its file: ", Code(file), ".");
}

std::string Line(const OptionRow& row) {
  return absl::StrCat("| ", Flag(row), " | ", Code(row.env), " | ", Code(row.yaml_path), " | ", Code(row.default_text),
                      " | ", std::string(config::TypeName(row.type)), " | ", ActedOnBy(row.extras.concerns), " | ",
                      Plain(row.help), Secrecy(row), Instead(row), " |\n");
}

std::string Section(const config::Group* group) {
  std::string text = absl::StrCat("\n## ", group == nullptr ? "General" : config::GroupTitle(group), "\n\n");
  absl::StrAppend(&text, "| flag | variable | in the file | default | type | acted on by | what |\n",
                  "| --- | --- | --- | --- | --- | --- | --- |\n");
  for (const OptionRow& row : config::Table()) {
    if (row.group == group) text += Line(row);
  }
  return text;
}

}  // namespace

std::string OptionsPage() {
  std::string page =
      "# All options\n\n"
      "Written by `postern help options`. How they are given, and which source outranks which, is in\n"
      "[configure.md](configure.md). Every program takes all of them, so that one set serves a whole deployment; "
      "*acted on\n"
      "by* names the programs to which an option makes a difference beyond what `GET /api/v2/deployment/config` shows "
      "(`up`\n"
      "is the program `postern`). An option without a flag, a variable or a path in the file cannot be given there.\n"
      "\n"
      "A secret that has a variable can be read from a file instead, which another variable names: the same with "
      "`_FILE` "
      "at\n"
      "its end. Where a secret says nothing of its file, it has none. The secret parts of numbered families have one "
      "too,\n"
      "such as `CODER_EXTERNAL_AUTH_0_CLIENT_SECRET_FILE` ([configure.md](configure.md#secrets-from-files)).\n";
  std::vector<const config::Group*> groups = {nullptr};
  for (const OptionRow& row : config::Table()) {
    if (std::find(groups.begin(), groups.end(), row.group) == groups.end()) groups.push_back(row.group);
  }
  for (const config::Group* group : groups) page += Section(group);
  return page;
}

}  // namespace postern::operators
