#include "auth/roles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace postern::auth {
namespace {

using Names = std::vector<std::string_view>;

constexpr Level kLevels[] = {Level::kSite, Level::kOrganization, Level::kUser};

Verdict Judged(const BuiltInRole& role, Level level, std::string_view type, std::string_view action) {
  const auto question = Ask(type, action);
  EXPECT_TRUE(question.has_value()) << type << " " << action;
  return question ? Judge(role, level, *question) : Verdict::kSilent;
}

TEST(CombinedTest, DenialOutweighsAllowanceOutweighsSilence) {
  EXPECT_EQ(Combined(Verdict::kAllowed, Verdict::kDenied), Verdict::kDenied);
  EXPECT_EQ(Combined(Verdict::kDenied, Verdict::kSilent), Verdict::kDenied);
  EXPECT_EQ(Combined(Verdict::kSilent, Verdict::kAllowed), Verdict::kAllowed);
  EXPECT_EQ(Combined(Verdict::kSilent, Verdict::kSilent), Verdict::kSilent);
}

TEST(AskTest, KnowsEveryType) {
  for (const char* type : {"api_key",
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
                           "workspace_proxy"}) {
    EXPECT_TRUE(Ask(type, "read").has_value()) << type;
  }
}

TEST(AskTest, KnowsEveryAction) {
  for (const char* action :
       {"create", "read", "update", "delete", "read_personal", "update_personal", "use", "view_insights", "assign",
        "unassign", "start", "stop", "ssh", "application_connect", "create_agent", "delete_agent"}) {
    EXPECT_TRUE(Ask("user", action).has_value()) << action;
  }
}

TEST(AskTest, KnowsNothingElse) {
  for (const char* type : {"", "*", "nonsense", "User", "users", "user "}) EXPECT_FALSE(Ask(type, "read")) << type;
  for (const char* action : {"", "*", "nonsense", "READ", "read "}) EXPECT_FALSE(Ask("user", action)) << action;
}

TEST(JudgePermissionTest, MeansItsTypeAndAction) {
  const Permission permission = {false, "user", "read"};
  EXPECT_EQ(Judge(permission, "user", "read"), Verdict::kAllowed);
  EXPECT_EQ(Judge(permission, "user", "update"), Verdict::kSilent);
  EXPECT_EQ(Judge(permission, "group", "read"), Verdict::kSilent);
}

TEST(JudgePermissionTest, StarMeansAll) {
  EXPECT_EQ(Judge(Permission{false, "*", "read"}, "group", "read"), Verdict::kAllowed);
  EXPECT_EQ(Judge(Permission{false, "group", "*"}, "group", "delete"), Verdict::kAllowed);
  EXPECT_EQ(Judge(Permission{false, "group", "*"}, "user", "delete"), Verdict::kSilent);
}

TEST(JudgePermissionTest, NegatedDenies) {
  EXPECT_EQ(Judge(Permission{true, "*", "*"}, "group", "read"), Verdict::kDenied);
  EXPECT_EQ(Judge(Permission{true, "user", "*"}, "group", "read"), Verdict::kSilent);
}

TEST(FindRoleTest, SiteAndOrganizationAreApart) {
  for (const char* name : {"owner", "member", "auditor", "template-admin", "user-admin"}) {
    EXPECT_NE(FindSiteRole(name), nullptr) << name;
    EXPECT_EQ(FindOrganizationRole(name), nullptr) << name;
  }
  for (const char* name :
       {"organization-admin", "organization-member", "organization-auditor", "organization-template-admin",
        "organization-user-admin", "organization-workspace-creation-ban"}) {
    EXPECT_NE(FindOrganizationRole(name), nullptr) << name;
    EXPECT_EQ(FindSiteRole(name), nullptr) << name;
  }
}

TEST(FindRoleTest, ComparesExactly) {
  for (const char* name : {"", "Owner", "owner ", "own", "admin"}) EXPECT_EQ(FindSiteRole(name), nullptr) << name;
}

TEST(ImpliedRoleTest, IsThatOfMembers) {
  EXPECT_EQ(&ImpliedSiteRole(), FindSiteRole("member"));
  EXPECT_EQ(&ImpliedOrganizationRole(), FindOrganizationRole("organization-member"));
}

TEST(IsSiteRoleTest, KnowsTheFive) {
  for (const char* name : {"owner", "member", "auditor", "template-admin", "user-admin"}) EXPECT_TRUE(IsSiteRole(name));
  for (const char* name : {"", "organization-admin", "nonsense", "OWNER"}) EXPECT_FALSE(IsSiteRole(name)) << name;
}

TEST(SiteRoleDisplayNameTest, IsThatOfPeople) {
  EXPECT_EQ(SiteRoleDisplayName("owner"), "Owner");
  EXPECT_EQ(SiteRoleDisplayName("member"), "Member");
  EXPECT_EQ(SiteRoleDisplayName("auditor"), "Auditor");
  EXPECT_EQ(SiteRoleDisplayName("template-admin"), "Template Admin");
  EXPECT_EQ(SiteRoleDisplayName("user-admin"), "User Admin");
}

TEST(SiteRoleDisplayNameTest, IsEmptyForOtherRoles) {
  EXPECT_EQ(SiteRoleDisplayName("organization-admin"), "");
  EXPECT_EQ(SiteRoleDisplayName("custom"), "");
}

TEST(ListedSiteRolesTest, LeavesOutTheImpliedOne) {
  Names names = ListedSiteRoles();
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, (Names{"auditor", "owner", "template-admin", "user-admin"}));
}

TEST(PermissionsTest, OfTheAuditorAreTheseAlone) {
  std::set<std::string> words;
  for (const Permission& permission : Permissions(*FindSiteRole("auditor"), Level::kSite)) {
    EXPECT_FALSE(permission.negate);
    words.insert(permission.type + " " + permission.action);
  }
  EXPECT_EQ(words, (std::set<std::string>{"assign_org_role read", "audit_log read", "user read", "group read",
                                          "group_member read", "organization read", "organization_member read",
                                          "deployment_stats read", "deployment_config read", "template read",
                                          "template view_insights"}));
}

TEST(PermissionsTest, AllActionsAreAStar) {
  const auto permissions = Permissions(*FindSiteRole("owner"), Level::kSite);
  const auto has = [&](const char* type, const char* action) {
    return std::count(permissions.begin(), permissions.end(), Permission{false, type, action}) == 1;
  };
  EXPECT_TRUE(has("api_key", "*"));
  EXPECT_FALSE(has("workspace", "*"));
  EXPECT_TRUE(has("workspace", "ssh"));
  EXPECT_FALSE(has("workspace_dormant", "ssh"));
}

TEST(PermissionsTest, OfTheBanAreNegative) {
  const auto permissions =
      Permissions(*FindOrganizationRole("organization-workspace-creation-ban"), Level::kOrganization);
  ASSERT_EQ(permissions.size(), 4U);
  for (const Permission& permission : permissions) EXPECT_TRUE(permission.negate);
}

TEST(PermissionsTest, OfListedSiteRolesAreOfTheSiteAlone) {
  for (const std::string_view name : ListedSiteRoles()) {
    EXPECT_FALSE(Permissions(*FindSiteRole(name), Level::kSite).empty()) << name;
    EXPECT_TRUE(Permissions(*FindSiteRole(name), Level::kOrganization).empty()) << name;
    EXPECT_TRUE(Permissions(*FindSiteRole(name), Level::kUser).empty()) << name;
  }
}

TEST(PermissionsTest, SayWhatTheRoleIsJudgedBy) {
  const BuiltInRole& member = *FindSiteRole("member");
  for (const Level level : kLevels) {
    for (const Permission& permission : Permissions(member, level)) {
      const std::string action = permission.action == "*" ? "read" : permission.action;
      EXPECT_EQ(Judged(member, level, permission.type, action), Verdict::kAllowed) << permission.type << action;
    }
  }
}

}  // namespace
}  // namespace postern::auth
