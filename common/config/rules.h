// What must hold of options before anything is served, beyond each being readable by itself.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "config/options.h"

namespace postern::config {

struct Verdict {
  std::vector<std::string> warnings;  // One line each, to be shown once for a whole start.
  absl::Status status;                // Not OK: every broken rule in its message, one line each.
};

// The rules: token limits, lengths of time and counts are positive (idle_exit may be zero); threads is 1 to 1024; an
// explicit default lifetime is not above both limits; access_url is http or https; http_address is host:port;
// trusted headers are header names and trusted origins are networks. Warns where administrators' limit is below the
// members' and somebody chose either.
Verdict Check(const Options& options, const Origins& origins);

}  // namespace postern::config
