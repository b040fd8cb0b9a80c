// postern: what an operator does by hand. Serving requests is the business of the other programs.
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <span>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "config/check_config.h"
#include "config/load.h"
#include "config/refusal.h"
#include "config/write_config.h"
#include "operator/complaint.h"
#include "operator/explain.h"
#include "operator/healthcheck.h"
#include "operator/start_command.h"
#include "operator/up.h"
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

// `topic` is empty, a verb, "man" or "options".
int Help(std::string_view topic) {
  if (topic.empty()) return Print(operators::ExplainAll());
  if (topic == "man") return Print(operators::ManualPage());
  if (topic == "options") return Print(operators::OptionsPage());
  const operators::Verb* verb = operators::FindVerb(topic);
  return verb == nullptr ? RefuseVerb() : Print(operators::Explain(*verb));
}

int CheckConfig(const config::Loaded& loaded, const operators::Verb& verb) {
  const absl::Status status = verb.run == &operators::UpCommand || verb.run == &operators::StartCommand
                                  ? operators::CheckUp(loaded)
                                  : absl::OkStatus();
  return status.ok() ? Print(config::CheckedConfig(loaded.options, loaded.origins)) : operators::Complain(status);
}

// Where a verb takes words, one too many may be a password that somebody hoped to pass on: it is not repeated. Nor is
// what is more than a word, such as a URL with a password.
std::string TooMany(const std::vector<std::string>& words, const operators::Verb& verb) {
  const bool is_harmless = verb.most_words == 0 && config::IsWord(words[1]);
  return is_harmless ? "unexpected argument " + config::Quoted(words[1]) : "too many words";
}

int Run(const config::Loaded& loaded) {
  const std::vector<std::string>& words = loaded.words;
  const std::string_view name = words.empty() ? "" : std::string_view(words.front());
  if (name == "help") return Help(words.size() > 1 ? words[1] : "");
  if (loaded.help) return Help(name);
  if (loaded.options.write_config) return Print(config::WrittenConfig(loaded.options, loaded.origins));
  if (loaded.options.healthcheck) return operators::HealthcheckCommand(loaded);
  const operators::Verb* verb = operators::FindVerb(name);
  if (verb == nullptr) return RefuseVerb();
  const std::string see = absl::StrCat("; see postern help ", std::string(verb->name));
  if (words.size() - 1 > verb->most_words)
    return operators::Complain(TooMany(words, *verb) + see, operators::kExitUsage);
  if (words.size() - 1 < verb->least_words) {
    return operators::Complain(absl::StrCat(std::string(verb->name), " needs ", std::string(verb->arguments), see),
                               operators::kExitUsage);
  }
  for (const std::string& warning : loaded.warnings) std::fprintf(stderr, "postern: %s\n", warning.c_str());
  if (loaded.options.check_config) return CheckConfig(loaded, *verb);
  return verb->run(loaded);
}

}  // namespace

int main(int argc, char** argv) {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);  // It would hold every secret that is handed down.
  if (argc == 2 && std::string_view(argv[1]) == "--version") {
    std::puts("postern " POSTERN_VERSION);
    return operators::kExitSuccess;
  }
  const auto count = static_cast<std::size_t>(argc);
  const absl::StatusOr<config::Loaded> loaded = config::Load(std::span<char* const>(argv, count), environ, count);
  return loaded.ok() ? Run(*loaded) : operators::Complain(loaded.status());
}
