#include "pg/pool.h"

#include <utility>

#include "pg/error.h"
#include "pg/session_error.h"
#include "pg/time_limit.h"

namespace postern::pg {
namespace {

using Clock = std::chrono::steady_clock;

// Ends a transaction by ROLLBACK unless told that it was committed; also when an exception passes by.
class Rollback {
 public:
  explicit Rollback(Connection& connection) : connection_(&connection) {}
  Rollback(const Rollback&) = delete;
  Rollback& operator=(const Rollback&) = delete;
  ~Rollback() {
    // A failure to roll back leaves the session unusable; the pool closes it, and the server rolls back then.
    if (connection_ != nullptr && connection_->in_transaction()) connection_->Execute("ROLLBACK").IgnoreError();
  }
  void Dismiss() { connection_ = nullptr; }

 private:
  Connection* connection_;
};

absl::Status Commit(Connection& connection) {
  // The server answers COMMIT of a failed transaction with a ROLLBACK that looks like success.
  if (connection.transaction_failed()) return absl::AbortedError("commit: a statement of the transaction had failed");
  if (!connection.in_transaction()) return absl::AbortedError("commit: the transaction had ended before");
  return connection.Execute("COMMIT");
}

absl::Status Between(Connection& connection, const std::function<absl::Status(Connection&)>& work) {
  Rollback rollback(connection);
  if (absl::Status done = work(connection); !done.ok()) return done;
  return Commit(connection);
}

// How often a transaction that lost against another one is tried again.
constexpr int kConflictRetries = 2;

// The server has rolled the transaction back because of another one: a deadlock, or a serialization failure.
bool IsConflict(const absl::Status& status) {
  const std::string state = SqlState(status);
  return state == kDeadlockDetected || state == kSerializationFailure;
}

bool MayRepeat(const absl::Status& status, bool read_only) {
  if (absl::IsDeadlineExceeded(status)) return false;  // Asking a silent server again would double the wait.
  return read_only ? IsLostSession(status) : IsKnownNotExecuted(status);
}

}  // namespace

Pool::Lease::~Lease() {
  if (connection_ != nullptr) pool_->Release(std::move(connection_));
}

// Whoever takes a session in hand gets a living one; Run and Transaction find out by their first statement.
absl::StatusOr<Pool::Lease> Pool::Acquire() {
  {
    absl::StatusOr<Lease> lease = Take(/*fresh=*/false);
    if (!lease.ok() || (*lease)->Probe()) return lease;
  }
  return Take(/*fresh=*/true);
}

absl::StatusOr<Pool::Lease> Pool::Take(bool fresh) {
  Place place = Reserve();
  if (options_.on_waited) options_.on_waited(place.waited);
  if (!place.reserved) return NotSentError("pool", "no free database session in time");
  // Where a new one is wanted, the place of the one found is kept for it.
  if (place.found != nullptr && !fresh) return Lease(this, std::move(place.found));
  return OpenInReservedPlace();
}

Pool::Place Pool::Reserve() {
  const auto is_free = [this] { return !free_.empty() || open_ < options_.max_connections; };
  Place place;
  std::unique_lock lock(mutex_);
  if (!is_free()) {
    const Clock::time_point start = Clock::now();
    ++waiting_;
    const bool came_free = freed_.wait_until(lock, TimeLimit::Cut(start + options_.acquire_timeout), is_free);
    --waiting_;
    place.waited = Clock::now() - start;
    if (!came_free) {
      ++timeouts_;
      return place;
    }
  }
  place.reserved = true;
  if (free_.empty()) {
    ++open_;
  } else {
    place.found = std::move(free_.back());
    free_.pop_back();
  }
  return place;
}

absl::StatusOr<Pool::Lease> Pool::OpenInReservedPlace() {
  absl::StatusOr<std::unique_ptr<Connection>> made = Connection::Open(options_.connect);
  if (made.ok()) return Lease(this, *std::move(made));
  Forget();
  return made.status();
}

void Pool::Forget() {
  {
    const std::lock_guard lock(mutex_);
    --open_;
  }
  freed_.notify_one();
}

void Pool::Release(std::unique_ptr<Connection> connection) {
  if (!connection->usable()) {
    connection.reset();
    Forget();
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(connection));
  }
  freed_.notify_one();
  CloseIdle();
}

void Pool::CloseIdle() {
  std::vector<std::unique_ptr<Connection>> closing;  // Closed after the lock is given up.
  const Clock::time_point oldest = Clock::now() - options_.idle_close;
  const std::lock_guard lock(mutex_);
  while (!free_.empty() && free_.front()->last_used() < oldest) {
    closing.push_back(std::move(free_.front()));
    free_.erase(free_.begin());
    --open_;
  }
}

int Pool::open() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

Pool::Load Pool::load() const {
  const std::lock_guard lock(mutex_);
  return {.open = open_, .in_use = open_ - static_cast<int>(free_.size()), .waiting = waiting_, .timeouts = timeouts_};
}

absl::StatusOr<Result> Pool::Run(const Statement& statement, Params params) {
  absl::StatusOr<Result> result = RunOnce(statement, params);
  for (int again = 0; IsConflict(result.status()) && again < kConflictRetries; ++again) {
    result = RunOnce(statement, params);
  }
  return result;
}

absl::StatusOr<Result> Pool::RunOnce(const Statement& statement, Params params) {
  {
    const absl::StatusOr<Lease> lease = Take(/*fresh=*/false);
    if (!lease.ok()) return lease.status();
    absl::StatusOr<Result> result = (*lease)->Run(statement, params);
    if (result.ok() || !MayRepeat(result.status(), statement.read_only)) return result;
  }
  const absl::StatusOr<Lease> lease = Take(/*fresh=*/true);
  if (!lease.ok()) return lease.status();
  return (*lease)->Run(statement, params);
}

absl::Status Pool::Transaction(const std::function<absl::Status(Connection&)>& work) {
  absl::Status done = TransactionOnce(work);
  for (int again = 0; IsConflict(done) && again < kConflictRetries; ++again) done = TransactionOnce(work);
  return done;
}

absl::Status Pool::TransactionOnce(const std::function<absl::Status(Connection&)>& work) {
  {
    const absl::StatusOr<Lease> lease = Take(/*fresh=*/false);
    if (!lease.ok()) return lease.status();
    const absl::Status begun = (*lease)->Execute("BEGIN");
    if (begun.ok()) return Between(**lease, work);
    if (!MayRepeat(begun, /*read_only=*/true)) return begun;  // BEGIN by itself changes nothing.
  }
  const absl::StatusOr<Lease> lease = Take(/*fresh=*/true);
  if (!lease.ok()) return lease.status();
  if (absl::Status begun = (*lease)->Execute("BEGIN"); !begun.ok()) return begun;
  return Between(**lease, work);
}

}  // namespace postern::pg
