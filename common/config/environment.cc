#include "config/environment.h"

#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"

namespace postern::config {
namespace {

using Variables = absl::flat_hash_map<std::string, std::string_view>;

Variables Collect(const char* const* environment) {
  Variables variables;
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const std::string_view entry = *environment;
    const std::size_t equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    variables[absl::AsciiStrToUpper(absl::string_view(entry.data(), equals))] = entry.substr(equals + 1);
  }
  return variables;
}

}  // namespace

Reading ReadEnvironment(const char* const* environment) {
  const Variables variables = Collect(environment);
  Reading reading;
  for (const OptionRow& row : Table()) {
    if (row.env.empty()) continue;
    std::string name(row.env);
    auto found = variables.find(name);
    if (found == variables.end()) {
      name.insert(0, "HOMEBREW_");
      found = variables.find(name);
    }
    if (found == variables.end() || found->second.empty()) continue;
    reading.given.push_back({&row, name, std::string(found->second)});
  }
  return reading;
}

}  // namespace postern::config
