// Plain CGI: one request from the environment and stdin, its answer on stdout.
#pragma once

#include <cstddef>

#include "fcgi/exchange.h"

namespace postern::fcgi {

// True if the environment is that of a CGI program.
bool IsCgi();

// Serves the one request and closes stdout. Gives the process's exit status: 0, or 1 where stdout could not be written.
int ServeCgi(std::size_t max_body_bytes, const Handler& handler);

}  // namespace postern::fcgi
