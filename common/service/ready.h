// Whether a program can serve.
#pragma once

#include "absl/status/statusor.h"
#include "pg/pool.h"
#include "service/background.h"

namespace postern::service {

// The database answers and has a schema that serves this program: its version. What /readyz says (schema/ready.h).
absl::StatusOr<int> CheckReady(pg::Pool& pool);

// Asks that several times a second until it is so or `stopped` says so, and in the first case tells whoever started
// the program (fcgi/notice.h).
void TellOnceReady(pg::Pool& pool, const Stopped& stopped);

}  // namespace postern::service
