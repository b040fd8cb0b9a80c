// Whether somebody may do something to something: roles (roles.h), custom roles and the scope of the key, put together.
// Pure; without custom roles it allocates nothing, for it is asked several times per request.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auth/roles.h"

namespace postern::auth {

// What a key may be used for, whatever its user may do.
enum class Scope {
  kAll,
  kApplicationConnect,  // Only to connect to applications of workspaces.
};

// As stored and as sent; the empty text asks for kAll. Nothing for any other text.
std::optional<Scope> ScopeFrom(std::string_view text);
std::string_view ScopeName(Scope scope);

// A role that somebody defined. Held where its name and its organization match exactly.
struct CustomRole {
  std::string name;
  std::string org_id;  // Empty: a role of the site.
  std::vector<Permission> site;
  std::vector<Permission> organization;  // Without meaning in a role of the site.
  std::vector<Permission> user;
};

// Membership of an organization, and the roles held there. `organization-member` is implied.
struct OrgRoles {
  std::string org_id;
  std::vector<std::string> roles;
};

// Who asks. Ids are compared as text: all of them in one form. Names of roles that do not exist count for nothing.
struct Subject {
  std::string user_id;
  std::vector<std::string> site_roles;  // `member` is implied.
  std::vector<OrgRoles> org_roles;      // One entry for each membership, also where no role is stored.
  Scope scope = Scope::kAll;
  std::vector<CustomRole> custom_roles;  // Those that any of the names above may mean.
  bool owner_workspace_access = true;    // False: owners reach into workspaces of others no more.
};

// What it is about. Empty ids: nobody's, of no organization. What the views and `listed` point at outlives the
// question.
struct Object {
  std::string_view type;
  std::string_view owner_id = {};
  std::string_view org_id = {};
  bool any_org = false;  // "In some organization at least"; contradicts an org_id, and is then refused.
  // Actions that the thing's own access lists grant this very subject, by name or by group; `*` is every action.
  std::span<const std::string> listed = {};
};

// False for types and actions that do not exist.
bool Allowed(const Subject& subject, std::string_view action, const Object& object);

// Whether `holder` may grant or remove a role of this name, in the organization or, where `org_id` is empty, on the
// site. Comes on top of `assign` and `unassign`, which are not asked here; a name that is not built in is taken for a
// custom role's, whose existence is the caller's to know.
bool MayAssignRole(const Subject& holder, std::string_view role, std::string_view org_id = {});

}  // namespace postern::auth
