#include "operator/explain.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_replace.h"
#include "config/options.h"

namespace postern::operators {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Text(std::string_view text) {
  return std::string(text);
}

TEST(ExplainTest, AllVerbsAreListedWithTheirPurpose) {
  const std::string help = ExplainAll();
  for (const Verb& verb : Verbs()) {
    EXPECT_THAT(help, HasSubstr("postern " + Text(verb.name)));
    EXPECT_THAT(help, HasSubstr(Text(verb.purpose) + "\n"));
  }
}

TEST(ExplainTest, NoLineIsLongerThanAHundredColumns) {
  std::string all = ExplainAll();
  for (const Verb& verb : Verbs()) all += Explain(verb);
  std::istringstream lines(all);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
}

TEST(ExplainTest, AVerbIsExplainedWithArgumentsExitsAndAnExample) {
  for (const Verb& verb : Verbs()) {
    const std::string help = Explain(verb);
    EXPECT_THAT(help, HasSubstr("Usage: postern " + Text(verb.name)));
    EXPECT_THAT(help, HasSubstr(Text(verb.arguments)));
    EXPECT_THAT(help, HasSubstr("2: the command line or an option is wrong"));
    EXPECT_THAT(help, HasSubstr("    postern " + Text(verb.name)));
  }
}

TEST(ExplainTest, WhatIsReadFromStdinIsSaidWhereSomethingIs) {
  EXPECT_THAT(Explain(*FindVerb("reset-password")), HasSubstr("What it reads from stdin\n    The new password."));
  EXPECT_THAT(Explain(*FindVerb("migrate")), Not(HasSubstr("stdin")));
}

TEST(ExplainTest, ResettingAPasswordIsSaidToKeepSessions) {
  EXPECT_THAT(Explain(*FindVerb("reset-password")), HasSubstr("Sessions stay signed in"));
}

TEST(ExplainTest, AnUnknownVerbIsNotFound) {
  EXPECT_EQ(FindVerb("frobnicate"), nullptr);
  EXPECT_EQ(FindVerb(""), nullptr);
}

TEST(ManualPageTest, TheFileInDocsIsTheProgramsOwn) {
  std::ifstream file(POSTERN_SOURCE_DIR "/docs/man/postern.1");
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), ManualPage()) << "postern help man > docs/man/postern.1";
}

TEST(OptionsPageTest, TheFileInDocsIsTheProgramsOwn) {
  std::ifstream file(POSTERN_SOURCE_DIR "/docs/options.md");
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), OptionsPage()) << "postern help options > docs/options.md";
}

TEST(OptionsPageTest, HasEveryOptionHiddenOnesToo) {
  const std::string page = OptionsPage();
  for (const config::OptionRow& row : config::Table()) {
    const std::string wanted = row.flag.empty() ? "`" + row.yaml_path + "`" : "`--" + row.flag;
    EXPECT_THAT(page, HasSubstr(wanted)) << row.name;
  }
}

TEST(OptionsPageTest, SaysWhoActsOnAnOption) {
  const std::string page = OptionsPage();
  EXPECT_THAT(page, HasSubstr("| int | up | Requests a minute"));
  EXPECT_THAT(page, HasSubstr("| bool | up | Serve HTTPS. |"));
  EXPECT_THAT(page, HasSubstr("| bool | shown only | Serve profiles of the running server. |"));
  EXPECT_THAT(page, HasSubstr("| string | all | Where PostgreSQL is: a postgres:// URL"));
}

TEST(ManualPageTest, HasEveryVerbAndEveryOptionThatIsNotHidden) {
  const std::string page = ManualPage();
  for (const Verb& verb : Verbs()) {
    std::string name(verb.name);
    for (std::size_t i = 0; (i = name.find('-', i)) != std::string::npos; i += 2) name.insert(i, "\\");
    EXPECT_THAT(page, HasSubstr("\\fB" + name + "\\fR"));
  }
  for (const config::OptionRow& row : config::Table()) {
    if (row.extras.hidden) continue;
    if (!row.env.empty()) {
      EXPECT_THAT(page, HasSubstr("\\fB" + Text(row.env) + "\\fR"));
    }
    EXPECT_THAT(page, HasSubstr("\\-\\-" + absl::StrReplaceAll(row.flag, {{"-", "\\-"}})));
  }
}

TEST(ManualPageTest, NoLineOfTextIsTakenForARequest) {
  std::istringstream lines(ManualPage());
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || (line.front() != '.' && line.front() != '\'')) continue;
    const std::string request = line.substr(0, line.find(' '));
    EXPECT_THAT(request, testing::AnyOf(".\\\"", ".TH", ".SH", ".TP", ".B", ".I", ".sp", ".nf", ".fi")) << line;
  }
}

}  // namespace
}  // namespace postern::operators
