// A bounded set of sessions shared by the threads of a process, made when first needed and closed after a while of
// disuse. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "pg/connection.h"

namespace postern::pg {

struct PoolOptions {
  ConnectOptions connect;
  int max_connections = 4;                          // 1 or more.
  std::chrono::milliseconds acquire_timeout{2000};  // How long a request waits for a free session.
  std::chrono::milliseconds idle_close{300000};     // A session unused for longer is closed (looked at on release).
  // Told how long somebody waited for a session, also where none came free; by many threads at once. May be empty.
  std::function<void(std::chrono::nanoseconds)> on_waited = nullptr;
};

class Pool {
 public:
  explicit Pool(PoolOptions options) : options_(std::move(options)) {}
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Gives the session back when it goes out of scope; a session that is no longer usable is closed instead.
  class Lease {
   public:
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

   private:
    friend class Pool;
    Lease(Pool* pool, std::unique_ptr<Connection> connection) : pool_(pool), connection_(std::move(connection)) {}
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  // The most recently used free session, or a new one while there are fewer than max_connections, else waits.
  // kUnavailable where none came free in time or none could be made.
  absl::StatusOr<Lease> Acquire();

  // Runs one statement on a leased session. Where the session turns out lost, a read-only statement is run once more
  // on a new one, and a write only if it is known not to have been executed. Where the server undid it because of a
  // deadlock, it is run twice more.
  absl::StatusOr<Result> Run(const Statement& statement, Params params);

  // Runs `work` between BEGIN and COMMIT on one session; anything but OK from it, or an exception, rolls back.
  // Where the session was lost before the first statement of `work` could be sent, the whole is tried once more, and
  // twice more where the server undid it because of a deadlock: `work` starts anew each time.
  // An error of COMMIT itself is reported as it is: the outcome may be unknown.
  absl::Status Transaction(const std::function<absl::Status(Connection&)>& work);

  // Closes sessions that have been idle for longer than idle_close; called by whoever has time.
  void CloseIdle();

  int open() const;  // Sessions in being, lent or free.

  // How busy it is just now.
  struct Load {
    int open = 0;               // As above.
    int in_use = 0;             // Lent, or about to be made.
    int waiting = 0;            // Callers that wait for one.
    std::int64_t timeouts = 0;  // Callers that waited for nothing, ever.
  };
  Load load() const;

 private:
  absl::StatusOr<Lease> Take(bool fresh);  // Fresh: newly made, in place of a free one if need be.
  // A place among those that may be open, and the free session that was in it.
  struct Place {
    bool reserved = false;  // False where none came free in time.
    std::unique_ptr<Connection> found;
    std::chrono::nanoseconds waited{0};
  };
  Place Reserve();
  absl::StatusOr<Lease> OpenInReservedPlace();
  absl::StatusOr<Result> RunOnce(const Statement& statement, Params params);
  absl::Status TransactionOnce(const std::function<absl::Status(Connection&)>& work);
  void Release(std::unique_ptr<Connection> connection);
  void Forget();  // One session fewer is in being.

  const PoolOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> free_;  // The most recently used one last.
  int open_ = 0;
  int waiting_ = 0;
  std::int64_t timeouts_ = 0;
};

}  // namespace postern::pg
