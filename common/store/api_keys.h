// The table api_keys: tokens and session keys. Secrets are known here by their hash alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "json/time.h"
#include "pg/pool.h"

namespace postern::store {

struct ApiKey {
  std::string id;
  std::string user_id;
  json::Time last_used;  // json::kZeroTime until first use.
  json::Time expires_at;
  json::Time created_at;
  json::Time updated_at;
  std::string login_type;
  std::string scope;
  std::string token_name;  // "" for sessions.
  std::int64_t lifetime_seconds = 0;
  std::string username;  // In lists alone; "" where the owner is unknown.
};

struct NewApiKey {
  std::string id;             // 10 characters.
  std::string hashed_secret;  // 32 bytes.
  std::string user_id;
  std::string login_type;
  std::string scope;
  std::string token_name;
  std::string ip_address;
  std::int64_t lifetime_micros = 0;   // Until expires_at, by the database's clock.
  std::int64_t lifetime_seconds = 0;  // As stored.
};

// kNotFound where the user is gone; a unique violation of kTokenNameIndex where the name is taken; a violation of
// kPrimaryKey where the id is.
absl::StatusOr<ApiKey> InsertApiKey(pg::Connection& connection, const NewApiKey& key);
inline constexpr std::string_view kTokenNameIndex = "idx_api_key_name";
inline constexpr std::string_view kApiKeyPrimaryKey = "api_keys_pkey";

// kNotFound where there is none. Expired keys are found.
absl::StatusOr<ApiKey> FindApiKeyById(pg::Pool& pool, std::string_view id);
// By its exact name among one user's keys of any login type.
absl::StatusOr<ApiKey> FindApiKeyByName(pg::Pool& pool, std::string_view user_id, std::string_view name);

struct TokenListOptions {
  std::optional<std::string> user_id;  // One user's tokens, or everybody's.
  bool include_expired = true;
  std::int32_t limit = 0;  // 0: all.
  std::int32_t offset = 0;
};
// Keys of login type token, in the order in which they were made.
absl::StatusOr<std::vector<ApiKey>> ListTokens(pg::Pool& pool, const TokenListOptions& options);

// Whether the key is still there, in the eyes of this transaction.
absl::StatusOr<bool> ApiKeyExists(pg::Connection& connection, std::string_view id);
// Deletes one key and gives what it was; kNotFound where it is gone already.
absl::StatusOr<ApiKey> DeleteApiKey(pg::Connection& connection, std::string_view id);
// Deletes every key of a user; gives how many.
absl::StatusOr<std::int64_t> DeleteApiKeysOf(pg::Connection& connection, std::string_view user_id);
// Deletes the user's keys of scope application_connect.
absl::Status DeleteApplicationKeysOf(pg::Connection& connection, std::string_view user_id);

}  // namespace postern::store
