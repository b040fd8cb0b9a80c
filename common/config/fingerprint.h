// What programs of one deployment must agree in: their public options, but for those that are about one process.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "boost/json/object.hpp"
#include "config/options.h"

namespace postern::config {

// The values by flag, or by name where an option has none, sorted. No secret, also not within structs, and no user name
// and password of a URL: programs that differ in those alone have the same. PostgreSQL can store all of them: bytes
// that it does not take are replaced.
boost::json::object SharedOptions(const Options& options);

// SHA-256 of what SharedOptions gave: 32 bytes.
std::string Fingerprint(const boost::json::object& shared);

// The keys that both have with different values, sorted. What only one has is of a program of another version, and no
// difference.
std::vector<std::string> Differences(const boost::json::object& one, const boost::json::object& other);

}  // namespace postern::config
