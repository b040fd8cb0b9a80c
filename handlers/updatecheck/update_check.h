#pragma once

#include "http/response.h"
#include "service/context.h"

namespace postern::updatecheck {

// GET /api/v2/updatecheck: the newest release that is known of, and whether this version is as new. What is stored is
// told at once, however old; where it is a day old, or nothing is, the site that knows is asked after the answer. The
// own version is told where nothing is stored, and where updates are not checked for.
http::Response GetUpdateCheck(const service::Context& context);

}  // namespace postern::updatecheck
