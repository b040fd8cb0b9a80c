#pragma once

#include "service/app.h"
#include "service/route.h"

namespace postern::csp {

// The routes of this program. `app` outlives what they hold.
service::Contract Routes(service::App& app);

}  // namespace postern::csp
