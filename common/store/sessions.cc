#include "store/sessions.h"

#include "store/audit_logs.h"
#include "store/columns.h"

namespace postern::store {
namespace {

constexpr pg::Statement kFind = {
    "sessions_find",
    "SELECT encode(k.hashed_secret, 'hex'), k.login_type, k.scope, k.token_name, k.lifetime_seconds, " POSTERN_MICROS(
        "k.created_at") ", " POSTERN_MICROS("k.expires_at") ", " POSTERN_MICROS("k.expires_at - now()") ", "
    POSTERN_MICROS("now() - k.created_at") ", k.last_used < now() - interval '1 hour', "
    "CASE WHEN k.login_type IN ('github', 'oidc') THEN "
    "(SELECT CASE WHEN l.oauth_expiry <= '0001-01-01 00:00:00+00' OR l.oauth_expiry >= now() THEN 'valid' "
    "WHEN l.oauth_refresh_token = '' THEN 'expired' ELSE 'refreshable' END "
    "FROM user_links l WHERE l.user_id = k.user_id AND l.login_type = k.login_type) ELSE 'none' END, "
    "u.id, u.username, u.status, u.rbac_roles, "
    "ARRAY(SELECT m.organization_id || ':' || r FROM organization_members m, "
    "unnest(m.roles || 'organization-member'::text) r WHERE m.user_id = u.id), "
    "(SELECT jsonb_agg(jsonb_build_object('name', c.name, 'organization_id', c.organization_id, "
    "'site', c.site_permissions, 'org', c.org_permissions, 'user', c.user_permissions)) FROM custom_roles c "
    "WHERE (c.organization_id IS NULL AND c.name = ANY (u.rbac_roles)) "
    "OR EXISTS (SELECT FROM organization_members m "
    "WHERE m.user_id = u.id AND m.organization_id = c.organization_id AND c.name = ANY (m.roles))) "
    "FROM api_keys k JOIN users u ON u.id = k.user_id WHERE k.id = $1 AND NOT u.deleted",
    true};

constexpr pg::Statement kRecordUse = {
    "sessions_record_use",
    "WITH k AS (UPDATE api_keys SET "
    "last_used = CASE WHEN $2 THEN now() ELSE last_used END, "
    "ip_address = CASE WHEN $2 THEN $3::inet ELSE ip_address END, "
    "expires_at = CASE WHEN $4 THEN greatest(expires_at, least(now() + lifetime_seconds * interval '1 second', "
    "least(created_at, now()) + $5::bigint * interval '1 microsecond')) ELSE expires_at END "
    "WHERE id = $1 RETURNING user_id, expires_at) "
    "UPDATE users u SET last_seen_at = now() AT TIME ZONE 'UTC', updated_at = now() FROM k WHERE u.id = k.user_id "
    "RETURNING " POSTERN_MICROS("k.expires_at")};

constexpr pg::Statement kActivate = {
    "sessions_activate_dormant",
    "UPDATE users SET status = 'active', updated_at = now() WHERE id = $1 AND status = 'dormant' RETURNING username"};

OauthLink LinkFrom(const pg::Row& row, int column) {
  const std::optional<std::string_view> text = row.Optional(column);
  if (!text) return OauthLink::kMissing;
  if (*text == "none") return OauthLink::kNotNeeded;
  if (*text == "valid") return OauthLink::kValid;
  return *text == "expired" ? OauthLink::kExpired : OauthLink::kExpiredRefreshable;
}

}  // namespace

const pg::Statement& SessionStatement() {
  return kFind;
}

absl::StatusOr<Session> FindSession(pg::Pool& pool, std::string_view key_id) {
  const absl::StatusOr<pg::Result> rows = pool.Run(kFind, {key_id});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return absl::NotFoundError("no such key");
  const pg::Row row = (*rows)[0];
  return Session{.key_id = std::string(key_id),
                 .hashed_secret_hex = std::string(row.Text(0)),
                 .login_type = std::string(row.Text(1)),
                 .scope = std::string(row.Text(2)),
                 .token_name = std::string(row.Text(3)),
                 .lifetime_seconds = row.Int(4),
                 .created_at = TimeAt(row, 5),
                 .expires_at = TimeAt(row, 6),
                 .remaining_micros = row.Int(7),
                 .age_micros = row.Int(8),
                 .use_is_due = row.Bool(9),
                 .oauth_link = LinkFrom(row, 10),
                 .user_id = std::string(row.Text(11)),
                 .username = std::string(row.Text(12)),
                 .status = std::string(row.Text(13)),
                 .site_roles = row.TextArray(14),
                 .organization_roles = row.TextArray(15),
                 .custom_roles = std::string(row.Optional(16).value_or(""))};
}

absl::StatusOr<json::Time> RecordSessionUse(pg::Pool& pool, std::string_view key_id, const SessionUse& use) {
  const absl::StatusOr<pg::Result> rows =
      pool.Run(kRecordUse, {key_id, use.record_use, use.ip_address, use.slide, use.cap_micros});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return absl::NotFoundError("the key is gone");
  return TimeAt((*rows)[0], 0);
}

absl::Status ActivateDormantUser(pg::Pool& pool, std::string_view user_id) {
  return pool.Transaction([&](pg::Connection& connection) {
    const absl::StatusOr<pg::Result> activated = connection.Run(kActivate, {user_id});
    if (!activated.ok()) return activated.status();
    if (activated->empty()) return absl::OkStatus();
    return InsertAuditLog(connection, DormantActivation(user_id, (*activated)[0].Text(0)));
  });
}

}  // namespace postern::store
