// Request ids: a UUID that nginx makes and a log line, an answer and an audit row share.
#pragma once

#include <string>

namespace postern::obs {

// A random UUID (version 4) in canonical form, from the system's random source.
std::string NewUuid();

}  // namespace postern::obs
