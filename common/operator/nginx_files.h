// nginx's files as a folder: the static ones of nginx/, which this program carries, and values/ beside them.
#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "operator/nginx_values.h"

namespace postern::operators {

// How the files name each other. nginx reads a relative `include` from where its own first file stands.
enum class Includes {
  kRelative,  // nginx starts with this folder's nginx.conf.
  kAbsolute,  // An nginx that is there already includes postern.conf, or http.conf and below.conf.
};

// The static files: path below the folder, and text.
const std::map<std::string, std::string>& StaticNginxFiles();

// Writes the folder, making it where needed; existing files are replaced, each at once. kInvalidArgument where an
// option's value is refused, or where the folder's own path has characters that nginx would not take as they are.
absl::Status WriteNginxFiles(const std::string& folder, const NginxSettings& settings, Includes includes);

}  // namespace postern::operators
