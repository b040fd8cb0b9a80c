// What `postern help` says, the manual page, and the page of options.
#pragma once

#include <string>

#include "operator/verbs.h"

namespace postern::operators {

// Every verb in a line, then every option.
std::string ExplainAll();

// One verb: arguments, what it does, what it reads, exit statuses, an example.
std::string Explain(const Verb& verb);

// postern(1), in the man macros of roff: the same verbs and the same options. The text of docs/man/postern.1.
std::string ManualPage();

// Every option in tables of Markdown, by group. The text of docs/options.md.
std::string OptionsPage();

}  // namespace postern::operators
