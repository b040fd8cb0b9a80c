// postern: what an operator does by hand. Serving requests is the business of the other programs.
#include <unistd.h>

#include <array>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>

#include "config/help.h"
#include "config/load.h"
#include "operator/complaint.h"
#include "operator/migrate_command.h"
#include "operator/nginx_command.h"
#include "operator/up.h"

namespace {

using namespace postern;

struct Verb {
  std::string_view name;
  std::string_view usage;
  std::string_view purpose;
  std::size_t words;  // With its own name.
  int (*run)(const config::Loaded& loaded);
};

constexpr std::array kVerbs = {
    Verb{"up", "up", "run everything on this machine: database, programs, nginx", 1, &operators::UpCommand},
    Verb{"migrate", "migrate [ROLE]", "bring the database to this version's schema, and let ROLE use it", 2,
         &operators::MigrateCommand},
    Verb{"nginx", "nginx FOLDER [SOCKETS]", "write the files for an nginx that is there already", 3,
         &operators::NginxCommand},
};

int PrintHelp() {
  std::puts("Usage: postern VERB [--flag=value ...]\n");
  for (const Verb& verb : kVerbs) std::printf("  postern %-24s%s\n", verb.usage.data(), verb.purpose.data());
  std::printf("  postern %-24s%s\n  postern %-24s%s\n\n", "help", "this text", "--version",
              "the version of this program");
  const std::string options = config::Help("postern VERB");
  std::fputs(options.c_str(), stdout);
  return operators::kExitSuccess;
}

int Run(const config::Loaded& loaded) {
  const std::string_view name = loaded.words.empty() ? "" : std::string_view(loaded.words.front());
  if (loaded.help || name == "help") return PrintHelp();
  for (const Verb& verb : kVerbs) {
    if (verb.name != name) continue;
    if (loaded.words.size() > verb.words)
      return operators::Complain("too many words; see postern help", operators::kExitUsage);
    for (const std::string& warning : loaded.warnings) std::fprintf(stderr, "postern: %s\n", warning.c_str());
    return verb.run(loaded);
  }
  return operators::Complain("say what to do: up, migrate, nginx or help", operators::kExitUsage);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--version") {
    std::puts("postern " POSTERN_VERSION);
    return operators::kExitSuccess;
  }
  const absl::StatusOr<config::Loaded> loaded =
      config::Load(std::span<char* const>(argv, static_cast<std::size_t>(argc)), environ, 3);
  return loaded.ok() ? Run(*loaded) : operators::Complain(loaded.status());
}
