#include "pg/connection.h"

#include <poll.h>

#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "pg/connect.h"
#include "pg/error.h"
#include "pg/session_error.h"
#include "pg/time_limit.h"

namespace postern::pg {
namespace {

using Clock = std::chrono::steady_clock;
using OwnedResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

constexpr char kPlanChanged[] = "0A000";
constexpr char kUnknownStatement[] = "26000";

// How much longer than the server's own timeout we wait for its answer: it gives up first, and says why.
constexpr std::chrono::seconds kSocketGrace{2};

// The parameters as libpq takes them. Points into Params.
struct Arrays {
  explicit Arrays(Params params) {
    for (const Param& param : params) {
      values.push_back(param.data());
      lengths.push_back(param.size());
      formats.push_back(param.binary() ? 1 : 0);
    }
  }
  int count() const { return static_cast<int>(values.size()); }

  absl::InlinedVector<const char*, 24> values;
  absl::InlinedVector<int, 24> lengths;
  absl::InlinedVector<int, 24> formats;
};

bool IsFailure(const PGresult* result) {
  switch (PQresultStatus(result)) {
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
      return false;
    default:
      return true;
  }
}

bool IsCopy(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

// Gives what is queued to the socket, reading meanwhile: a server that waits for us to read would not read itself.
// False once the deadline has passed. A broken socket is left for PQgetResult to report.
bool Flush(PGconn* session, Deadline deadline) {
  int unsent = PQflush(session);
  while (unsent == 1) {
    if (!WaitFor(PQsocket(session), POLLIN | POLLOUT, deadline)) return false;
    if (PQconsumeInput(session) == 0) return true;
    unsent = PQflush(session);
  }
  return true;
}

// Waits until PQgetResult would not block; false once the deadline has passed.
bool AwaitResult(PGconn* session, Deadline deadline) {
  while (PQisBusy(session) != 0) {
    if (!WaitFor(PQsocket(session), POLLIN, deadline)) return false;
    if (PQconsumeInput(session) == 0) return true;
  }
  return true;
}

// True if the server has ended the session while it was idle. No round trip: its last words lie in the socket.
bool EndedWhileIdle(PGconn* session) {
  pollfd watched{PQsocket(session), POLLIN, 0};
  while (PQstatus(session) == CONNECTION_OK && poll(&watched, 1, 0) > 0) {
    if (PQconsumeInput(session) == 0) break;
    PQisBusy(session);  // Takes in notices and changed settings, so that the buffer does not grow.
  }
  return PQstatus(session) != CONNECTION_OK;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const ConnectOptions& options) {
  absl::StatusOr<Session> session = Connect(options);
  if (!session.ok()) return session.status();
  std::unique_ptr<Connection> connection(new Connection(session->release(), options));
  if (absl::Status settled = connection->SettleFormats(); !settled.ok()) return settled;
  return connection;
}

absl::Status Connection::SettleFormats() {
  // Start-up options did this already, unless they could not be sent. Poolers hand both settings on.
  const char* zone = PQparameterStatus(session_.get(), "TimeZone");
  const char* style = PQparameterStatus(session_.get(), "DateStyle");
  const bool settled = zone != nullptr && std::string_view(zone) == "UTC" && style != nullptr &&
                       std::string_view(style).starts_with("ISO");
  return settled ? absl::OkStatus() : Execute("SET timezone = 'UTC'; SET datestyle = 'ISO'");
}

bool Connection::Probe() {
  if (!lost_ && EndedWhileIdle(session_.get())) lost_ = true;
  return !lost_;
}

bool Connection::usable() const {
  return !lost_ && PQstatus(session_.get()) == CONNECTION_OK && PQtransactionStatus(session_.get()) == PQTRANS_IDLE;
}

bool Connection::in_transaction() const {
  const PGTransactionStatusType state = PQtransactionStatus(session_.get());
  return state == PQTRANS_INTRANS || state == PQTRANS_INERROR || state == PQTRANS_ACTIVE;
}

bool Connection::transaction_failed() const {
  return PQtransactionStatus(session_.get()) == PQTRANS_INERROR;
}

absl::StatusOr<Result> Connection::Collect(const char* what, bool sent) {
  PGconn* session = session_.get();
  const Deadline deadline = TimeLimit::Cut(Clock::now() + options_.statement_timeout + kSocketGrace);
  if (!sent) {
    if (PQstatus(session) == CONNECTION_OK) return absl::InternalError(OneLine(PQerrorMessage(session)));
    lost_ = true;
    return LostError(what, OneLine(PQerrorMessage(session)));
  }
  absl::Status failure;
  OwnedResult last(nullptr, &PQclear);
  bool in_time = Flush(session, deadline);
  while (in_time && (in_time = AwaitResult(session, deadline))) {
    OwnedResult next(PQgetResult(session), &PQclear);
    if (next == nullptr) break;
    if (IsFailure(next.get()) && failure.ok()) failure = ServerError(next.get(), what);
    last = std::move(next);
    if (IsCopy(last.get())) lost_ = true;  // Nothing here speaks COPY; there is no way on but to hang up.
    if (lost_) break;
  }
  last_used_ = Clock::now();
  if (!in_time) failure = SilentServerError(what);
  if (failure.ok() && last == nullptr) failure = LostError(what, OneLine(PQerrorMessage(session)));
  return Judge(std::move(failure), last.release());
}

absl::StatusOr<Result> Connection::Judge(absl::Status failure, PGresult* result) {
  Result owned(result);
  if (failure.ok()) return owned;
  if (PQstatus(session_.get()) != CONNECTION_OK && !IsLostSession(failure)) {
    failure = WithSession(std::move(failure), kLost);  // A FATAL answer of any other kind.
  }
  if (IsLostSession(failure)) lost_ = true;
  return failure;
}

absl::Status Connection::Prepare(const Statement& statement) {
  PGconn* session = session_.get();
  const absl::StatusOr<Result> prepared =
      Collect(statement.name, PQsendPrepare(session, statement.name, statement.text, 0, nullptr) == 1);
  if (!prepared.ok()) {
    // The statement itself was never sent, whatever became of its preparation.
    return lost_ ? WithSession(prepared.status(), kNotSent) : prepared.status();
  }
  prepared_.insert(statement.name);
  return absl::OkStatus();
}

absl::StatusOr<Result> Connection::RunOnce(const Statement& statement, Params params) {
  PGconn* session = session_.get();
  const Arrays arrays(params);
  if (!options_.prepared_statements) {
    return Collect(statement.name,
                   PQsendQueryParams(session, statement.text, arrays.count(), nullptr, arrays.values.data(),
                                     arrays.lengths.data(), arrays.formats.data(), 0) == 1);
  }
  if (prepared_.find(std::string_view(statement.name)) == prepared_.end()) {
    if (absl::Status prepared = Prepare(statement); !prepared.ok()) return prepared;
  }
  return Collect(statement.name, PQsendQueryPrepared(session, statement.name, arrays.count(), arrays.values.data(),
                                                     arrays.lengths.data(), arrays.formats.data(), 0) == 1);
}

absl::Status Connection::Forget(const Statement& statement) {
  prepared_.erase(prepared_.find(std::string_view(statement.name)));
  // libpq 15 cannot close a statement by protocol. Behind a pooler this finds nothing, which is as good.
  const absl::Status dropped = Execute(absl::StrCat("DEALLOCATE \"", statement.name, "\"").c_str());
  return SqlState(dropped) == kUnknownStatement ? absl::OkStatus() : dropped;
}

absl::StatusOr<Result> Connection::Run(const Statement& statement, Params params) {
  for (const Param& param : params) {
    if (param.has_nul()) return absl::InvalidArgumentError(absl::StrCat(statement.name, ": NUL in a text parameter"));
  }
  if (!Probe()) return NotSentError(statement.name, "the session has ended");
  const bool alone = !in_transaction();
  absl::StatusOr<Result> result = RunOnce(statement, params);
  if (result.ok() || !options_.prepared_statements) return result;
  const std::string state = SqlState(result.status());
  if (state != kPlanChanged && state != kUnknownStatement) return result;
  if (!prepared_.contains(std::string_view(statement.name))) return result;
  if (!alone) {
    lost_ = true;  // The transaction has failed and the plan is stale: the next user shall not meet it.
    return result;
  }
  if (absl::Status forgotten = Forget(statement); !forgotten.ok()) return forgotten;
  return RunOnce(statement, params);
}

absl::Status Connection::Execute(const char* text) {
  const char* const what = "execute";
  if (!Probe()) return NotSentError(what, "the session has ended");
  return Collect(what, PQsendQuery(session_.get(), text) == 1).status();
}

}  // namespace postern::pg
