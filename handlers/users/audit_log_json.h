// A row of the audit log as answers show it.
#pragma once

#include "boost/json/object.hpp"
#include "store/audit_search.h"

namespace postern::users {

// The keys of a change are in lower case, whatever case is stored; of what is marked secret no value is shown. A row
// that is no object shows no change.
boost::json::object ToJson(const store::AuditEntry& entry);

}  // namespace postern::users
