// The programs that make up the service.
#pragma once

#include <array>

namespace postern::operators {

// Each is the executable postern-<name>, the nginx upstream postern_<name> and the socket <name>.sock.
inline constexpr std::array<const char*, 3> kPrograms = {"buildinfo", "users", "tokens"};

}  // namespace postern::operators
