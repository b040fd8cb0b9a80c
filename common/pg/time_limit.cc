#include "pg/time_limit.h"

#include <algorithm>

namespace postern::pg {
namespace {

using TimePoint = std::chrono::steady_clock::time_point;

thread_local TimePoint limit = TimePoint::max();

}  // namespace

TimeLimit::TimeLimit(TimePoint end) : before_(limit) {
  limit = end;
}

TimeLimit::~TimeLimit() {
  limit = before_;
}

TimePoint TimeLimit::Cut(TimePoint deadline) {
  return std::min(deadline, limit);
}

}  // namespace postern::pg
