#include "operator/explain.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "config/help.h"

namespace postern::operators {
namespace {

constexpr std::size_t kPurposeColumn = 34;

absl::string_view Absl(std::string_view text) {
  return {text.data(), text.size()};
}

std::string Call(std::string_view name, std::string_view arguments) {
  return absl::StrCat("postern ", Absl(name), arguments.empty() ? "" : " ", Absl(arguments));
}

std::string Line(std::string_view name, std::string_view arguments, std::string_view purpose) {
  std::string call = "  " + Call(name, arguments) + "  ";
  if (call.size() > kPurposeColumn) call.back() = '\n';
  const std::size_t column = call.back() == '\n' ? 0 : call.size();
  return absl::StrCat(call, std::string(kPurposeColumn - column, ' '), Absl(purpose), "\n");
}

// The lines, indented; empty ones stay empty.
std::string Block(std::string_view title, std::string_view text) {
  if (text.empty()) return "";
  const std::string lines = absl::StrReplaceAll(absl::StrCat("    ", Absl(text)), {{"\n", "\n    "}});
  return absl::StrCat("\n", Absl(title), "\n", absl::StrReplaceAll(lines, {{"    \n", "\n"}}), "\n");
}

}  // namespace

std::string ExplainAll() {
  std::string text = "Usage: postern VERB [--flag=value ...]\n\n";
  for (const Verb& verb : Verbs()) text += Line(verb.name, verb.arguments, verb.purpose);
  absl::StrAppend(&text, Line("help", "[VERB]", "this text, or all about one verb"),
                  Line("help", "man", "the manual page, for man -l"),
                  Line("help", "options", "all options, as docs/options.md has them"),
                  Line("--version", "", "the version of this program"), "\n");
  return text + config::Help("postern VERB");
}

std::string Explain(const Verb& verb) {
  std::string exits = "0: done\n1: not done; a line on stderr says why\n2: the command line or an option is wrong";
  if (!verb.exits.empty()) absl::StrAppend(&exits, "\n", Absl(verb.exits));
  return absl::StrCat("Usage: ", Call(verb.name, verb.arguments), " [--flag=value ...]\n\n", Absl(verb.purpose), "\n",
                      Block("What it does", verb.details), Block("What it reads from stdin", verb.input),
                      Block("Exit status", exits), Block("For example", verb.example),
                      "\npostern help lists the options.\n");
}

}  // namespace postern::operators
