#include "service/app.h"

#include <algorithm>
#include <thread>

#include "config/defaults.h"

namespace postern::service {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

milliseconds Milliseconds(std::chrono::nanoseconds duration) {
  return std::max(milliseconds(1), duration_cast<milliseconds>(duration));
}

auth::Lifetimes LifetimesFrom(const config::Options& options) {
  return {.session = options.session_duration,
          .default_token = options.default_token_lifetime,
          .max_token = options.max_token_lifetime,
          .max_admin_token = options.max_admin_token_lifetime,
          .slide = !options.disable_session_expiry_refresh,
          .enforce_on_use = options.enforce_token_lifetime_on_use};
}

// At most half of the threads may be held by password checks, running or in line: the others stay for other routes. On
// a machine of many cores a quarter of the threads is as many hashes at once as there may be.
auth::HasherOptions HasherOptionsFrom(const config::Options& options) {
  const auto threads = static_cast<std::size_t>(options.threads);
  const std::size_t half = threads / 2;
  const std::size_t cores =
      std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, std::max<std::size_t>(1, threads / 4));
  return {.cores = cores, .max_waiting = half > cores ? half - cores : 1, .wait = Milliseconds(options.password_wait)};
}

pg::PoolOptions Counted(pg::PoolOptions options, obs::Metrics* metrics) {
  if (metrics == nullptr) return options;
  options.on_waited = [metrics](std::chrono::nanoseconds wait) { metrics->WaitedForSession(wait); };
  return options;
}

obs::Readings ReadingsOf(App& app) {
  const pg::Pool::Load pool = app.pool.load();
  const auth::PasswordHasher::Load hasher = app.hasher.load();
  const Background::Load background = app.background.load();
  return {.connections = app.connections.load(std::memory_order_relaxed),
          .db_sessions = pool.open,
          .db_sessions_in_use = pool.in_use,
          .db_sessions_max = app.options.pg_max_connections,
          .db_session_waiters = pool.waiting,
          .db_session_timeouts = pool.timeouts,
          .hashes_running = static_cast<std::int64_t>(hasher.running),
          .hashes_waiting = static_cast<std::int64_t>(hasher.waiting),
          .hashes_refused = hasher.refused,
          .jobs_waiting = static_cast<std::int64_t>(background.waiting),
          .jobs_refused = background.refused};
}

}  // namespace

pg::PoolOptions PoolOptionsFrom(const config::Options& options) {
  return {.connect = {.url = options.pg_connection_url,
                      .application_name = "postern",
                      .connect_timeout = Milliseconds(options.pg_connect_timeout),
                      .statement_timeout = Milliseconds(options.pg_statement_timeout),
                      .lock_timeout = Milliseconds(options.pg_lock_timeout),
                      .idle_in_transaction_timeout = Milliseconds(options.pg_idle_in_transaction_timeout),
                      .prepared_statements = options.pg_prepared_statements},
          .max_connections = static_cast<int>(options.pg_max_connections),
          .acquire_timeout = Milliseconds(options.pg_acquire_timeout),
          .idle_close = Milliseconds(options.pg_idle_close)};
}

App::App(config::Loaded given, std::unique_ptr<obs::Metrics> counted)
    : options(std::move(given.options)),
      origins(std::move(given.origins)),
      version(config::VersionFrom(options)),
      cookies{.secure = options.secure_auth_cookie, .same_site = options.samesite_auth_cookie},
      lifetimes(LifetimesFrom(options)),
      metrics(std::move(counted)),
      pool(Counted(PoolOptionsFrom(options), metrics.get())),
      gate(pool, lifetimes, !options.disable_owner_workspace_access),
      hasher(HasherOptionsFrom(options)) {
  if (metrics) metrics->ReadBy([this] { return ReadingsOf(*this); });
}

}  // namespace postern::service
