// What goes on in the deployment, in numbers.
#pragma once

#include "http/response.h"
#include "service/context.h"

namespace postern::deployment {

// GET /api/v2/deployment/stats: what was last collected (service/shared_result.h).
http::Response GetStats(const service::Context& context);

}  // namespace postern::deployment
