// Who is behind a session token: everything that authentication and authorization need, in one statement.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "json/time.h"
#include "pg/pool.h"

namespace postern::store {

// The state of an OAuth login behind a key of login type github or oidc.
enum class OauthLink { kNotNeeded, kMissing, kValid, kExpired, kExpiredRefreshable };

struct Session {
  std::string key_id;
  std::string hashed_secret_hex;  // 64 digits.
  std::string login_type;
  std::string scope;
  std::string token_name;
  std::int64_t lifetime_seconds = 0;
  json::Time created_at;
  json::Time expires_at;
  std::int64_t remaining_micros = 0;  // Until expires_at, by the database's clock; negative once past.
  std::int64_t age_micros = 0;        // Since created_at.
  bool use_is_due = false;            // last_used is more than an hour ago.
  OauthLink oauth_link = OauthLink::kNotNeeded;

  std::string user_id;
  std::string username;
  std::string status;
  std::vector<std::string> site_roles;          // As stored, without the implied member.
  std::vector<std::string> organization_roles;  // `<organization id>:<role>`, the implied organization-member included.
  std::string custom_roles;  // JSON array of {name, organization_id, site, org, user}, or "" where none applies.
};

// The session of a key id, whatever its secret, expiry and status: one round trip. kNotFound where there is none or its
// user is deleted.
absl::StatusOr<Session> FindSession(pg::Pool& pool, std::string_view key_id);

// The statement behind FindSession; its one parameter is the key id. For measuring what it costs alone.
const pg::Statement& SessionStatement();

// What a request leaves behind on its key, at most about once an hour.
struct SessionUse {
  bool record_use = false;  // last_used and ip_address.
  std::string ip_address;
  bool slide = false;           // expires_at moves to now + lifetime_seconds, but never beyond creation + cap_micros
  std::int64_t cap_micros = 0;  // and never back.
};
// Gives the key's expiry thereafter. The user's last_seen_at and updated_at move with it.
absl::StatusOr<json::Time> RecordSessionUse(pg::Pool& pool, std::string_view key_id, const SessionUse& use);

// A dormant user becomes active by use; one transaction with its audit row. No error where another request was first.
absl::Status ActivateDormantUser(pg::Pool& pool, std::string_view user_id);

}  // namespace postern::store
