// A user as answers show it. No secret is in it, and nothing says that a user is deleted.
#pragma once

#include "boost/json/object.hpp"
#include "store/users.h"

namespace postern::users {

boost::json::object ToJson(const store::User& user);

}  // namespace postern::users
