// `postern --healthcheck`: whether nginx serves the site.
#pragma once

#include "config/load.h"

namespace postern::operators {

// Asks for /healthz, which nginx answers by itself, at --http-address, on loopback where that means every address of
// the machine. Gives the exit status: 0 where the answer is 200, else 1 with a line on stderr; 2 where the address is
// no good. Takes no longer than service::kHealthcheckLimit.
int HealthcheckCommand(const config::Loaded& loaded);

}  // namespace postern::operators
