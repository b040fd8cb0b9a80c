#include "operator/log_tail.h"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace postern::operators {
namespace {

constexpr std::size_t kLines = 10;
constexpr long kMostBytes = 64 * 1024;

}  // namespace

long LogSize(const std::string& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  return error ? 0 : static_cast<long>(size);
}

std::string LogTail(const std::string& path, long start) {
  std::ifstream file(path, std::ios::binary);
  file.seekg(std::max(start, LogSize(path) - kMostBytes));
  std::deque<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    lines.push_back(std::move(line));
    if (lines.size() > kLines) lines.pop_front();
  }
  std::string text;
  for (const std::string& line : lines) absl::StrAppend(&text, "    ", line, "\n");
  return text;
}

}  // namespace postern::operators
