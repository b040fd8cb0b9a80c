// One line of what somebody types or sends.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace postern::operators {

inline constexpr std::size_t kMaxLineBytes = 1024;

// The bytes up to the first line break (LF or CR LF), or up to the end of the input. What follows is not looked at, and
// no end of the input is awaited. `await` is called before each read; an error of it ends the reading.
// kOutOfRange where the line is longer than kMaxLineBytes, kNotFound where there is not one byte, kUnavailable where
// reading fails.
absl::StatusOr<std::string> ReadLine(
    int input, const std::function<absl::Status()>& await = [] { return absl::OkStatus(); });

}  // namespace postern::operators
