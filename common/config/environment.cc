#include "config/environment.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "config/secret_files.h"

namespace postern::config {

namespace {

const Sources::SecretFile* FindFile(const OptionRow& row, const std::vector<Sources::SecretFile>& files) {
  const std::string variable = FileVariable(row);
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.variable == variable; });
  return found == files.end() ? nullptr : &*found;
}

}  // namespace

Variables ReadVariables(const std::vector<std::string>& environment) {
  Variables variables;
  for (const std::string_view entry : environment) {
    const std::size_t equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    variables[absl::AsciiStrToUpper(absl::string_view(entry.data(), equals))] = entry.substr(equals + 1);
  }
  return variables;
}

Reading ReadEnvironment(const std::vector<std::string>& environment,
                        const std::vector<Sources::SecretFile>& secret_files) {
  const Variables variables = ReadVariables(environment);
  Reading reading;
  for (const OptionRow* row : TableByName()) {
    if (row->env.empty()) continue;
    if (const Sources::SecretFile* file = FindFile(*row, secret_files)) {
      reading.given.push_back({row, file->variable, file->text, {}});
      continue;
    }
    std::string name(row->env);
    auto found = variables.find(name);
    if (found == variables.end()) {
      name.insert(0, "HOMEBREW_");
      found = variables.find(name);
    }
    if (found == variables.end() || found->second.empty()) continue;
    reading.given.push_back({row, name, std::string(found->second), {}});
  }
  return reading;
}

}  // namespace postern::config
