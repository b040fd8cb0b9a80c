// Semantic versions as releases are named: v2.24.0-rc.1+build. Debian has no library that takes the leading v, the
// short forms and numbers of any length.
#pragma once

#include <compare>
#include <string_view>

namespace postern::updatecheck {

// How two versions stand to each other. A version begins with a small v; v99 and v99.0 are short for v99.0.0, and have
// neither prerelease nor build. Numbers may be of any length, without leading zeros. A prerelease comes before its
// release; what follows a + does not count. Text that is no version comes before every version, and is equal to other
// such text.
std::weak_ordering CompareVersions(std::string_view left, std::string_view right);

// Whether it is a version as described above.
bool IsVersion(std::string_view text);

}  // namespace postern::updatecheck
