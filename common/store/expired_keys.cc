#include "store/expired_keys.h"

namespace postern::store {
namespace {

// As json::FormatTime writes it.
#define WIRE_TIME(column) \
  "rtrim(rtrim(to_char(" column " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), '0'), '.') || 'Z'"
#define CHANGE(before, after) "jsonb_build_object('Old', " before ", 'New', '" after "', 'Secret', false)"
#define NEVER "0001-01-01T00:00:00Z"

// The limit stands in the text, where the planner sees that it is small, and so takes the index of expires_at where
// there is one; the array does the same for the deletion.
constexpr pg::Statement kDelete = {
    "expired_keys_delete",
    "WITH expired AS (SELECT id FROM api_keys WHERE expires_at < now() - $1::bigint * interval '1 microsecond' "
    "ORDER BY expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED), "
    "gone AS (DELETE FROM api_keys WHERE id = ANY(ARRAY(SELECT id FROM expired)) "
    "RETURNING user_id, token_name, created_at, expires_at, last_used), "
    "written AS (INSERT INTO audit_logs (id, time, user_id, organization_id, ip, user_agent, resource_type, "
    "resource_id, resource_target, action, diff, status_code, additional_fields, request_id, resource_icon) "
    "SELECT gen_random_uuid(), now(), $2::uuid, '00000000-0000-0000-0000-000000000000', $3::inet, $4, 'api_key', "
    "user_id, token_name, 'delete', jsonb_build_object('user_id', " CHANGE("user_id", "") ", 'created_at', " CHANGE(
        WIRE_TIME("created_at"), NEVER) ", 'expires_at', " CHANGE(WIRE_TIME("expires_at"), NEVER)
    ") || CASE WHEN last_used > '" NEVER "' THEN jsonb_build_object('last_used', " CHANGE(WIRE_TIME("last_used"), NEVER)
    ") ELSE '{}' END, $5::int, $6::jsonb, $7::uuid, '' FROM gone) "
    "SELECT count(*) FROM gone"};
static_assert(kExpiredKeysBatch == 1000);

}  // namespace

absl::StatusOr<std::int64_t> DeleteExpiredKeys(pg::Pool& pool, std::chrono::nanoseconds age, const AuditLog& by) {
  const std::int64_t micros = std::chrono::floor<std::chrono::microseconds>(age).count();
  const absl::StatusOr<pg::Result> deleted = pool.Run(
      kDelete, {micros, by.user_id, by.ip, by.user_agent, by.status_code, by.additional_fields, by.request_id});
  if (!deleted.ok()) return deleted.status();
  return (*deleted)[0].Int(0);
}

}  // namespace postern::store
