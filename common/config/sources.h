// What the options of a program are read from, as it was when it was read: what `postern up` hands to the programs that
// it starts, so that they see the same sources, whatever has become of the file and the environment meanwhile.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "config/options.h"

namespace postern::config {

// A value that whoever starts a program decides, over all sources.
struct Told {
  std::string name;  // Of the option.
  std::string text;
  Source source = Source::kNone;  // What it shall be shown to come from.
};

struct Sources {
  struct File {
    std::string path;
    std::string text;
  };
  struct SecretFile {
    std::string variable;  // That names it: with _FILE at its end, in capitals.
    std::string text;      // The value.
  };
  std::vector<std::string> arguments;    // Without the program's name.
  std::vector<std::string> environment;  // NAME=text.
  std::optional<File> file;
  std::vector<SecretFile> secret_files;
  std::vector<Told> told;
};

// The variable that names the file in which a program finds its sources; all else is not looked at then.
inline constexpr char kHandedDown[] = "POSTERN_HANDED_DOWN";

// As text, with every secret that stands in it: for a file that nobody else can open.
std::string Pack(const Sources& sources);

// A file in memory that holds them, which nobody can change: its descriptor, closed on exec, is the caller's. `name` is
// for those who list descriptors.
absl::StatusOr<int> SourcesFile(const Sources& sources, const char* name);

// What Pack wrote into that file. Where the path is that of a descriptor of this process, in /proc/self/fd/, it is
// closed, for nobody needs it again. The error says nothing of the contents.
absl::StatusOr<Sources> ReadSources(const std::string& path);

}  // namespace postern::config
