#include "handlers/csp/tally.h"

#include <utility>

namespace postern::csp {

store::CspCounts Tally::Add(const std::vector<store::CspKind>& kinds, Time now) {
  if (kinds.empty()) return {};
  const std::lock_guard lock(mutex_);
  for (const store::CspKind& kind : kinds) {
    if (const auto found = waiting_.find(kind); found != waiting_.end()) {
      ++found->second;
    } else if (waiting_.size() < kMaxWaiting) {
      waiting_.emplace(kind, 1);
    }
  }
  if (!bucket_.Take(now)) return {};
  return std::exchange(waiting_, {});
}

store::CspCounts Tally::Take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(waiting_, {});
}

}  // namespace postern::csp
