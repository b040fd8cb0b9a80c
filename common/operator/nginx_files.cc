#include "operator/nginx_files.h"

#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace postern::operators {
namespace {

namespace fs = std::filesystem;

absl::Status WriteFile(const fs::path& path, std::string_view text) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  const fs::path fresh = path.string() + ".new";
  if (!error) {
    std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) error = std::make_error_code(std::errc::io_error);
  }
  if (!error) fs::rename(fresh, path, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot write ", path.string(), ": ", error.message()));
}

bool IsPlainPath(std::string_view path) {
  return path.find_first_of("\"'\\$*?[]{};\n\r\t") == std::string_view::npos;
}

// Every include of ours names a file of the folder.
std::string WithFolder(const std::string& text, const std::string& folder) {
  std::string result;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = std::min(text.find('\n', start), text.size() - 1) + 1;
    const std::string line = text.substr(start, end - start);
    const std::size_t include = line.find_first_not_of(' ');
    const bool is_include = include != std::string::npos && line.compare(include, 8, "include ") == 0;
    absl::StrAppend(&result, is_include
                                 ? absl::StrReplaceAll(line, {{"include ", "include \"" + folder + "/"}, {";", "\";"}})
                                 : line);
    start = end;
  }
  return result;
}

// Another nginx has its own main file. A site of metrics that nobody wants must not be there to be included.
bool IsWanted(const std::string& name, const NginxSettings& settings, Includes includes) {
  if (name == "nginx.conf" || name == "values/main.conf") return includes == Includes::kRelative;
  return name != "sites/metrics.conf" || settings.metrics.has_value();
}

}  // namespace

absl::Status WriteNginxFiles(const std::string& folder, const NginxSettings& settings, Includes includes) {
  const absl::StatusOr<std::map<std::string, std::string>> values = RenderValues(settings);
  if (!values.ok()) return values.status();
  std::error_code error;
  const std::string absolute = fs::absolute(folder, error).lexically_normal().string();
  if (includes == Includes::kAbsolute && !IsPlainPath(absolute)) {
    return absl::InvalidArgumentError("the folder's path has characters that nginx would read as something else");
  }
  std::map<std::string, std::string> files = StaticNginxFiles();
  for (const auto& [name, text] : *values) files["values/" + name] = text;
  for (const auto& [name, text] : files) {
    if (!IsWanted(name, settings, includes)) {
      fs::remove(fs::path(folder) / name, error);  // Of other options, earlier.
      continue;
    }
    const absl::Status written =
        WriteFile(fs::path(folder) / name, includes == Includes::kRelative ? text : WithFolder(text, absolute));
    if (!written.ok()) return written;
  }
  return absl::OkStatus();
}

}  // namespace postern::operators
