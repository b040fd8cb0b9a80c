#include "auth/authorize.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace postern::auth {
namespace {

constexpr const char* kSelf = "self";
constexpr const char* kOther = "other";
constexpr const char* kOrg = "org";
constexpr const char* kOtherOrg = "other-org";

Subject Holding(std::vector<std::string> site_roles, std::vector<OrgRoles> org_roles = {{kOrg, {}}}) {
  Subject subject;
  subject.user_id = kSelf;
  subject.site_roles = std::move(site_roles);
  subject.org_roles = std::move(org_roles);
  return subject;
}

Subject InOrg(std::vector<std::string> roles) {
  return Holding({}, {{kOrg, std::move(roles)}});
}

Object Anyones(std::string_view type) {
  return {.type = type};
}
Object Owned(std::string_view type, std::string_view owner) {
  return {.type = type, .owner_id = owner};
}
Object Within(std::string_view type, std::string_view org, std::string_view owner = {}) {
  return {.type = type, .owner_id = owner, .org_id = org};
}
Object InAnyOrg(std::string_view type) {
  return {.type = type, .any_org = true};
}

// --- the questions of the dashboard's start, per role ----------------------------------------------------------------

struct Check {
  const char* type;
  const char* action;
  bool any_org = false;
};
constexpr Check kDashboard[] = {{"user", "read"},
                                {"user", "update"},
                                {"user", "create"},
                                {"template", "create", true},
                                {"template", "update"},
                                {"template", "delete"},
                                {"deployment_config", "read"},
                                {"deployment_config", "update"},
                                {"deployment_stats", "read"},
                                {"workspace_proxy", "read"},
                                {"workspace_proxy", "create"},
                                {"organization", "create"},
                                {"group", "read"},
                                {"group", "create"},
                                {"license", "read"},
                                {"notification_template", "read"},
                                {"idpsync_settings", "read"},
                                {"organization_member", "read", true},
                                {"group", "update", true},
                                {"assign_org_role", "assign", true},
                                {"idpsync_settings", "read", true},
                                {"organization", "update", true},
                                {"audit_log", "read", true},
                                {"debug_info", "read"}};

std::string Answers(const Subject& subject) {
  std::string answers;
  for (const Check& check : kDashboard) {
    const Object object = check.any_org ? InAnyOrg(check.type) : Anyones(check.type);
    answers += Allowed(subject, check.action, object) ? 'T' : 'F';
  }
  return answers;
}

TEST(DashboardTest, SiteRoles) {
  EXPECT_EQ(Answers(Holding({"owner"})), "TTTTTTTTTTTTTTTTTTTTTTTT");
  EXPECT_EQ(Answers(Holding({"user-admin"})), "TTTFFFFFFTFFTTFFTTTTTFFF");
  EXPECT_EQ(Answers(Holding({"auditor"})), "TFFFFFTFTTFFTFFFFTFFFFTF");
  EXPECT_EQ(Answers(Holding({"template-admin"})), "TFFTTTFFFTFFTFFFFTFFFFFF");
  EXPECT_EQ(Answers(Holding({})), "FFFFFFFFFTFFFFFFFFFFFFFF");
}

TEST(DashboardTest, RolesAddUp) {
  EXPECT_EQ(Answers(Holding({"auditor", "template-admin"})), "TFFTTTTFTTFFTFFFFTFFFFTF");
}

TEST(DashboardTest, OrganizationAdmin) {
  EXPECT_EQ(Answers(InOrg({"organization-admin"})), "TFFTFFFFFTFFFFFFFTTTTTTF");
}

// --- users -----------------------------------------------------------------------------------------------------------

TEST(UserObjectTest, MembersReadAndChangeThemselvesOnly) {
  const Subject member = Holding({});
  for (const char* action : {"read", "read_personal", "update_personal"}) {
    EXPECT_TRUE(Allowed(member, action, Owned("user", kSelf))) << action;
    EXPECT_FALSE(Allowed(member, action, Owned("user", kOther))) << action;
  }
  for (const char* action : {"update", "delete", "create"}) {
    EXPECT_FALSE(Allowed(member, action, Owned("user", kSelf))) << action;
  }
}

TEST(UserObjectTest, ReadersAreTheSixRoles) {
  for (const char* role : {"owner", "user-admin", "template-admin", "auditor"}) {
    EXPECT_TRUE(Allowed(Holding({role}), "read", Owned("user", kOther))) << role;
  }
  for (const char* role : {"organization-admin", "organization-user-admin"}) {
    EXPECT_TRUE(Allowed(InOrg({role}), "read", Owned("user", kOther))) << role;
  }
  for (const char* role : {"organization-auditor", "organization-template-admin", "organization-member"}) {
    EXPECT_FALSE(Allowed(InOrg({role}), "read", Owned("user", kOther))) << role;
  }
}

TEST(UserObjectTest, PersonalThingsOfOthersAreForOwnersAndUserAdmins) {
  for (const char* role : {"owner", "user-admin"}) {
    EXPECT_TRUE(Allowed(Holding({role}), "update_personal", Owned("user", kOther))) << role;
    EXPECT_TRUE(Allowed(Holding({role}), "read_personal", Owned("user", kOther))) << role;
  }
  for (const char* role : {"template-admin", "auditor"}) {
    EXPECT_FALSE(Allowed(Holding({role}), "update_personal", Owned("user", kOther))) << role;
    EXPECT_FALSE(Allowed(Holding({role}), "read_personal", Owned("user", kOther))) << role;
  }
}

TEST(UserObjectTest, OwnersAndUserAdminsCreateUpdateDelete) {
  for (const char* action : {"create", "update", "delete"}) {
    EXPECT_TRUE(Allowed(Holding({"owner"}), action, Owned("user", kOther))) << action;
    EXPECT_TRUE(Allowed(Holding({"user-admin"}), action, Owned("user", kOther))) << action;
    EXPECT_FALSE(Allowed(Holding({"auditor"}), action, Owned("user", kOther))) << action;
    EXPECT_FALSE(Allowed(InOrg({"organization-admin"}), action, Owned("user", kOther))) << action;
  }
}

// --- keys ------------------------------------------------------------------------------------------------------------

TEST(ApiKeyObjectTest, EveryoneHasTheirOwnInHand) {
  for (const char* action : {"create", "read", "update", "delete"}) {
    EXPECT_TRUE(Allowed(Holding({}), action, Owned("api_key", kSelf))) << action;
  }
}

TEST(ApiKeyObjectTest, ThoseOfOthersAreForOwnersAlone) {
  for (const char* action : {"create", "read", "update", "delete"}) {
    EXPECT_TRUE(Allowed(Holding({"owner"}), action, Owned("api_key", kOther))) << action;
    for (const char* role : {"user-admin", "template-admin", "auditor", "member"}) {
      EXPECT_FALSE(Allowed(Holding({role}), action, Owned("api_key", kOther))) << role << action;
    }
    EXPECT_FALSE(Allowed(InOrg({"organization-admin"}), action, Owned("api_key", kOther))) << action;
  }
}

TEST(ApiKeyObjectTest, NobodysIsNotThatOfASubjectWithoutId) {
  Subject nobody;
  EXPECT_FALSE(Allowed(nobody, "read", Anyones("api_key")));
}

// --- organizations ---------------------------------------------------------------------------------------------------

TEST(OrganizationTest, MembersReadTheirOwn) {
  EXPECT_TRUE(Allowed(Holding({}), "read", Within("organization", kOrg)));
  EXPECT_FALSE(Allowed(Holding({}), "read", Within("organization", kOtherOrg)));
  EXPECT_FALSE(Allowed(Holding({}, {}), "read", Within("organization", kOrg)));
}

TEST(OrganizationTest, WithoutOneItIsNobodys) {
  EXPECT_FALSE(Allowed(Holding({}), "read", Anyones("organization")));
}

TEST(OrganizationTest, RolesHoldInTheirOrganizationAlone) {
  const Subject admin = Holding({}, {{kOrg, {"organization-admin"}}, {kOtherOrg, {}}});
  EXPECT_TRUE(Allowed(admin, "update", Within("organization", kOrg)));
  EXPECT_FALSE(Allowed(admin, "update", Within("organization", kOtherOrg)));
}

TEST(OrganizationTest, SiteAndOrganizationNamesDoNotMix) {
  EXPECT_FALSE(Allowed(Holding({"organization-admin"}), "update", Within("organization", kOrg)));
  EXPECT_FALSE(Allowed(InOrg({"owner"}), "update", Within("organization", kOrg)));
}

TEST(OrganizationTest, OwnThingsNeedMembershipWhereTheyAre) {
  EXPECT_TRUE(Allowed(Holding({}), "create", Within("workspace", kOrg, kSelf)));
  EXPECT_FALSE(Allowed(Holding({}), "create", Within("workspace", kOtherOrg, kSelf)));
  EXPECT_FALSE(Allowed(Holding({}), "create", Within("workspace", kOrg, kOther)));
}

TEST(OrganizationTest, OwnMembershipIsReadButNotChanged) {
  EXPECT_TRUE(Allowed(Holding({}), "read", Within("organization_member", kOrg, kSelf)));
  EXPECT_FALSE(Allowed(Holding({}), "delete", Within("organization_member", kOrg, kSelf)));
  EXPECT_FALSE(Allowed(Holding({}), "read", Within("organization_member", kOrg, kOther)));
}

TEST(OrganizationTest, AdminsDoNotReachIntoWorkspaces) {
  const Subject admin = InOrg({"organization-admin"});
  EXPECT_TRUE(Allowed(admin, "stop", Within("workspace", kOrg, kOther)));
  EXPECT_FALSE(Allowed(admin, "ssh", Within("workspace", kOrg, kOther)));
  EXPECT_FALSE(Allowed(admin, "application_connect", Within("workspace", kOrg, kOther)));
}

TEST(OrganizationTest, UserAdminsAndTemplateAdminsHaveTheirTypes) {
  const Subject users = InOrg({"organization-user-admin"});
  const Subject templates = InOrg({"organization-template-admin"});
  EXPECT_TRUE(Allowed(users, "create", Within("organization_member", kOrg, kOther)));
  EXPECT_FALSE(Allowed(users, "update", Within("template", kOrg)));
  EXPECT_TRUE(Allowed(templates, "update", Within("template", kOrg)));
  EXPECT_FALSE(Allowed(templates, "create", Within("organization_member", kOrg, kOther)));
}

// --- denials ---------------------------------------------------------------------------------------------------------

TEST(DenialTest, TheBanOutweighsTheUsersOwnRight) {
  const Subject banned = InOrg({"organization-workspace-creation-ban"});
  EXPECT_FALSE(Allowed(banned, "create", Within("workspace", kOrg, kSelf)));
  EXPECT_FALSE(Allowed(banned, "delete_agent", Within("workspace", kOrg, kSelf)));
  EXPECT_TRUE(Allowed(banned, "update", Within("workspace", kOrg, kSelf)));
}

TEST(DenialTest, TheBanOutweighsOtherRolesOfTheOrganization) {
  EXPECT_FALSE(Allowed(InOrg({"organization-admin", "organization-workspace-creation-ban"}), "create",
                       Within("workspace", kOrg, kOther)));
}

TEST(DenialTest, TheSitesAllowanceOutweighsTheBan) {
  EXPECT_TRUE(Allowed(Holding({"owner"}, {{kOrg, {"organization-workspace-creation-ban"}}}), "create",
                      Within("workspace", kOrg, kSelf)));
}

TEST(DenialTest, TheBanHoldsInItsOrganizationAlone) {
  const Subject banned = Holding({}, {{kOrg, {"organization-workspace-creation-ban"}}, {kOtherOrg, {}}});
  EXPECT_TRUE(Allowed(banned, "create", Within("workspace", kOtherOrg, kSelf)));
}

// --- any organization ------------------------------------------------------------------------------------------------

TEST(AnyOrgTest, OneThatAllowsIsEnough) {
  const Subject subject =
      Holding({}, {{kOrg, {"organization-workspace-creation-ban"}}, {kOtherOrg, {"organization-admin"}}});
  EXPECT_TRUE(Allowed(subject, "create", InAnyOrg("workspace")));
  EXPECT_TRUE(Allowed(subject, "update", InAnyOrg("organization")));
}

TEST(AnyOrgTest, OneMustAllow) {
  EXPECT_TRUE(Allowed(Holding({}), "read", InAnyOrg("organization")));
  EXPECT_FALSE(Allowed(Holding({}, {}), "read", InAnyOrg("organization")));
}

TEST(AnyOrgTest, OwnThingsNeedAMembershipSomewhere) {
  Object own = InAnyOrg("workspace");
  own.owner_id = kSelf;
  EXPECT_TRUE(Allowed(Holding({}), "create", own));
  EXPECT_FALSE(Allowed(Holding({}, {}), "create", own));
}

TEST(AnyOrgTest, ContradictsAnOrganization) {
  Object object = Within("organization", kOrg);
  object.any_org = true;
  EXPECT_FALSE(Allowed(Holding({"owner"}), "read", object));
}

// --- what does not exist ---------------------------------------------------------------------------------------------

TEST(UnknownTest, TypesAndActionsAreRefusedToOwnersToo) {
  EXPECT_FALSE(Allowed(Holding({"owner"}), "read", Anyones("nonsense")));
  EXPECT_FALSE(Allowed(Holding({"owner"}), "read", Anyones("*")));
  EXPECT_FALSE(Allowed(Holding({"owner"}), "nonsense", Anyones("user")));
  EXPECT_FALSE(Allowed(Holding({"owner"}), "*", Anyones("user")));
}

TEST(UnknownTest, RolesCountForNothing) {
  const Subject subject = Holding({"nonsense", "auditor"}, {{kOrg, {"gone", "organization-auditor"}}});
  EXPECT_TRUE(Allowed(subject, "read", Anyones("audit_log")));
  EXPECT_FALSE(Allowed(subject, "update", Anyones("template")));
}

// --- owners and workspaces -------------------------------------------------------------------------------------------

TEST(OwnerTest, ReachesIntoWorkspacesOfOthersUnlessThatIsOff) {
  Subject owner = Holding({"owner"});
  EXPECT_TRUE(Allowed(owner, "ssh", Within("workspace", kOrg, kOther)));
  owner.owner_workspace_access = false;
  EXPECT_FALSE(Allowed(owner, "ssh", Within("workspace", kOrg, kOther)));
  EXPECT_FALSE(Allowed(owner, "application_connect", Within("workspace", kOrg, kOther)));
  EXPECT_TRUE(Allowed(owner, "start", Within("workspace", kOrg, kOther)));
  EXPECT_TRUE(Allowed(owner, "ssh", Within("workspace", kOrg, kSelf)));
}

TEST(OwnerTest, DormantWorkspacesAreNotEntered) {
  EXPECT_TRUE(Allowed(Holding({"owner"}), "stop", Within("workspace_dormant", kOrg, kOther)));
  for (const char* action : {"ssh", "start", "application_connect"}) {
    EXPECT_FALSE(Allowed(Holding({"owner"}), action, Within("workspace_dormant", kOrg, kSelf))) << action;
  }
}

// --- scopes ----------------------------------------------------------------------------------------------------------

TEST(ScopeTest, ApplicationConnectAllowsThatAlone) {
  Subject owner = Holding({"owner"});
  owner.scope = Scope::kApplicationConnect;
  EXPECT_TRUE(Allowed(owner, "application_connect", Within("workspace", kOrg, kSelf)));
  EXPECT_FALSE(Allowed(owner, "read", Within("workspace", kOrg, kSelf)));
  EXPECT_FALSE(Allowed(owner, "read", Owned("user", kSelf)));
  EXPECT_FALSE(Allowed(owner, "read", Anyones("assign_role")));
  EXPECT_FALSE(Allowed(owner, "read", Within("organization", kOrg)));
  EXPECT_FALSE(Allowed(owner, "application_connect", Within("workspace_dormant", kOrg, kSelf)));
}

TEST(ScopeTest, AddsNothingToWhatTheRolesAllow) {
  Subject member = Holding({});
  member.scope = Scope::kApplicationConnect;
  EXPECT_TRUE(Allowed(member, "application_connect", Within("workspace", kOrg, kSelf)));
  EXPECT_FALSE(Allowed(member, "application_connect", Within("workspace", kOrg, kOther)));
}

TEST(ScopeTest, IsReadFromItsNames) {
  EXPECT_EQ(ScopeFrom("all"), Scope::kAll);
  EXPECT_EQ(ScopeFrom("application_connect"), Scope::kApplicationConnect);
  EXPECT_EQ(ScopeFrom(""), Scope::kAll);
  for (const char* text : {"nonsense", "ALL", "all "}) EXPECT_EQ(ScopeFrom(text), std::nullopt) << text;
}

TEST(ScopeTest, IsStoredUnderTheNameItIsReadFrom) {
  for (const Scope scope : {Scope::kAll, Scope::kApplicationConnect}) EXPECT_EQ(ScopeFrom(ScopeName(scope)), scope);
}

// --- custom roles ----------------------------------------------------------------------------------------------------

CustomRole Custom(std::string org) {
  CustomRole role;
  role.name = "custom";
  role.org_id = std::move(org);
  return role;
}

TEST(CustomRoleTest, OfTheSiteAllowsThroughout) {
  Subject subject = Holding({"custom"});
  subject.custom_roles.push_back(Custom(""));
  subject.custom_roles[0].site = {{false, "audit_log", "read"}};
  EXPECT_TRUE(Allowed(subject, "read", Anyones("audit_log")));
  EXPECT_FALSE(Allowed(subject, "create", Anyones("audit_log")));
}

TEST(CustomRoleTest, DenialOfTheSiteOutweighsOwners) {
  Subject subject = Holding({"owner", "custom"});
  subject.custom_roles.push_back(Custom(""));
  subject.custom_roles[0].site = {{true, "*", "delete"}};
  EXPECT_FALSE(Allowed(subject, "delete", Owned("user", kOther)));
  EXPECT_TRUE(Allowed(subject, "read", Owned("user", kOther)));
}

TEST(CustomRoleTest, OfAnOrganizationHoldsThereAlone) {
  Subject subject = Holding({}, {{kOrg, {"custom"}}, {kOtherOrg, {"custom"}}});
  subject.custom_roles.push_back(Custom(kOrg));
  subject.custom_roles[0].organization = {{false, "template", "*"}};
  EXPECT_TRUE(Allowed(subject, "update", Within("template", kOrg)));
  EXPECT_FALSE(Allowed(subject, "update", Within("template", kOtherOrg)));
}

TEST(CustomRoleTest, MustBeHeldUnderItsNameAndOrganization) {
  Subject subject = Holding({"custom"});
  subject.custom_roles.push_back(Custom(kOrg));
  subject.custom_roles[0].site = {{false, "*", "*"}};
  EXPECT_FALSE(Allowed(subject, "read", Anyones("audit_log")));
}

TEST(CustomRoleTest, DenialOfTheUsersLevelTakesOwnThings) {
  Subject subject = Holding({"custom"});
  subject.custom_roles.push_back(Custom(""));
  subject.custom_roles[0].user = {{true, "api_key", "create"}};
  EXPECT_FALSE(Allowed(subject, "create", Owned("api_key", kSelf)));
  EXPECT_TRUE(Allowed(subject, "read", Owned("api_key", kSelf)));
}

TEST(CustomRoleTest, OfTheSiteSaysNothingAboutOrganizations) {
  Subject subject = Holding({"custom"});
  subject.custom_roles.push_back(Custom(""));
  subject.custom_roles[0].organization = {{false, "template", "update"}};
  EXPECT_FALSE(Allowed(subject, "update", Within("template", kOrg)));
}

// --- granting --------------------------------------------------------------------------------------------------------

TEST(MayAssignRoleTest, OwnersEveryRole) {
  for (const char* role : {"owner", "member", "auditor", "custom"})
    EXPECT_TRUE(MayAssignRole(Holding({"owner"}), role));
  for (const char* role : {"organization-admin", "organization-member", "custom"}) {
    EXPECT_TRUE(MayAssignRole(Holding({"owner"}), role, kOtherOrg)) << role;
  }
}

TEST(MayAssignRoleTest, UserAdminsMembershipOnly) {
  const Subject holder = Holding({"user-admin"});
  EXPECT_TRUE(MayAssignRole(holder, "member"));
  EXPECT_TRUE(MayAssignRole(holder, "organization-member", kOtherOrg));
  for (const char* role : {"owner", "auditor", "user-admin", "template-admin", "custom"}) {
    EXPECT_FALSE(MayAssignRole(holder, role)) << role;
  }
  EXPECT_FALSE(MayAssignRole(holder, "organization-admin", kOrg));
}

TEST(MayAssignRoleTest, OrganizationAdminsAllOfTheirOrganization) {
  const Subject holder = InOrg({"organization-admin"});
  for (const char* role : {"organization-admin", "organization-member", "organization-user-admin", "custom"}) {
    EXPECT_TRUE(MayAssignRole(holder, role, kOrg)) << role;
    EXPECT_FALSE(MayAssignRole(holder, role, kOtherOrg)) << role;
  }
  for (const char* role : {"owner", "member", "organization-member"}) EXPECT_FALSE(MayAssignRole(holder, role)) << role;
  EXPECT_FALSE(MayAssignRole(holder, "owner", kOrg));
}

TEST(MayAssignRoleTest, OrganizationUserAdminsMembershipOfTheirOrganization) {
  const Subject holder = InOrg({"organization-user-admin"});
  EXPECT_TRUE(MayAssignRole(holder, "organization-member", kOrg));
  EXPECT_FALSE(MayAssignRole(holder, "organization-member", kOtherOrg));
  EXPECT_FALSE(MayAssignRole(holder, "organization-user-admin", kOrg));
  EXPECT_FALSE(MayAssignRole(holder, "custom", kOrg));
}

TEST(MayAssignRoleTest, OthersNone) {
  for (const char* role : {"auditor", "template-admin", "member", "nonsense"}) {
    EXPECT_FALSE(MayAssignRole(Holding({role}), "member")) << role;
    EXPECT_FALSE(MayAssignRole(Holding({role}), "organization-member", kOrg)) << role;
  }
}

}  // namespace
}  // namespace postern::auth
