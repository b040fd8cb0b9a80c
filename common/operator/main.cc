// postern: what an operator does by hand. Serving requests is the business of the other programs.
#include <unistd.h>

#include <cstdio>
#include <span>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "config/load.h"
#include "operator/complaint.h"
#include "operator/explain.h"
#include "operator/verbs.h"

namespace {

using namespace postern;

int Print(const std::string& text) {
  return std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0 ? operators::kExitSuccess
                                                                           : operators::kExitFailure;
}

int RefuseVerb() {
  std::string names;
  for (const operators::Verb& verb : operators::Verbs()) absl::StrAppend(&names, std::string(verb.name), ", ");
  return operators::Complain("say what to do: " + names + "or help", operators::kExitUsage);
}

// `topic` is empty, a verb, or "man".
int Help(std::string_view topic) {
  if (topic.empty()) return Print(operators::ExplainAll());
  if (topic == "man") return Print(operators::ManualPage());
  const operators::Verb* verb = operators::FindVerb(topic);
  return verb == nullptr ? RefuseVerb() : Print(operators::Explain(*verb));
}

int Run(const config::Loaded& loaded) {
  const std::vector<std::string>& words = loaded.words;
  const std::string_view name = words.empty() ? "" : std::string_view(words.front());
  if (name == "help") return Help(words.size() > 1 ? words[1] : "");
  if (loaded.help) return Help(name);
  const operators::Verb* verb = operators::FindVerb(name);
  if (verb == nullptr) return RefuseVerb();
  // Neither line repeats a word: it may be a password that somebody hoped to pass on.
  const std::string see = absl::StrCat("; see postern help ", std::string(verb->name));
  if (words.size() - 1 > verb->most_words) return operators::Complain("too many words" + see, operators::kExitUsage);
  if (words.size() - 1 < verb->least_words) {
    return operators::Complain(absl::StrCat(std::string(verb->name), " needs ", std::string(verb->arguments), see),
                               operators::kExitUsage);
  }
  for (const std::string& warning : loaded.warnings) std::fprintf(stderr, "postern: %s\n", warning.c_str());
  return verb->run(loaded);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--version") {
    std::puts("postern " POSTERN_VERSION);
    return operators::kExitSuccess;
  }
  const auto count = static_cast<std::size_t>(argc);
  const absl::StatusOr<config::Loaded> loaded = config::Load(std::span<char* const>(argv, count), environ, count);
  return loaded.ok() ? Run(*loaded) : operators::Complain(loaded.status());
}
