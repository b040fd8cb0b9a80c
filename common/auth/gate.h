// The gate: who is behind a request, decided by its session token. One statement and one round trip; what a use leaves
// behind (last_used, a later expiry, a dormant user's waking up) is written by statements of its own, at most about
// once an hour for a key.
#pragma once

#include <string>
#include <variant>

#include "auth/authorize.h"
#include "auth/limits.h"
#include "http/request.h"
#include "http/response.h"
#include "json/time.h"
#include "pg/pool.h"
#include "store/sessions.h"

namespace postern::auth {

// An authenticated caller: an active user and the key that was used.
struct Caller {
  Subject subject;
  std::string username;
  std::string key_id;
  std::string key_login_type;  // token, or how the session was made.
  std::string token_name;
  json::Time expires_at;

  const std::string& user_id() const { return subject.user_id; }
  // Shorthand for authorize.h.
  bool May(std::string_view action, const Object& object) const { return Allowed(subject, action, object); }
};

// The token of a request: the first that is not empty of the cookie, the query and the header. Empty where there is
// none.
std::string ReadToken(const http::Request& request);

// 401 for a session that is none, or no more; clients and the dashboard look for its message. `detail` says which check
// failed.
http::Response SignedOut(std::string_view detail);

class Gate {
 public:
  // `owner_workspace_access` is every caller's (authorize.h).
  Gate(pg::Pool& pool, Lifetimes lifetimes, bool owner_workspace_access)
      : pool_(pool), lifetimes_(lifetimes), owner_workspace_access_(owner_workspace_access) {}

  // The caller, or the answer that sends the request away: 401 for every way of not being signed in, with a detail that
  // says which; 401 for a user who is not active; 503 where the database cannot tell.
  std::variant<Caller, http::Response> Authenticate(const http::Request& request) const;

 private:
  absl::Status RecordUse(store::Session& session, const http::Request& request) const;

  pg::Pool& pool_;
  Lifetimes lifetimes_;
  bool owner_workspace_access_;
};

}  // namespace postern::auth
