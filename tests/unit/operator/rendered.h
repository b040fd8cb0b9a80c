// What is rendered of settings that nothing is special about.
#pragma once

#include <string>

#include "operator/nginx_values.h"

namespace postern::operators {

inline NginxSettings Settings() {
  NginxSettings settings;
  settings.listen = {"127.0.0.1", 8080};
  settings.version = "v1.2.3";
  settings.program_addresses = {"unix:{program}.sock"};
  return settings;
}

// One of the rendered files, or why there is none: "refused: ...".
inline std::string File(const NginxSettings& settings, const std::string& name) {
  const auto files = RenderValues(settings);
  return files.ok() ? files->at(name) : "refused: " + std::string(files.status().message());
}

}  // namespace postern::operators
