// Options from the environment.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/given.h"
#include "config/sources.h"

namespace postern::config {

// Sorted by name.
using Variables = std::map<std::string, std::string_view, std::less<>>;

// Takes a list of NAME=text. Names are in upper case then, however they were written, and the last of the same name
// wins. The texts are those of the list, which must outlive them.
Variables ReadVariables(const std::vector<std::string>& environment);

// What the same list says about options, and what was read from the files that it names (secret_files.h). A variable
// that is empty is as good as unset. Where a name is not there at all, it is looked for with HOMEBREW_ before it.
Reading ReadEnvironment(const std::vector<std::string>& environment,
                        const std::vector<Sources::SecretFile>& secret_files = {});

}  // namespace postern::config
