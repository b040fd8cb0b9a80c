// What `postern` can be told to do: one table, from which the program runs, explains itself and writes its manual page.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "config/load.h"

namespace postern::operators {

// Texts are in lines of at most 80 characters; an empty line parts paragraphs.
struct Verb {
  std::string_view name;
  std::string_view arguments;  // "EMAIL USERNAME", with brackets around what may be left out; "" for none.
  std::string_view purpose;    // One line.
  std::size_t least_words;     // Beside the name.
  std::size_t most_words;
  std::string_view details;  // What it does, and what it does not.
  std::string_view input;    // What it reads from stdin; "" for nothing.
  std::string_view exits;    // Exit statuses beyond those that all verbs have; "" for none.
  std::string_view example;  // Commands.
  int (*run)(const config::Loaded& loaded);
};

// In the order in which they are shown.
std::span<const Verb> Verbs();

// Null where there is no such verb.
const Verb* FindVerb(std::string_view name);

}  // namespace postern::operators
