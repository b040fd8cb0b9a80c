// One thread of a server: takes connections, serves the requests on them, lets go of them when told to.
//
// The end is the hard part. A front end may send a request on a kept connection in the instant in which we close it,
// and one that was sent cannot safely be sent twice. So kept connections are closed by the front end, which knows what
// it is about to do; we do it only for one that has been idle for longer than nginx keeps any, or where time runs out.
#pragma once

#include <atomic>
#include <chrono>

#include "fcgi/exchange.h"

namespace postern::fcgi {

// A kept connection that is idle for so long while the server ends is closed. nginx closes its own after one second
// (operator/nginx_values.cc).
inline constexpr std::chrono::milliseconds kIdleAtStop{2000};

// What the workers of a server share. `close_kept_at` is set before `stopping`, and that before `stop_event` (an
// eventfd) becomes readable.
struct WorkerShared {
  int listen_fd;
  int stop_event;
  std::size_t max_body_bytes;
  const Handler& handler;
  std::atomic<int>& connections;     // Open ones, kept ones included.
  bool serve_queue_at_stop = false;  // Connections that wait in the listening queue are served before the end.
  std::chrono::steady_clock::time_point close_kept_at{};  // From then on no connection is kept; read once stopping.
  std::atomic<bool> queue_left{false};                    // It was emptied at the end: nobody looks there again.
  std::atomic<bool> stopping{false};
  std::atomic<int> running{0};  // Workers that have not ended.
  std::atomic<std::chrono::steady_clock::rep> last_active{0};
};

// Runs until `shared.stopping`, and then for as long as its connection is open: what comes on that is served. A
// connection that is idle for kIdleAtStop, or any from `close_kept_at` on, is closed once nothing more is to be read
// from it.
void RunWorker(WorkerShared& shared);

}  // namespace postern::fcgi
