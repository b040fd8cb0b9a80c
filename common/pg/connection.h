// One PostgreSQL session. Not shared: libpq lets one thread at a time touch a PGconn. Not movable while lent out;
// closing is the destructor.
#pragma once

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libpq-fe.h"
#include "pg/result.h"
#include "pg/statement.h"

namespace postern::pg {

// How sessions are made. Every duration is positive; timeouts are ordered lock < statement < socket, so that the
// server gives up first and says why.
struct ConnectOptions {
  std::string url;  // URI or key=value, several hosts allowed. Never logged.
  std::string application_name = "postern";
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds statement_timeout{10000};
  std::chrono::milliseconds lock_timeout{3000};
  std::chrono::milliseconds idle_in_transaction_timeout{10000};
  // False for poolers that keep no prepared statements and refuse start-up options (PgBouncer before 1.21 in
  // transaction mode): statements are then sent whole, and timeouts are the database role's own (ALTER ROLE ... SET).
  bool prepared_statements = true;
};

class Connection {
 public:
  // Connects, bounded by connect_timeout over all hosts, with time zone UTC. kUnavailable where nobody answers;
  // the message names host and database and no secret.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const ConnectOptions& options);

  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Prepares on first use in this session, then runs and waits for the whole result, at most statement_timeout and
  // two seconds. A parameter with a NUL byte is kInvalidArgument and is not sent. Where a cached plan no longer fits
  // (0A000, 26000) the statement is prepared anew once, outside transactions.
  absl::StatusOr<Result> Run(const Statement& statement, Params params);

  // Runs text that may hold several statements, without parameters: BEGIN, COMMIT, migrations. The last result counts.
  absl::Status Execute(const char* text);

  // False if the session is lost; looks for the server's parting words without a round trip.
  bool Probe();

  bool usable() const;              // False once the session is lost, read-only, or stuck inside a transaction.
  bool in_transaction() const;      // As libpq last heard.
  bool transaction_failed() const;  // In a transaction of which nothing but a rollback can come.
  std::chrono::steady_clock::time_point last_used() const { return last_used_; }

 private:
  struct Closer {
    void operator()(PGconn* session) const { PQfinish(session); }
  };
  explicit Connection(PGconn* session, const ConnectOptions& options) : session_(session), options_(options) {}

  absl::Status SettleFormats();
  absl::Status Prepare(const Statement& statement);
  absl::Status Forget(const Statement& statement);
  absl::StatusOr<Result> RunOnce(const Statement& statement, Params params);
  // Waits for all results of what was sent (`sent`: whether libpq took it) and gives the last, or the first error.
  absl::StatusOr<Result> Collect(const char* what, bool sent);
  absl::StatusOr<Result> Judge(absl::Status failure, PGresult* result);

  std::unique_ptr<PGconn, Closer> session_;
  ConnectOptions options_;
  std::set<std::string, std::less<>> prepared_;  // Dies with the session, on purpose.
  bool lost_ = false;
  std::chrono::steady_clock::time_point last_used_ = std::chrono::steady_clock::now();
};

}  // namespace postern::pg
