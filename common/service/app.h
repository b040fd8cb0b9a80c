// What the endpoints of a program share: its options, its database, its gate. Everything in it is derived and can be
// dropped with the process; all of it may be used by many threads at once.
#pragma once

#include <string>

#include "auth/gate.h"
#include "auth/limits.h"
#include "auth/password_hasher.h"
#include "config/options.h"
#include "http/cookie.h"
#include "pg/pool.h"

namespace postern::service {

struct App {
  explicit App(config::Options given);

  const config::Options options;
  const std::string version;  // As every answer says: v2.23.0+postern.X.Y.Z, or --reported-version.
  const http::CookieOptions cookies;
  const auth::Lifetimes lifetimes;
  pg::Pool pool;
  auth::Gate gate;
  auth::PasswordHasher hasher;
};

// The version of this build: the version of the API that it serves, then its own as build metadata.
std::string BuildVersion();

// The pool that the options describe.
pg::PoolOptions PoolOptionsFrom(const config::Options& options);

}  // namespace postern::service
