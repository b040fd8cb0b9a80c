// Attempts at users that were refused: they are written down like changes, with their status and nothing changed.
#pragma once

#include <string_view>

#include "service/route.h"

namespace postern::users {

// `change`, an endpoint on `{user}`, followed by an audit row of `action` where it refuses (400 to 499) and the caller
// may see the user. So many rows a minute at most (store/audit_logs.h); a row that cannot be written is a line in the
// log, for nothing was changed that it would account for.
service::Endpoint Accounted(std::string_view action, service::Endpoint change);

}  // namespace postern::users
