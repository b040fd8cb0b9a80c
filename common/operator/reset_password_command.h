// `postern reset-password`: a new password for somebody who is locked out.
#pragma once

#include "config/load.h"

namespace postern::operators {

// postern reset-password <name or e-mail address>, the password on stdin. In one transaction: the new hash, no pending
// one-time passcode, the audit row. Status and keys stay as they are.
int ResetPasswordCommand(const config::Loaded& loaded);

}  // namespace postern::operators
