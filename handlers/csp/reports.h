// Reports of violations of the content security policy: taking them from browsers, and showing what they tell.
#pragma once

#include "handlers/csp/new_kinds.h"
#include "handlers/csp/tally.h"
#include "http/response.h"
#include "pg/pool.h"
#include "service/context.h"

namespace postern::csp {

// The largest body that is taken, in bytes.
inline constexpr std::size_t kMaxReportBytes = 64 * 1024;

class Reports {
 public:
  Reports() : Reports(std::chrono::steady_clock::now()) {}

  // POST /api/v2/csp/reports. A report that is shed is answered like any other: a browser that hears of an error sends
  // its report again.
  http::Response Take(const service::Context& context);

  // GET /api/v2/csp/reports: what all processes have written, and what waits in this one.
  http::Response List(const service::Context& context);

 private:
  explicit Reports(Tally::Time start) : tally_(start), new_kinds_(start) {}

  absl::Status Write(pg::Pool& pool, const store::CspCounts& counts);

  Tally tally_;
  NewKinds new_kinds_;
};

}  // namespace postern::csp
