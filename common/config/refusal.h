// What a refused value is told like: one line that names the option and repeats the text, unless that is secret or may
// hold a secret in a part of it.
#pragma once

#include <string>
#include <string_view>

#include "config/options.h"

namespace postern::config {

// `place` is where the text stands: a flag, a variable, or file, line and key. `cause` goes on from the text: "is ...".
std::string Refusal(const OptionRow& row, std::string_view place, std::string_view text, std::string_view cause);

// The text in quotes, on one line: control characters are escaped, all else stays as it was typed.
std::string Quoted(std::string_view text);

// Whether a text is short and of letters, digits and hyphens alone, as a name or a verb; a URL, a path or a long key is
// not. Only such words of a command line may be repeated.
bool IsWord(std::string_view text);

}  // namespace postern::config
