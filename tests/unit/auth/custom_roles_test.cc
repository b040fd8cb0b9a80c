#include "auth/custom_roles.h"

#include <gtest/gtest.h>

namespace postern::auth {
namespace {

using Texts = std::vector<std::string>;

TEST(OrganizationRolesTest, AreGroupedByOrganization) {
  const std::vector<OrgRoles> organizations =
      OrganizationRoles(Texts{"a:organization-member", "b:organization-member", "a:organization-admin"});
  ASSERT_EQ(organizations.size(), 2U);
  EXPECT_EQ(organizations[0].org_id, "a");
  EXPECT_EQ(organizations[0].roles, (Texts{"organization-member", "organization-admin"}));
  EXPECT_EQ(organizations[1].org_id, "b");
  EXPECT_EQ(organizations[1].roles, Texts{"organization-member"});
}

TEST(OrganizationRolesTest, WithoutColonAreLeftOut) {
  EXPECT_TRUE(OrganizationRoles(Texts{"organization-admin", ""}).empty());
}

TEST(OrganizationRolesTest, AreCutAtTheFirstColon) {
  const std::vector<OrgRoles> organizations = OrganizationRoles(Texts{"a:b:c"});
  ASSERT_EQ(organizations.size(), 1U);
  EXPECT_EQ(organizations[0].org_id, "a");
  EXPECT_EQ(organizations[0].roles, Texts{"b:c"});
}

TEST(OrganizationRolesTest, OfNobodyAreNone) {
  EXPECT_TRUE(OrganizationRoles(Texts{}).empty());
}

TEST(ParsePermissionsTest, ReadsThemInTheirOrder) {
  EXPECT_EQ(ParsePermissions(R"([{"negate":true,"resource_type":"workspace","action":"create"},
                                 {"negate":false,"resource_type":"*","action":"*"}])"),
            (std::vector<Permission>{{true, "workspace", "create"}, {false, "*", "*"}}));
}

TEST(ParsePermissionsTest, WhatIsNoListHasNone) {
  for (const char* document : {"", "{}", "null", "7", "[", "\"x\"", R"({"negate":false})"}) {
    EXPECT_TRUE(ParsePermissions(document).empty()) << document;
  }
}

TEST(ParsePermissionsTest, WhatIsNoPermissionIsLeftOut) {
  EXPECT_EQ(ParsePermissions(R"([1,null,"x",[],{"resource_type":"user","action":"read"}])"),
            (std::vector<Permission>{{false, "user", "read"}}));
}

TEST(ParsePermissionsTest, PartsOfAnotherTypeAreEmptyAndMeanNothing) {
  EXPECT_EQ(ParsePermissions(R"([{"negate":false,"resource_type":7,"action":null}])"),
            (std::vector<Permission>{{false, "", ""}}));
}

TEST(ParseCustomRolesTest, ReadsARoleWithItsThreeLevels) {
  const std::vector<CustomRole> roles = ParseCustomRoles(
      R"([{"name":"helper","organization_id":"a","site":[{"negate":false,"resource_type":"user","action":"read"}],
           "org":[{"negate":true,"resource_type":"template","action":"*"}],
           "user":[{"negate":false,"resource_type":"api_key","action":"read"}]}])");
  ASSERT_EQ(roles.size(), 1U);
  EXPECT_EQ(roles[0].name, "helper");
  EXPECT_EQ(roles[0].org_id, "a");
  EXPECT_EQ(roles[0].site, (std::vector<Permission>{{false, "user", "read"}}));
  EXPECT_EQ(roles[0].organization, (std::vector<Permission>{{true, "template", "*"}}));
  EXPECT_EQ(roles[0].user, (std::vector<Permission>{{false, "api_key", "read"}}));
}

TEST(ParseCustomRolesTest, RoleOfTheSiteHasNoOrganization) {
  const std::vector<CustomRole> roles = ParseCustomRoles(R"([{"name":"x","organization_id":null}])");
  ASSERT_EQ(roles.size(), 1U);
  EXPECT_EQ(roles[0].org_id, "");
  EXPECT_TRUE(roles[0].site.empty());
}

TEST(ParseCustomRolesTest, WhatCannotBeReadGrantsNothing) {
  for (const char* document : {"", "{}", "null", "[", R"({"name":"x"})", R"([1,"x",null,[]])"}) {
    EXPECT_TRUE(ParseCustomRoles(document).empty()) << document;
  }
  const std::vector<CustomRole> roles = ParseCustomRoles(R"([{"name":"x","site":"*","org":{},"user":7}])");
  ASSERT_EQ(roles.size(), 1U);
  EXPECT_TRUE(roles[0].site.empty() && roles[0].organization.empty() && roles[0].user.empty());
}

TEST(ParseCustomRolesTest, DenialsSurviveReading) {
  Subject subject;
  subject.site_roles = {"owner", "muted"};
  subject.custom_roles =
      ParseCustomRoles(R"([{"name":"muted","site":[{"negate":true,"resource_type":"user","action":"delete"}]}])");
  EXPECT_TRUE(Allowed(subject, "read", {.type = "user"}));
  EXPECT_FALSE(Allowed(subject, "delete", {.type = "user"}));
}

}  // namespace
}  // namespace postern::auth
