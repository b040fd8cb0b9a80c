// What access lists of a thing add to the roles of whoever asks.
#include <gtest/gtest.h>

#include "auth/authorize.h"

namespace postern::auth {
namespace {

using Actions = std::vector<std::string>;

Subject Member() {
  Subject subject;
  subject.user_id = "self";
  subject.org_roles = {{"org", {}}};
  return subject;
}

// A template of the organization; it owes its actions to lists alone.
Object Listing(const Actions& actions) {
  return {.type = "template", .org_id = "org", .listed = actions};
}

TEST(AccessListTest, AllowsItsActionsAndNoOthers) {
  const Actions actions = {"read", "use"};
  EXPECT_TRUE(Allowed(Member(), "read", Listing(actions)));
  EXPECT_TRUE(Allowed(Member(), "use", Listing(actions)));
  EXPECT_FALSE(Allowed(Member(), "update", Listing(actions)));
}

TEST(AccessListTest, AStarIsEveryActionThereIs) {
  const Actions actions = {"*"};
  EXPECT_TRUE(Allowed(Member(), "update", Listing(actions)));
  EXPECT_FALSE(Allowed(Member(), "nonsense", Listing(actions)));
  EXPECT_FALSE(Allowed(Member(), "*", Listing(actions)));
}

TEST(AccessListTest, ReachesWhoIsNotOfTheOrganization) {
  Subject stranger = Member();
  stranger.org_roles.clear();
  const Actions actions = {"read"};
  EXPECT_TRUE(Allowed(stranger, "read", Listing(actions)));
}

TEST(AccessListTest, AddsToTheRolesAndTakesNothing) {
  Subject admin = Member();
  admin.site_roles = {"template-admin"};
  const Actions actions = {"read"};
  EXPECT_TRUE(Allowed(admin, "update", Listing(actions)));
}

TEST(AccessListTest, OutweighsWhatRolesDenyInGeneral) {
  Subject subject = Member();
  subject.site_roles = {"custom"};
  subject.custom_roles.emplace_back();
  subject.custom_roles[0].name = "custom";
  subject.custom_roles[0].site = {{true, "template", "*"}};
  const Actions actions = {"read"};
  EXPECT_TRUE(Allowed(subject, "read", Listing(actions)));
  EXPECT_FALSE(Allowed(subject, "update", Listing(actions)));
}

TEST(AccessListTest, TheScopeMustAllowAsWell) {
  Subject subject = Member();
  subject.scope = Scope::kApplicationConnect;
  const Actions actions = {"*"};
  EXPECT_FALSE(Allowed(subject, "read", Listing(actions)));
}

TEST(AccessListTest, DoesNotMendAContradiction) {
  const Actions actions = {"*"};
  Object object = Listing(actions);
  object.any_org = true;
  EXPECT_FALSE(Allowed(Member(), "read", object));
}

}  // namespace
}  // namespace postern::auth
