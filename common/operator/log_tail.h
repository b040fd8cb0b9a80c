// The end of a log, for whoever was not looking at it.
#pragma once

#include <string>

namespace postern::operators {

// Its size in bytes; 0 where there is none yet.
long LogSize(const std::string& path);

// The last lines (ten at most) written since the file had `start` bytes, each indented by four spaces.
std::string LogTail(const std::string& path, long start);

}  // namespace postern::operators
