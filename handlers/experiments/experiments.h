// The experiments that are on, and those that may be turned on without a second thought.
#pragma once

#include "http/response.h"
#include "service/context.h"

namespace postern::experiments {

// GET /api/v2/experiments
http::Response GetActive(const service::Context& context);
// GET /api/v2/experiments/available
http::Response GetAvailable(const service::Context& context);

// A warning for each experiment that is on and not safe, or not known.
void WarnOfUnsafe(const config::Options& options);

}  // namespace postern::experiments
