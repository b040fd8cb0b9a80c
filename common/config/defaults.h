// Defaults that are known only at the start.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/options.h"

namespace postern::config {

// The version of this build: the version of the API that it serves, then its own as build metadata.
std::string BuildVersion();

// The version that clients are told: --reported-version, or that of this build.
std::string VersionFrom(const Options& options);

// The default of an option as text, "" for none. Computed for two: the manual of the version that is told, cut at the
// first - or + (builds of no version: its front page), and the folder `coder` in the user's cache, by the first of
// CLIDOCGEN_CACHE_DIRECTORY, CACHE_DIRECTORY, XDG_CACHE_HOME and HOME (below it: .cache) that is set in `environment`,
// NAME=text, or else below the folder for temporary files.
std::string DefaultText(const OptionRow& row, const Options& options, const std::vector<std::string>& environment);

}  // namespace postern::config
