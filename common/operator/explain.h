// What `postern help` says, and the manual page.
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

}  // namespace postern::operators
