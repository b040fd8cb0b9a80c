// `postern create-admin-user`: an owner, for a deployment that nobody can administer.
#pragma once

#include "config/load.h"

namespace postern::operators {

// postern create-admin-user <email> <username>, the password on stdin. In one transaction: the user, with the site role
// owner, dormant until the first login; its ssh key; a membership with the role organization-admin in every living
// organization; the audit row.
int CreateAdminCommand(const config::Loaded& loaded);

}  // namespace postern::operators
