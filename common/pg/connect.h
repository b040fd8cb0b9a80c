// Making a session: from a conninfo text to a connected, non-blocking PGconn. For this folder alone.
#pragma once

#include <chrono>
#include <memory>

#include "absl/status/statusor.h"
#include "libpq-fe.h"
#include "pg/connection.h"

namespace postern::pg {

struct SessionCloser {
  void operator()(PGconn* session) const { PQfinish(session); }
};
using Session = std::unique_ptr<PGconn, SessionCloser>;

using Deadline = std::chrono::steady_clock::time_point;

// Waits until `socket` is ready for `events` (POLLIN, POLLOUT) or has failed; false once the deadline has passed.
bool WaitFor(int socket, short events, Deadline deadline);

// Tries the hosts in their order, each for an equal share of what is left of connect_timeout, so that a host that
// swallows packets does not use up the time of the next. (A slow name lookup is beyond our power: libpq waits for it.)
// kInvalidArgument for a text that cannot be read, kUnavailable where no host gave a session.
absl::StatusOr<Session> Connect(const ConnectOptions& options);

}  // namespace postern::pg
