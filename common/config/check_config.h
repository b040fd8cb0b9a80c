// The settings as --check-config shows them.
#pragma once

#include <string>

#include "config/options.h"

namespace postern::config {

// A line for each option, in the order of names, ours last: what it comes to, and where that is from. Secrets are only
// said to be set or not; user names and passwords of URLs are left out.
std::string CheckedConfig(const Options& options, const Origins& origins);

}  // namespace postern::config
