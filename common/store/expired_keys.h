// Keys of the table api_keys that have expired: clearing them away, with the rows of audit_logs that say so.
#pragma once

#include <chrono>
#include <cstdint>

#include "absl/status/statusor.h"
#include "pg/pool.h"
#include "store/audit_logs.h"

namespace postern::store {

// How many keys one deletion takes at most: their rows are locked for some tens of milliseconds.
inline constexpr int kExpiredKeysBatch = 1000;

// Deletes up to kExpiredKeysBatch keys that expired more than `age` ago by the database's clock, the longest expired
// first, and writes a row for each: of `by` count user_id, ip, user_agent, status_code, additional_fields and
// request_id. Keys whose row somebody else holds are passed over. One statement, so one transaction. `age` is not
// negative; parts of a microsecond are dropped. Gives how many keys went; fewer than a batch: no others can be had now.
absl::StatusOr<std::int64_t> DeleteExpiredKeys(pg::Pool& pool, std::chrono::nanoseconds age, const AuditLog& by);

}  // namespace postern::store
