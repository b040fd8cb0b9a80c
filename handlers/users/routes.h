#pragma once

#include "service/app.h"
#include "service/route.h"

namespace postern::users {

// The routes of this program.
service::Contract Routes(service::App& app);

}  // namespace postern::users
