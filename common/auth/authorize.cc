#include "auth/authorize.h"

#include <algorithm>

namespace postern::auth {
namespace {

// A question with the words it was asked in, which custom roles are stored in.
struct Inquiry {
  Question question;
  std::string_view type;
  std::string_view action;
};

bool Holds(const std::vector<std::string>& roles, std::string_view name) {
  return std::find(roles.begin(), roles.end(), name) != roles.end();
}

bool IntoWorkspace(const Inquiry& inquiry) {
  return inquiry.type == "workspace" && (inquiry.action == "ssh" || inquiry.action == "application_connect");
}

Verdict JudgeAll(const std::vector<Permission>& permissions, const Inquiry& inquiry) {
  Verdict verdict = Verdict::kSilent;
  for (const Permission& permission : permissions) {
    verdict = Combined(verdict, Judge(permission, inquiry.type, inquiry.action));
  }
  return verdict;
}

const std::vector<Permission>& Of(const CustomRole& role, Level level) {
  if (level == Level::kSite) return role.site;
  return level == Level::kUser ? role.user : role.organization;
}

Verdict JudgeCustom(const Subject& subject, std::string_view name, std::string_view org_id, Level level,
                    const Inquiry& inquiry) {
  for (const CustomRole& role : subject.custom_roles) {
    if (role.name == name && role.org_id == org_id) return JudgeAll(Of(role, level), inquiry);
  }
  return Verdict::kSilent;
}

// What the roles of the site say at one level.
Verdict JudgeSiteRoles(const Subject& subject, Level level, const Inquiry& inquiry) {
  Verdict verdict = Judge(ImpliedSiteRole(), level, inquiry.question);
  for (const std::string& name : subject.site_roles) {
    if (name == "owner" && !subject.owner_workspace_access && IntoWorkspace(inquiry)) continue;
    const BuiltInRole* role = FindSiteRole(name);
    verdict = Combined(verdict, role != nullptr ? Judge(*role, level, inquiry.question)
                                                : JudgeCustom(subject, name, {}, level, inquiry));
  }
  return verdict;
}

// What the roles held in one organization say at one level.
Verdict JudgeOrgRoles(const Subject& subject, const OrgRoles& held, Level level, const Inquiry& inquiry) {
  Verdict verdict = Judge(ImpliedOrganizationRole(), level, inquiry.question);
  for (const std::string& name : held.roles) {
    const BuiltInRole* role = FindOrganizationRole(name);
    verdict = Combined(verdict, role != nullptr ? Judge(*role, level, inquiry.question)
                                                : JudgeCustom(subject, name, held.org_id, level, inquiry));
  }
  return verdict;
}

// Levels site and user: every role speaks, wherever it is held.
Verdict JudgeEverywhere(const Subject& subject, Level level, const Inquiry& inquiry) {
  Verdict verdict = JudgeSiteRoles(subject, level, inquiry);
  for (const OrgRoles& held : subject.org_roles) {
    verdict = Combined(verdict, JudgeOrgRoles(subject, held, level, inquiry));
  }
  return verdict;
}

// Level organization: the roles held where the object is. Of "any" organization, one that allows is enough.
Verdict JudgeInOrganization(const Subject& subject, const Object& object, const Inquiry& inquiry) {
  Verdict verdict = Verdict::kSilent;
  for (const OrgRoles& held : subject.org_roles) {
    if (!object.any_org && held.org_id != object.org_id) continue;
    const Verdict here = JudgeOrgRoles(subject, held, Level::kOrganization, inquiry);
    if (object.any_org && here == Verdict::kDenied) continue;
    verdict = Combined(verdict, here);
  }
  return verdict;
}

bool BelongsWhereItIs(const Subject& subject, const Object& object) {
  if (object.any_org) return !subject.org_roles.empty();
  if (object.org_id.empty()) return true;
  return std::any_of(subject.org_roles.begin(), subject.org_roles.end(),
                     [&](const OrgRoles& held) { return held.org_id == object.org_id; });
}

bool Listed(const Object& object, std::string_view action) {
  return std::any_of(object.listed.begin(), object.listed.end(),
                     [&](std::string_view granted) { return granted == action || granted == "*"; });
}

bool ScopeAllows(Scope scope, const Inquiry& inquiry) {
  return scope == Scope::kAll || (inquiry.type == "workspace" && inquiry.action == "application_connect");
}

}  // namespace

std::optional<Scope> ScopeFrom(std::string_view text) {
  if (text.empty() || text == "all") return Scope::kAll;
  if (text == "application_connect") return Scope::kApplicationConnect;
  return std::nullopt;
}

std::string_view ScopeName(Scope scope) {
  return scope == Scope::kAll ? "all" : "application_connect";
}

bool Allowed(const Subject& subject, std::string_view action, const Object& object) {
  const std::optional<Question> question = Ask(object.type, action);
  if (!question || (object.any_org && !object.org_id.empty())) return false;
  const Inquiry inquiry{*question, object.type, action};
  if (!ScopeAllows(subject.scope, inquiry)) return false;
  // An access list is a way of its own beside the roles: whoever put somebody on it meant this one thing, so what roles
  // deny in general does not take it back. The scope still holds, for it narrows the key and not the user.
  if (Listed(object, action)) return true;

  // The site's word is final, then the organization's; where both are silent, one's own things are left.
  const Verdict site = JudgeEverywhere(subject, Level::kSite, inquiry);
  if (site != Verdict::kSilent) return site == Verdict::kAllowed;
  const Verdict organization = JudgeInOrganization(subject, object, inquiry);
  if (organization != Verdict::kSilent) return organization == Verdict::kAllowed;
  if (object.owner_id.empty() || object.owner_id != subject.user_id) return false;
  return BelongsWhereItIs(subject, object) && JudgeEverywhere(subject, Level::kUser, inquiry) == Verdict::kAllowed;
}

bool MayAssignRole(const Subject& holder, std::string_view role, std::string_view org_id) {
  // Holder                               may grant or remove
  // owner                                everything
  // user-admin                           member; organization-member of any organization
  // organization-admin, in its own       every role of that organization, custom ones included
  // organization-user-admin, in its own  organization-member
  if (Holds(holder.site_roles, "owner")) return true;
  const bool plain = role == (org_id.empty() ? "member" : "organization-member");
  if (plain && Holds(holder.site_roles, "user-admin")) return true;
  if (org_id.empty() || FindSiteRole(role) != nullptr) return false;
  for (const OrgRoles& held : holder.org_roles) {
    if (held.org_id != org_id) continue;
    if (Holds(held.roles, "organization-admin")) return true;
    if (plain && Holds(held.roles, "organization-user-admin")) return true;
  }
  return false;
}

}  // namespace postern::auth
