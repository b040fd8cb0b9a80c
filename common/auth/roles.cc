#include "auth/roles.h"

#include <array>
#include <bit>
#include <cstddef>

namespace postern::auth {
namespace {

// --- the words -------------------------------------------------------------------------------------------------------

constexpr std::string_view kTypes[] = {"api_key",
                                       "assign_org_role",
                                       "assign_role",
                                       "audit_log",
                                       "chat",
                                       "crypto_key",
                                       "debug_info",
                                       "deployment_config",
                                       "deployment_stats",
                                       "file",
                                       "group",
                                       "group_member",
                                       "idpsync_settings",
                                       "inbox_notification",
                                       "license",
                                       "notification_message",
                                       "notification_preference",
                                       "notification_template",
                                       "oauth2_app",
                                       "oauth2_app_code_token",
                                       "oauth2_app_secret",
                                       "organization",
                                       "organization_member",
                                       "provisioner_daemon",
                                       "provisioner_jobs",
                                       "replicas",
                                       "system",
                                       "tailnet_coordinator",
                                       "template",
                                       "user",
                                       "webpush_subscription",
                                       "workspace",
                                       "workspace_agent_devcontainers",
                                       "workspace_agent_resource_monitor",
                                       "workspace_dormant",
                                       "workspace_proxy"};

constexpr std::string_view kActions[] = {
    "create", "read",     "update", "delete", "read_personal", "update_personal",     "use",          "view_insights",
    "assign", "unassign", "start",  "stop",   "ssh",           "application_connect", "create_agent", "delete_agent"};

constexpr std::string_view kCrud = "create read update delete";
constexpr std::string_view kOnWorkspaces =
    "create read update delete start stop ssh application_connect create_agent delete_agent";
constexpr std::string_view kOnWorkspacesOfOthers = "create read update delete start stop create_agent delete_agent";
constexpr std::string_view kOnDormantWorkspaces = "create read update delete stop create_agent delete_agent";

// --- the roles -------------------------------------------------------------------------------------------------------

struct RoleName {
  std::string_view name;
  std::string_view display_name;
  bool of_organization;
};

constexpr RoleName kRoles[] = {
    {"owner", "Owner", false},
    {"member", "Member", false},  // Everyone.
    {"auditor", "Auditor", false},
    {"template-admin", "Template Admin", false},
    {"user-admin", "User Admin", false},
    {"organization-admin", "", true},
    {"organization-member", "", true},  // Everyone who belongs to the organization.
    {"organization-auditor", "", true},
    {"organization-template-admin", "", true},
    {"organization-user-admin", "", true},
    {"organization-workspace-creation-ban", "", true},
};

// --- the table -------------------------------------------------------------------------------------------------------

constexpr bool kNegative = true;

// Who may do what, at which level. Types and actions are lists of words; `*` is all of them, `-word` takes one out
// again.
struct Row {
  std::string_view role;
  Level level;
  std::string_view types;
  std::string_view actions;
  bool negative = false;
};

constexpr Row kTable[] = {
    {"owner", Level::kSite, "* -workspace -workspace_dormant", "*"},
    {"owner", Level::kSite, "workspace", kOnWorkspaces},
    {"owner", Level::kSite, "workspace_dormant", kOnDormantWorkspaces},

    {"member", Level::kSite, "assign_role oauth2_app workspace_proxy", "read"},
    {"member", Level::kUser, "* -user -organization_member -workspace_dormant", "*"},
    {"member", Level::kUser, "user", "read read_personal update_personal"},
    {"member", Level::kUser, "organization_member", "read"},
    {"member", Level::kUser, "workspace_dormant", kOnDormantWorkspaces},

    {"auditor", Level::kSite, "assign_org_role audit_log user group group_member", "read"},
    {"auditor", Level::kSite, "organization organization_member deployment_stats deployment_config", "read"},
    {"auditor", Level::kSite, "template", "read view_insights"},

    {"template-admin", Level::kSite, "template", "*"},
    {"template-admin", Level::kSite, "file", "create read"},
    {"template-admin", Level::kSite, "provisioner_daemon", kCrud},
    {"template-admin", Level::kSite, "workspace assign_org_role user group group_member", "read"},
    {"template-admin", Level::kSite, "organization organization_member", "read"},

    {"user-admin", Level::kSite, "assign_role assign_org_role", "assign unassign read"},
    {"user-admin", Level::kSite, "user", "create read update delete read_personal update_personal"},
    {"user-admin", Level::kSite, "group organization_member", kCrud},
    {"user-admin", Level::kSite, "group_member organization", "read"},
    {"user-admin", Level::kSite, "idpsync_settings", "read update"},

    {"organization-admin", Level::kSite, "user", "read"},
    {"organization-admin", Level::kOrganization, "* -assign_role -workspace -workspace_dormant", "*"},
    {"organization-admin", Level::kOrganization, "workspace", kOnWorkspacesOfOthers},
    {"organization-admin", Level::kOrganization, "workspace_dormant", kOnDormantWorkspaces},

    {"organization-member", Level::kOrganization, "provisioner_daemon organization assign_org_role", "read"},

    {"organization-auditor", Level::kOrganization, "audit_log group group_member", "read"},
    {"organization-auditor", Level::kOrganization, "organization organization_member", "read"},
    {"organization-auditor", Level::kOrganization, "template", "read view_insights"},

    {"organization-template-admin", Level::kOrganization, "template", "*"},
    {"organization-template-admin", Level::kOrganization, "file", "create read"},
    {"organization-template-admin", Level::kOrganization, "provisioner_daemon", kCrud},
    {"organization-template-admin", Level::kOrganization, "provisioner_jobs", "create read update"},
    {"organization-template-admin", Level::kOrganization, "workspace group group_member", "read"},
    {"organization-template-admin", Level::kOrganization, "organization organization_member", "read"},

    {"organization-user-admin", Level::kSite, "user", "read"},
    {"organization-user-admin", Level::kOrganization, "assign_org_role", "assign unassign read"},
    {"organization-user-admin", Level::kOrganization, "organization_member", kCrud},
    {"organization-user-admin", Level::kOrganization, "group", "*"},
    {"organization-user-admin", Level::kOrganization, "organization group_member", "read"},
    {"organization-user-admin", Level::kOrganization, "idpsync_settings", "read update"},

    {"organization-workspace-creation-ban", Level::kOrganization, "workspace",
     "create delete create_agent delete_agent", kNegative},
};

// --- reading the table, at compile time ------------------------------------------------------------------------------

constexpr std::size_t kTypeCount = std::size(kTypes);
constexpr std::size_t kLevelCount = 3;

// The bit of a word in its list; zero where it is none of it.
template <typename Bits, std::size_t kCount>
constexpr Bits BitOf(const std::string_view (&words)[kCount], std::string_view word) {
  static_assert(kCount <= sizeof(Bits) * 8);
  for (std::size_t i = 0; i < kCount; ++i) {
    if (words[i] == word) return static_cast<Bits>(Bits{1} << i);
  }
  return 0;
}

template <typename Bits, std::size_t kCount>
constexpr Bits AllOf(const std::string_view (&)[kCount]) {
  return static_cast<Bits>(static_cast<Bits>(~Bits{0}) >> (sizeof(Bits) * 8 - kCount));
}

constexpr std::uint32_t kAllActions = AllOf<std::uint32_t>(kActions);

// A word that the list does not know ends the compilation.
template <typename Bits, std::size_t kCount>
consteval Bits SetOf(const std::string_view (&words)[kCount], std::string_view text) {
  Bits set = 0;
  while (!text.empty()) {
    std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size() < text.size() ? word.size() + 1 : word.size());
    const bool out = word.starts_with('-');
    if (out) word.remove_prefix(1);
    const Bits bits = word == "*" ? AllOf<Bits>(words) : BitOf<Bits>(words, word);
    if (bits == 0) throw "the table names what does not exist";
    set = out ? set & ~bits : set | bits;
  }
  return set;
}

// The actions allowed and denied for each type.
struct Grants {
  std::array<std::uint32_t, kTypeCount> allowed{};
  std::array<std::uint32_t, kTypeCount> denied{};
};

}  // namespace

class BuiltInRole {
 public:
  const RoleName* name = nullptr;
  std::array<Grants, kLevelCount> levels{};
};

namespace {

constexpr std::size_t kRoleCount = std::size(kRoles);

consteval std::array<BuiltInRole, kRoleCount> ReadTable() {
  std::array<BuiltInRole, kRoleCount> roles{};
  for (std::size_t i = 0; i < kRoleCount; ++i) roles[i].name = &kRoles[i];
  for (const Row& row : kTable) {
    const std::uint64_t types = SetOf<std::uint64_t>(kTypes, row.types);
    const std::uint32_t actions = SetOf<std::uint32_t>(kActions, row.actions);
    std::size_t role = 0;
    while (kRoles[role].name != row.role) ++role;
    Grants& grants = roles[role].levels[static_cast<std::size_t>(row.level)];
    for (std::size_t type = 0; type < kTypeCount; ++type) {
      if ((types >> type & 1) != 0) (row.negative ? grants.denied : grants.allowed)[type] |= actions;
    }
  }
  return roles;
}

constexpr std::array<BuiltInRole, kRoleCount> kBuiltIn = ReadTable();

const BuiltInRole* Find(std::string_view name, bool of_organization) {
  for (const BuiltInRole& role : kBuiltIn) {
    if (role.name->of_organization == of_organization && role.name->name == name) return &role;
  }
  return nullptr;
}

void AddInWords(std::string_view type, std::uint32_t actions, bool negate, std::vector<Permission>& words) {
  if (actions == kAllActions) {
    words.push_back({negate, std::string(type), "*"});
    return;
  }
  for (std::size_t i = 0; i < std::size(kActions); ++i) {
    if ((actions >> i & 1) != 0) words.push_back({negate, std::string(type), std::string(kActions[i])});
  }
}

}  // namespace

std::optional<Question> Ask(std::string_view type, std::string_view action) {
  const Question question{BitOf<std::uint64_t>(kTypes, type), BitOf<std::uint32_t>(kActions, action)};
  if (question.type == 0 || question.action == 0) return std::nullopt;
  return question;
}

Verdict Judge(const Permission& permission, std::string_view type, std::string_view action) {
  const bool meant =
      (permission.type == "*" || permission.type == type) && (permission.action == "*" || permission.action == action);
  if (!meant) return Verdict::kSilent;
  return permission.negate ? Verdict::kDenied : Verdict::kAllowed;
}

const BuiltInRole* FindSiteRole(std::string_view name) {
  return Find(name, false);
}

const BuiltInRole* FindOrganizationRole(std::string_view name) {
  return Find(name, true);
}

const BuiltInRole& ImpliedSiteRole() {
  static const BuiltInRole& member = *FindSiteRole("member");
  return member;
}

const BuiltInRole& ImpliedOrganizationRole() {
  static const BuiltInRole& member = *FindOrganizationRole("organization-member");
  return member;
}

Verdict Judge(const BuiltInRole& role, Level level, const Question& question) {
  const Grants& grants = role.levels[static_cast<std::size_t>(level)];
  const auto type = static_cast<std::size_t>(std::countr_zero(question.type));
  if ((grants.denied[type] & question.action) != 0) return Verdict::kDenied;
  return (grants.allowed[type] & question.action) != 0 ? Verdict::kAllowed : Verdict::kSilent;
}

std::vector<Permission> Permissions(const BuiltInRole& role, Level level) {
  const Grants& grants = role.levels[static_cast<std::size_t>(level)];
  std::vector<Permission> words;
  for (std::size_t type = 0; type < kTypeCount; ++type) {
    AddInWords(kTypes[type], grants.denied[type], true, words);
    AddInWords(kTypes[type], grants.allowed[type], false, words);
  }
  return words;
}

bool IsSiteRole(std::string_view name) {
  return FindSiteRole(name) != nullptr;
}

std::string_view SiteRoleDisplayName(std::string_view name) {
  const BuiltInRole* role = FindSiteRole(name);
  return role == nullptr ? std::string_view() : role->name->display_name;
}

std::vector<std::string_view> ListedSiteRoles() {
  std::vector<std::string_view> names;
  for (const RoleName& role : kRoles) {
    if (!role.of_organization && role.name != "member") names.push_back(role.name);
  }
  return names;
}

}  // namespace postern::auth
