// Roles as the database gives them, made ready for authorize.h.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auth/authorize.h"

namespace postern::auth {

// `<organization id>:<role>` texts, grouped by organization. Texts without a colon are left out.
std::vector<OrgRoles> OrganizationRoles(std::span<const std::string> texts);

// A JSON array of {negate, resource_type, action}; empty where it is not one.
std::vector<Permission> ParsePermissions(std::string_view document);

// A JSON array of {name, organization_id, site, org, user}, the last three arrays of {negate, resource_type, action}.
// What is not of that shape is left out: a role nobody can read grants nothing.
std::vector<CustomRole> ParseCustomRoles(std::string_view document);

}  // namespace postern::auth
