// Reads the options of a program: flag before variable before YAML file before default. Lists from variable and flag
// add up. No file is opened unless --config, or a variable for a secret's file (secret_files.h), names one.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "config/sources.h"

namespace postern::config {

struct Loaded {
  Options options;
  Origins origins;                    // origins.threads.source, and so on.
  Sources sources;                    // What all this was read from, for whoever is started with the same.
  std::vector<std::string> warnings;  // One line each. Whoever starts several programs shows them once.
  bool help = false;                  // --help was given: nothing else was read, options are the defaults.
  std::vector<std::string> words;     // Arguments that are no flags: at most `words_allowed`, but with --write-config.
};

// Takes argv with the program's name first, and an environment that ends with a null pointer (or is null). Neither is
// changed. Never ends the process. An error has in its message one line for each thing that is wrong, naming the option
// by its flag, variable, or YAML key with file and line; rules (rules.h) are checked once everything could be read,
// and not at all where --write-config was given: that prints settings that no start would take, too.
// Where the environment has kHandedDown, sources are read from there and from nowhere else, without warnings.
// Not to be called by two threads at once: Abseil's flags belong to the process.
absl::StatusOr<Loaded> Load(std::span<char* const> argv, const char* const* environment, std::size_t words_allowed = 0);

}  // namespace postern::config
