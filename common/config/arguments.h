// The command line, told apart into flags and words. Abseil would end the process at the first mistake, keep only the
// last of a repeated flag, and bring flags of its own (--flagfile); so it is handed single flags of the table alone.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "config/given.h"

namespace postern::config {

struct Arguments {
  Reading flags;
  std::vector<std::string> words;       // What is no flag, in order; all of what follows "--".
  std::vector<std::string> unexpected;  // One line for each word that is too many: itself, or its position where it may
                                        // be more than a word, such as a URL with a password.
  bool help = false;                    // --help or -h stood somewhere.
};

// Takes what follows the program's name. Flags: --name=text, --name text, --switch, with underscores too; -c text,
// -ctext, -c=text, -v, -vc text. Errors: an unknown flag, a missing value.
Arguments ReadArguments(const std::vector<std::string>& arguments, std::size_t words_allowed);

}  // namespace postern::config
