// The built-in roles and what each may do: one table, in roles.cc, from which everything else is asked. Pure, and free
// of allocation except where a list is returned.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::auth {

// What a permission reaches: everything, the things of one organization, or the things that its holder owns.
enum class Level { kSite, kOrganization, kUser };

// What a set of permissions says to a question. A denial outweighs any number of allowances.
enum class Verdict { kDenied, kSilent, kAllowed };

constexpr Verdict Combined(Verdict a, Verdict b) {
  if (a == Verdict::kDenied || b == Verdict::kDenied) return Verdict::kDenied;
  return a == Verdict::kAllowed || b == Verdict::kAllowed ? Verdict::kAllowed : Verdict::kSilent;
}

// One permission in words, as custom roles are stored and as role lists show it. Type or action may be `*`.
struct Permission {
  bool negate = false;
  std::string type;
  std::string action;

  bool operator==(const Permission&) const = default;
};

// "May this action be done to that type of thing?", looked up once and then asked of many roles.
struct Question {
  std::uint64_t type;    // One bit.
  std::uint32_t action;  // One bit.
};

// Nothing where no such type or no such action exists; `*` is neither.
std::optional<Question> Ask(std::string_view type, std::string_view action);

// What one permission in words says to a question.
Verdict Judge(const Permission& permission, std::string_view type, std::string_view action);

// A built-in role; the few of them live as long as the program.
class BuiltInRole;

// The built-in role of that name, one of the site or one that is held in an organization; null for any other name.
// Names are compared exactly.
const BuiltInRole* FindSiteRole(std::string_view name);
const BuiltInRole* FindOrganizationRole(std::string_view name);

// The roles that everyone has, and that every member of an organization has there, without their being stored.
const BuiltInRole& ImpliedSiteRole();
const BuiltInRole& ImpliedOrganizationRole();

// What the role's permissions of one level say to a question.
Verdict Judge(const BuiltInRole& role, Level level, const Question& question);

// The role's permissions of one level in words, ordered by type; `*` stands for all actions.
std::vector<Permission> Permissions(const BuiltInRole& role, Level level);

// Whether users can be given a role of this name for the whole site: owner, member, auditor, template-admin,
// user-admin.
bool IsSiteRole(std::string_view name);

// How people see a site role; empty for names that are not built in.
std::string_view SiteRoleDisplayName(std::string_view name);

// The site roles that a list for choosing from shows: all but the implied one.
std::vector<std::string_view> ListedSiteRoles();

}  // namespace postern::auth
