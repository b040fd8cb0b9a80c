// An organization as answers show it.
#pragma once

#include "boost/json/object.hpp"
#include "store/organizations.h"

namespace postern::users {

boost::json::object ToJson(const store::Organization& organization);

}  // namespace postern::users
