// The audit rows of what an operator does with this program: no user of the deployment did it, from no address.
#pragma once

#include <string_view>

#include "store/audit_logs.h"

namespace postern::operators {

// A row that names `verb`, such as "purge", as what did it. What it is about is left to fill in.
store::AuditLog OperatorAudit(std::string_view verb);

}  // namespace postern::operators
