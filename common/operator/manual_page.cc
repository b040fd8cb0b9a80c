#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "config/help.h"
#include "config/options.h"
#include "operator/explain.h"

namespace postern::operators {
namespace {

// Text that roff takes as it is: hyphens that can be copied, no escapes, no requests.
std::string Plain(std::string_view text) {
  return absl::StrReplaceAll(
      absl::string_view(text.data(), text.size()),
      {{"\\", "\\e"}, {"-", "\\-"}, {"'", "\\(aq"}, {"`", "\\(ga"}, {"~", "\\(ti"}, {"^", "\\(ha"}});
}

// Lines of text; an empty one parts paragraphs. A dot at the start of a line would make a request of it.
std::string Paragraphs(std::string_view text) {
  std::string page;
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(Plain(text), '\n'))) {
    absl::StrAppend(&page, line.empty() ? ".sp" : line.front() == '.' ? "\\&" + line : line, "\n");
  }
  return page;
}

std::string Bold(std::string_view text) {
  return absl::StrCat("\\fB", Plain(text), "\\fR");
}

std::string Verbatim(std::string_view text) {
  return text.empty() ? "" : absl::StrCat(".sp\n.nf\n", Paragraphs(text), ".fi\n");
}

std::string Titled(std::string_view title, std::string_view text) {
  return text.empty() ? "" : absl::StrCat(".sp\n.I ", std::string(title), "\n", Paragraphs(text));
}

std::string Section(const Verb& verb) {
  const std::string arguments = verb.arguments.empty() ? "" : " " + Plain(verb.arguments);
  return absl::StrCat(".TP\n", Bold(verb.name), arguments, "\n", Paragraphs(verb.details),
                      Titled("Standard input:", verb.input), Titled("Exit status:", verb.exits),
                      Verbatim(verb.example));
}

std::string Entry(const config::OptionRow& row) {
  const std::string flag = absl::StrCat("--", row.flag);
  const std::string shorthand = row.extras.shorthand == 0 ? "" : Bold(std::string{'-', row.extras.shorthand}) + ", ";
  const std::string fallback =
      row.default_text.empty() ? "" : absl::StrCat(" (default: ", std::string(row.default_text), ")");
  return absl::StrCat(".TP\n", shorthand, Bold(flag), Plain(config::Placeholder(row)), "\n",
                      row.env.empty() ? "" : absl::StrCat("Variable ", Bold(row.env), ".\n"),
                      Paragraphs(std::string(row.help) + fallback));
}

}  // namespace

std::string ManualPage() {
  std::string page =
      ".\\\" Written by postern help man.\n"
      ".TH POSTERN 1 \"\" \"Postern\" \"Operator's manual\"\n"
      ".SH NAME\npostern \\- what an operator of Postern does by hand\n"
      ".SH SYNOPSIS\n.B postern\n.I verb\n[\\fB\\-\\-\\fIflag\\fB=\\fIvalue\\fR ...]\n"
      ".SH DESCRIPTION\n"
      "Postern serves the general, session and token routes of the Coder API as small FastCGI\n"
      "programs behind nginx, with PostgreSQL as the only state. This program runs, migrates and\n"
      "mends a deployment; it never answers a request.\n"
      ".SH VERBS\n";
  for (const Verb& verb : Verbs()) page += Section(verb);
  absl::StrAppend(&page, ".TP\n", Bold("help"), " [VERB|man|options]\n",
                  "Lists verbs and options, explains one verb, or prints this page or that of all options.\n");
  page +=
      ".SH OPTIONS\n"
      "Flags outrank variables, variables the YAML file, the file the defaults. Durations are written\n"
      "like 168h, 1h30m or 7d.\n";
  for (const config::OptionRow& row : config::Table()) {
    if (!row.extras.hidden) page += Entry(row);
  }
  page +=
      ".SH EXIT STATUS\n"
      ".TP\n0\nDone.\n.TP\n1\nNot done; a line on stderr says why.\n"
      ".TP\n2\nThe command line or an option is wrong.\n";
  return page;
}

}  // namespace postern::operators
