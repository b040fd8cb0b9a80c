// Where nginx serves our paths: below --path-prefix, and under which names of the host.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace postern::operators {

// OK for "" and for /a or /a/b of letters, digits, - . _ and ~; kInvalidArgument names the option.
absl::Status CheckPathPrefix(const std::string& prefix);

// Variables for the http block: the path as sent ($postern_uri), as nginx tidied it ($postern_tidied), and the request
// line ($postern_request), each without the prefix, and empty where that is missing. Takes a prefix that was checked.
std::string PathMaps(const std::string& prefix);

// Locations whose answers are for everybody: healthz, latency-check, readyz.
std::string OpenLocations(const std::string& prefix);

// Locations of the API within another site. `^~`: that site's patterns do not come before them.
std::string ApiLocations(const std::string& prefix);

// Variables for the http block: $postern_access_url, and $postern_elsewhere, which is not empty for a request that is
// to be sent there: it came by another name than that of the access URL (scheme://host, "" sends nothing on), or in
// clear where that says https and we speak it ourselves. A proxy in front may tell the name that it was called by.
std::string RedirectMaps(const std::string& access_url, bool serves_tls);

}  // namespace postern::operators
