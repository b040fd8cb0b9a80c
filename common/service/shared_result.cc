#include "service/shared_result.h"

#include <algorithm>
#include <thread>

#include "obs/log.h"
#include "pg/time_limit.h"

namespace postern::service {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using store::SharedResult;
using store::StoredResult;

// How often whoever waits for the first result looks for it: seldomer the longer it takes.
constexpr milliseconds kFirstLook{20};
constexpr milliseconds kLastLook{200};

// How often whoever waits for another's computation tries to take it over: that one may have gone without a word.
constexpr std::chrono::seconds kTakeOver{1};

// A computation that failed is left alone for its interval, within these bounds; the first one for the least.
constexpr std::chrono::nanoseconds kLeastPause = std::chrono::seconds(1);
constexpr std::chrono::nanoseconds kMostPause = std::chrono::minutes(1);

void Complain(App& app, std::string_view name, const absl::Status& failure) {
  if (app.metrics) app.metrics->FailedSharedResult(name);
  obs::Log(obs::Level::kWarning, "a shared result could not be collected",
           {{"name", name}, {"error", failure.ToString()}});
}

class Looks {
 public:
  explicit Looks(Clock::time_point deadline) : deadline_(deadline) {}

  // Sleeps until the next look, or until the deadline: then it is false.
  bool Wait() {
    const Clock::time_point next = Clock::now() + pause_;
    pause_ = std::min(2 * pause_, kLastLook);
    std::this_thread::sleep_until(std::min(next, deadline_));
    return next < deadline_;
  }

 private:
  Clock::time_point deadline_;
  milliseconds pause_ = kFirstLook;
};

// Another version of the program, or somebody by hand, may have written what we cannot read.
void ForgetForeign(const ComputedResult& wanted, StoredResult& stored) {
  if (stored.result && wanted.is_readable && !wanted.is_readable(stored.result->value)) stored.Forget();
}

// Computes the result, unless that is not called for any more once the lock is held. Gives what is stored in the end:
// nothing where somebody else computes the first one.
absl::StatusOr<std::optional<SharedResult>> Refresh(App& app, const ComputedResult& wanted) {
  std::optional<SharedResult> result;
  const absl::Status done = app.pool.Transaction([&](pg::Connection& connection) -> absl::Status {
    const absl::StatusOr<bool> locked = store::LockSharedResult(connection, wanted.name);
    if (!locked.ok()) return locked.status();
    absl::StatusOr<StoredResult> stored = store::FindSharedResult(connection, wanted.name, wanted.interval);
    if (!stored.ok()) return stored.status();
    ForgetForeign(wanted, *stored);
    result = std::move(stored->result);
    if (!*locked || !stored->due) return absl::OkStatus();
    const absl::StatusOr<boost::json::value> value = wanted.compute(connection);
    if (!value.ok()) return value.status();
    absl::StatusOr<SharedResult> written = store::WriteSharedResult(connection, wanted.name, *value, wanted.interval);
    if (!written.ok()) return written.status();
    result = *std::move(written);
    return absl::OkStatus();
  });
  if (!done.ok()) return done;
  return result;
}

void RefreshOrPostpone(App& app, const ComputedResult& wanted) {
  const absl::Status done = Refresh(app, wanted).status();
  if (done.ok()) return;
  Complain(app, wanted.name, done);
  const auto pause = std::clamp(wanted.interval, kLeastPause, kMostPause);
  store::PostponeSharedResult(app.pool, wanted.name, std::nullopt, pause).IgnoreError();
}

// As Refresh. The time of the request may be what it failed of, so that postponing has a little of its own.
absl::StatusOr<std::optional<SharedResult>> RefreshFirst(App& app, const ComputedResult& wanted) {
  absl::StatusOr<std::optional<SharedResult>> result = Refresh(app, wanted);
  if (result.ok()) return result;
  if (app.metrics) app.metrics->FailedSharedResult(wanted.name);
  const pg::TimeLimit limit(Clock::now() + kLeastPause);
  store::PostponeSharedResult(app.pool, wanted.name, std::nullopt, kLeastPause).IgnoreError();
  return result;
}

// Looking is one statement; only now and then does whoever waits try to compute.
absl::StatusOr<SharedResult> ComputeFirst(App& app, const ComputedResult& wanted, StoredResult stored) {
  const Clock::time_point deadline = pg::TimeLimit::Cut(Clock::now() + app.options.request_timeout);
  Looks looks(deadline);
  Clock::time_point next_try = Clock::now();
  for (;;) {
    if (stored.result) return *std::move(stored.result);
    if (!stored.due) return absl::UnavailableError("the first result failed and is soon tried again: " + wanted.name);
    if (Clock::now() >= next_try) {
      absl::StatusOr<std::optional<SharedResult>> result = RefreshFirst(app, wanted);
      if (!result.ok()) return result.status();
      if (*result) return **std::move(result);
      next_try = Clock::now() + kTakeOver;
    }
    if (!looks.Wait()) return absl::DeadlineExceededError("the first result was not there in time: " + wanted.name);
    absl::StatusOr<StoredResult> found = store::FindSharedResult(app.pool, wanted.name, wanted.interval);
    if (!found.ok()) return found.status();
    stored = *std::move(found);
    ForgetForeign(wanted, stored);
  }
}

// A fetch that was told to stop has not failed: the next process may try at once.
void Fetch(App& app, const FetchedResult& wanted, const Stopped& stopped) {
  const absl::StatusOr<std::optional<std::string>> claim =
      store::ClaimSharedResult(app.pool, wanted.name, wanted.interval, wanted.lapse);
  if (!claim.ok()) return Complain(app, wanted.name, claim.status());
  if (!*claim) return;
  const absl::StatusOr<boost::json::value> value = wanted.fetch(stopped);
  const absl::Status done =
      value.ok() ? store::WriteClaimedResult(app.pool, wanted.name, **claim, *value, wanted.interval) : value.status();
  if (done.ok()) return;
  const bool stopping = stopped();
  if (!stopping) Complain(app, wanted.name, done);
  const auto pause = stopping ? std::chrono::nanoseconds(0) : wanted.retry;
  store::PostponeSharedResult(app.pool, wanted.name, **claim, pause).IgnoreError();
}

void Saw(App& app, std::string_view name, const SharedResult& result) {
  if (app.metrics) app.metrics->SawSharedResult(name, result.collected_at);
}

absl::StatusOr<SharedResult> Find(App& app, const ComputedResult& wanted) {
  absl::StatusOr<StoredResult> stored = store::FindSharedResult(app.pool, wanted.name, wanted.interval);
  if (!stored.ok()) return stored.status();
  ForgetForeign(wanted, *stored);
  if (!stored->result) return ComputeFirst(app, wanted, *std::move(stored));
  if (stored->due) {
    app.background.Schedule(wanted.name, [&app, wanted](const Stopped&) { RefreshOrPostpone(app, wanted); });
  }
  return *std::move(stored->result);
}

}  // namespace

absl::StatusOr<SharedResult> Ask(App& app, const ComputedResult& wanted) {
  absl::StatusOr<SharedResult> result = Find(app, wanted);
  if (result.ok()) Saw(app, wanted.name, *result);
  return result;
}

absl::StatusOr<std::optional<SharedResult>> Ask(App& app, const FetchedResult& wanted, milliseconds wait) {
  Looks looks(pg::TimeLimit::Cut(Clock::now() + wait));
  for (;;) {
    absl::StatusOr<StoredResult> stored = store::FindSharedResult(app.pool, wanted.name, wanted.interval);
    if (!stored.ok()) return stored.status();
    if (stored->due) {
      app.background.Schedule(wanted.name, [&app, wanted](const Stopped& stopped) { Fetch(app, wanted, stopped); });
    }
    const bool coming = stored->due || stored->fetching;
    if (stored->result) Saw(app, wanted.name, *stored->result);
    if (stored->result || !coming || !looks.Wait()) return std::move(stored->result);
  }
}

}  // namespace postern::service
