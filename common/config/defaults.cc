#include "config/defaults.h"

#include <string>
#include <string_view>

namespace postern::config {
namespace {

constexpr std::string_view kManual = "https://coder.com/docs";

std::string ManualOf(std::string_view version) {
  const std::string_view release = version.substr(0, version.find_first_of("-+"));
  return std::string(kManual) + (version.starts_with("v0.0.0") ? "" : "/@" + std::string(release));
}

// The last one counts where a name comes twice.
std::string_view Variable(const std::vector<std::string>& environment, std::string_view name) {
  std::string_view value;
  for (const std::string& variable : environment) {
    const std::string_view text = variable;
    if (text.starts_with(name) && text.size() > name.size() && text[name.size()] == '=') {
      value = text.substr(name.size() + 1);
    }
  }
  return value;
}

std::string CacheFolder(const std::vector<std::string>& environment) {
  for (const std::string_view name : {"CLIDOCGEN_CACHE_DIRECTORY", "CACHE_DIRECTORY", "XDG_CACHE_HOME"}) {
    if (const std::string_view folder = Variable(environment, name); !folder.empty()) {
      return std::string(folder) + "/coder";
    }
  }
  if (const std::string_view home = Variable(environment, "HOME"); !home.empty()) {
    return std::string(home) + "/.cache/coder";
  }
  const std::string_view temporary = Variable(environment, "TMPDIR");
  return std::string(temporary.empty() ? "/tmp" : temporary) + "/coder";
}

}  // namespace

std::string BuildVersion() {
  return "v2.23.0+postern." POSTERN_VERSION;
}

std::string VersionFrom(const Options& options) {
  return options.reported_version.empty() ? BuildVersion() : options.reported_version;
}

std::string DefaultText(const OptionRow& row, const Options& options, const std::vector<std::string>& environment) {
  if (row.origin == &Origins::docs_url) return ManualOf(VersionFrom(options));
  if (row.origin == &Origins::cache_dir) return CacheFolder(environment);
  return std::string(row.default_text);
}

}  // namespace postern::config
