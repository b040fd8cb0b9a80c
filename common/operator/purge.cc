#include "operator/purge.h"

#include "absl/strings/str_cat.h"
#include "operator/operator_audit.h"
#include "store/expired_keys.h"

namespace postern::operators {

absl::Status Purge(pg::Pool& pool, std::chrono::nanoseconds age, const std::function<bool(std::int64_t gone)>& go_on) {
  const store::AuditLog by = OperatorAudit("purge");
  std::int64_t gone = 0;
  while (true) {
    const absl::StatusOr<std::int64_t> batch = store::DeleteExpiredKeys(pool, age, by);
    if (!batch.ok()) return batch.status();
    gone += *batch;
    if (!go_on(gone) || *batch < store::kExpiredKeysBatch) return absl::OkStatus();
  }
}

std::optional<std::string> PurgeProgress::Line(std::int64_t gone, Time now) {
  if (now - said_ < std::chrono::seconds(1)) return std::nullopt;
  said_ = now;
  return absl::StrCat("postern: ", gone, " expired keys deleted so far");
}

}  // namespace postern::operators
