#include "operator/input_line.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace postern::operators {
namespace {

absl::StatusOr<std::string> WithoutCarriageReturn(std::string line) {
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (line.size() <= kMaxLineBytes) return line;
  return absl::OutOfRangeError(absl::StrCat("the line is longer than ", kMaxLineBytes, " bytes"));
}

}  // namespace

absl::StatusOr<std::string> ReadLine(int input, const std::function<absl::Status()>& await) {
  std::string line;
  std::array<char, kMaxLineBytes + 2> piece;
  while (line.size() <= kMaxLineBytes + 1) {
    if (const absl::Status ready = await(); !ready.ok()) return ready;
    const ssize_t length = read(input, piece.data(), piece.size());
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return absl::UnavailableError(absl::StrCat("cannot read: ", std::strerror(errno)));
    if (length == 0 && line.empty()) return absl::NotFoundError("the input ends before its first line");
    line.append(piece.data(), static_cast<std::size_t>(length));
    const std::size_t end = line.find('\n');
    if (length == 0 || end != std::string::npos) return WithoutCarriageReturn(line.substr(0, end));
  }
  return WithoutCarriageReturn(std::move(line));
}

}  // namespace postern::operators
