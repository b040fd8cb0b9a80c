// Features that can be turned on before they are done: which are on, and which may be without a second thought.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/options.h"

namespace postern::service {

// The safe ones: what `*` stands for, and what clients are offered.
std::span<const std::string_view> AvailableExperiments();

// What --experiments turns on, in the order given: `*` stands for the safe ones, everything else is lower-cased and
// kept, known or not, and as often as it comes.
std::vector<std::string> ActiveExperiments(const config::Options& options);

// Whether `name`, in lower case, is turned on.
bool IsActive(const config::Options& options, std::string_view name);

// The active ones that are not safe, unknown ones included, each once.
std::vector<std::string> UnsafeExperiments(const config::Options& options);

}  // namespace postern::service
