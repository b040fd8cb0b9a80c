#include "store/api_keys.h"

#include "pg/error.h"
#include "store/columns.h"

namespace postern::store {
namespace {

#define KEY_COLUMNS                                                                                          \
  "k.id, k.user_id, " POSTERN_MICROS("k.last_used") ", " POSTERN_MICROS("k.expires_at") ", " POSTERN_MICROS( \
      "k.created_at") ", " POSTERN_MICROS("k.updated_at") ", k.login_type, k.scope, k.token_name, k.lifetime_seconds"
constexpr int kKeyColumns = 10;

ApiKey KeyFrom(const pg::Row& row) {
  return {.id = std::string(row.Text(0)),
          .user_id = std::string(row.Text(1)),
          .last_used = TimeAt(row, 2),
          .expires_at = TimeAt(row, 3),
          .created_at = TimeAt(row, 4),
          .updated_at = TimeAt(row, 5),
          .login_type = std::string(row.Text(6)),
          .scope = std::string(row.Text(7)),
          .token_name = std::string(row.Text(8)),
          .lifetime_seconds = row.Int(9),
          .username = ""};
}

absl::StatusOr<ApiKey> OneKey(const absl::StatusOr<pg::Result>& rows) {
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return absl::NotFoundError("no such key");
  return KeyFrom((*rows)[0]);
}

constexpr pg::Statement kInsert = {
    "api_keys_insert",
    "INSERT INTO api_keys AS k (id, hashed_secret, user_id, last_used, expires_at, created_at, updated_at, login_type, "
    "lifetime_seconds, ip_address, scope, token_name) "
    "VALUES ($1, $2, $3, '0001-01-01 00:00:00+00', now() + $9::bigint * interval '1 microsecond', now(), now(), "
    "$4::login_type, $8, $7::inet, $5::api_key_scope, $6) "
    "RETURNING " KEY_COLUMNS};
constexpr pg::Statement kFindById = {"api_keys_find_by_id", "SELECT " KEY_COLUMNS " FROM api_keys k WHERE k.id = $1",
                                     true};
constexpr pg::Statement kFindByName = {
    "api_keys_find_by_name",
    "SELECT " KEY_COLUMNS " FROM api_keys k WHERE k.user_id = $1 AND k.token_name = $2 AND k.token_name <> '' LIMIT 1",
    true};
constexpr pg::Statement kList = {
    "api_keys_list_tokens",
    "SELECT " KEY_COLUMNS
    ", coalesce(u.username, '') FROM api_keys k LEFT JOIN users u ON u.id = k.user_id "
    "WHERE k.login_type = 'token' AND ($1::uuid IS NULL OR k.user_id = $1::uuid) AND ($2 OR k.expires_at > now()) "
    "ORDER BY k.created_at, k.id LIMIT nullif($3::int, 0) OFFSET $4::int",
    true};
constexpr pg::Statement kExists = {"api_keys_exists", "SELECT EXISTS (SELECT FROM api_keys WHERE id = $1)", true};
constexpr pg::Statement kDelete = {"api_keys_delete", "DELETE FROM api_keys k WHERE k.id = $1 RETURNING " KEY_COLUMNS};
constexpr pg::Statement kDeleteOf = {"api_keys_delete_of_user", "DELETE FROM api_keys WHERE user_id = $1"};
constexpr pg::Statement kDeleteApplicationOf = {
    "api_keys_delete_application_of_user", "DELETE FROM api_keys WHERE user_id = $1 AND scope = 'application_connect'"};

}  // namespace

absl::StatusOr<ApiKey> InsertApiKey(pg::Connection& connection, const NewApiKey& key) {
  absl::StatusOr<pg::Result> inserted =
      connection.Run(kInsert, {key.id, pg::Param::Bytes(key.hashed_secret), key.user_id, key.login_type, key.scope,
                               key.token_name, key.ip_address, key.lifetime_seconds, key.lifetime_micros});
  const std::string state = pg::SqlState(inserted.status());
  if (state == pg::kForeignKeyViolation || state == pg::kRaiseException) return absl::NotFoundError("the user is gone");
  return OneKey(inserted);
}

absl::StatusOr<ApiKey> FindApiKeyById(pg::Pool& pool, std::string_view id) {
  return OneKey(pool.Run(kFindById, {id}));
}

absl::StatusOr<ApiKey> FindApiKeyByName(pg::Pool& pool, std::string_view user_id, std::string_view name) {
  return OneKey(pool.Run(kFindByName, {user_id, name}));
}

absl::StatusOr<std::vector<ApiKey>> ListTokens(pg::Pool& pool, const TokenListOptions& options) {
  const absl::StatusOr<pg::Result> rows =
      pool.Run(kList, {options.user_id, options.include_expired, options.limit, options.offset});
  if (!rows.ok()) return rows.status();
  std::vector<ApiKey> keys;
  keys.reserve(static_cast<std::size_t>(rows->size()));
  for (int i = 0; i < rows->size(); ++i) {
    keys.push_back(KeyFrom((*rows)[i]));
    keys.back().username = (*rows)[i].Text(kKeyColumns);
  }
  return keys;
}

absl::StatusOr<bool> ApiKeyExists(pg::Connection& connection, std::string_view id) {
  const absl::StatusOr<pg::Result> rows = connection.Run(kExists, {id});
  if (!rows.ok()) return rows.status();
  return (*rows)[0].Bool(0);
}

absl::StatusOr<ApiKey> DeleteApiKey(pg::Connection& connection, std::string_view id) {
  return OneKey(connection.Run(kDelete, {id}));
}

absl::StatusOr<std::int64_t> DeleteApiKeysOf(pg::Connection& connection, std::string_view user_id) {
  const absl::StatusOr<pg::Result> deleted = connection.Run(kDeleteOf, {user_id});
  if (!deleted.ok()) return deleted.status();
  return deleted->affected();
}

absl::Status DeleteApplicationKeysOf(pg::Connection& connection, std::string_view user_id) {
  return connection.Run(kDeleteApplicationOf, {user_id}).status();
}

}  // namespace postern::store
