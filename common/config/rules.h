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

// Everything that can be told from the options and the files that they name (findings.h has the families of rules): no
// site is asked, and nothing is made. Token limits, lengths of time and counts are positive, but for those that have a
// meaning at zero; lengths of time that a process itself waits for are at most 100 years; threads is 1 to 1024, nginx_workers 1 to 64; an explicit default lifetime is not above both limits; logs go
// somewhere; what would keep data elsewhere than in PostgreSQL is refused. No line has a secret, or anything of a
// record. Warns where administrators' limit is below the members' and somebody chose either, and where TLS is asked for
// without a certificate.
Verdict Check(const Options& options, const Origins& origins);

}  // namespace postern::config
