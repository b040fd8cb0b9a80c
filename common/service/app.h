// What the endpoints of a program share: its options, its database, its gate. Everything in it is derived and can be
// dropped with the process; all of it may be used by many threads at once.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "auth/gate.h"
#include "auth/limits.h"
#include "auth/password_hasher.h"
#include "config/load.h"
#include "http/cookie.h"
#include "obs/metrics.h"
#include "pg/pool.h"
#include "service/background.h"
#include "service/drift.h"

namespace postern::service {

struct App {
  // `counted` counts what happens; null: nobody does.
  explicit App(config::Loaded given, std::unique_ptr<obs::Metrics> counted = nullptr);

  const config::Options options;
  const config::Origins origins;
  const std::string version;  // As every answer says: v2.23.0+postern.X.Y.Z, or --reported-version.
  const http::CookieOptions cookies;
  const auth::Lifetimes lifetimes;
  const std::unique_ptr<obs::Metrics> metrics;  // Null where nobody asks for them.
  std::atomic<int> connections = 0;             // From the web server, kept ones included.
  pg::Pool pool;
  auth::Gate gate;
  auth::PasswordHasher hasher;
  std::unique_ptr<Drift> drift;  // Null where nobody looks for it.
  Background background;         // Last: it ends before what its jobs use.
};

// The pool that the options describe.
pg::PoolOptions PoolOptionsFrom(const config::Options& options);

}  // namespace postern::service
