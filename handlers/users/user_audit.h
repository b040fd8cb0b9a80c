// The audit rows of changes to users.
#pragma once

#include "store/audit_logs.h"
#include "store/users.h"

namespace postern::users {

// Fills in what a row says of its user.
store::AuditLog About(store::AuditLog audit, const store::User& user);

// What a new user is made of, as far as it differs from nothing.
store::AuditDiff CreationDiff(const store::User& user);

}  // namespace postern::users
