// One thread of a server: takes connections, serves the requests on them, lets go of them when told to.
#pragma once

#include <atomic>
#include <chrono>

#include "fcgi/exchange.h"

namespace postern::fcgi {

// What the workers of a server share. `stopping` is set before `stop_event` (an eventfd) becomes readable.
struct WorkerShared {
  int listen_fd;
  int stop_event;
  std::size_t max_body_bytes;
  const Handler& handler;
  std::atomic<int>& connections;     // Open ones, kept ones included.
  bool serve_queue_at_stop = false;  // Connections that wait in the listening queue are served before the end.
  std::atomic<bool> stopping{false};
  std::atomic<int> running{0};  // Workers that have not ended.
  std::atomic<std::chrono::steady_clock::rep> last_active{0};
};

// Runs until `shared.stopping`. A request in hand is finished; a kept connection is closed once nothing more is to be
// read from it.
void RunWorker(WorkerShared& shared);

}  // namespace postern::fcgi
