// A row of the audit log as answers show it.
#pragma once

#include <span>
#include <string_view>

#include "boost/json/object.hpp"
#include "store/audit_search.h"

namespace postern::users {

// Every action that a row can have, as the database names them.
std::span<const std::string_view> AuditActions();

// The keys of a change are in lower case, whatever case is stored; of what is marked secret no value is shown. A row
// that is no object shows no change.
boost::json::object ToJson(const store::AuditEntry& entry);

}  // namespace postern::users
