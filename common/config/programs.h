// The programs that make up the service, and the sets of them that an option concerns.
#pragma once

#include <array>
#include <string_view>

namespace postern::config {

// Each is the executable postern-<name>, the nginx upstream postern_<name> and the socket <name>.sock.
inline constexpr std::array<const char*, 7> kPrograms = {"buildinfo", "csp",         "deployment", "experiments",
                                                         "tokens",    "updatecheck", "users"};

// A set of programs: one bit each, in the order of kPrograms, and then `postern` itself.
using Programs = unsigned;
inline constexpr Programs kBuildinfo = 1U << 0;
inline constexpr Programs kCsp = 1U << 1;
inline constexpr Programs kDeployment = 1U << 2;
inline constexpr Programs kExperiments = 1U << 3;
inline constexpr Programs kTokens = 1U << 4;
inline constexpr Programs kUpdatecheck = 1U << 5;
inline constexpr Programs kUsers = 1U << 6;
inline constexpr Programs kUp = 1U << 7;
inline constexpr Programs kEvery = (1U << 8) - 1;

// The set of one, by the name of its executable ("postern-users", "postern"); empty for a name that is none.
constexpr Programs ProgramSet(std::string_view executable) {
  if (executable == "postern") return kUp;
  constexpr std::string_view kPrefix = "postern-";
  if (!executable.starts_with(kPrefix)) return 0;
  for (unsigned at = 0; at < kPrograms.size(); ++at) {
    if (executable.substr(kPrefix.size()) == kPrograms[at]) return 1U << at;
  }
  return 0;
}

}  // namespace postern::config
