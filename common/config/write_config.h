// The present settings as a YAML file.
#pragma once

#include <string>

#include "config/options.h"

namespace postern::config {

// Every option that can stand in the file, but for the data folder, explained, in the order of names, a group where the
// first of it comes. Read as the file of --config it gives the same settings again, but for user names and passwords of
// URLs, which are left out, and lists that a file cannot tell from lists that nobody set. No secret option stands in a
// file; what is secret inside of structs does.
std::string WrittenConfig(const Options& options, const Origins& origins);

}  // namespace postern::config
