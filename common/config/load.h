// Reads the options of a program: flag before variable before YAML file before default. Lists from variable and flag
// add up. No file is opened unless --config names one.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "config/options.h"

namespace postern::config {

struct Loaded {
  Options options;
  Origins origins;                    // origins.threads.source, and so on.
  std::vector<std::string> warnings;  // One line each. Whoever starts several programs shows them once.
  bool help = false;                  // --help was given: nothing else was read, options are the defaults.
  std::vector<std::string> words;     // Arguments that are no flags, at most `words_allowed`.
};

// Takes argv with the program's name first, and an environment that ends with a null pointer (or is null). Neither is
// changed. Never ends the process. An error has in its message one line for each thing that is wrong, naming the option
// by its flag, variable, or YAML key with file and line; rules (rules.h) are checked once everything could be read.
// Not to be called by two threads at once: Abseil's flags belong to the process.
absl::StatusOr<Loaded> Load(std::span<char* const> argv, const char* const* environment, std::size_t words_allowed = 0);

// NAME=text for every option that came from flag, variable or file, for the environment of a child that shall have the
// same. An option that was explicitly emptied cannot be said so and is left out.
std::vector<std::string> EnvironmentFor(const Loaded& loaded);

}  // namespace postern::config
