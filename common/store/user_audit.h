// The audit rows of changes to users.
#pragma once

#include "store/audit_logs.h"
#include "store/users.h"

namespace postern::store {

// Fills in what a row says of its user.
AuditLog About(AuditLog audit, const User& user);

// What a new user is made of, as far as it differs from nothing.
AuditDiff CreationDiff(const User& user);

}  // namespace postern::store
