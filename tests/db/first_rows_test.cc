// What every installation starts with, and the views that make it usable.
#include "tests/db/schema_fixture.h"

namespace postern::schema {
namespace {

class FirstRowsTest : public SchemaFixture {};

TEST_F(FirstRowsTest, TheDefaultOrganization) {
  EXPECT_EQ(Value("SELECT string_agg(concat_ws('|', name, display_name, description, is_default, deleted), ' ') "
                  "FROM organizations"),
            "coder|Coder|Builtin default organization.|t|f");
}

TEST_F(FirstRowsTest, ItsGroupEveryoneHasItsId) {
  EXPECT_EQ(Value("SELECT string_agg(groups.name, ' ') FROM groups JOIN organizations ON "
                  "groups.id = organizations.id AND organization_id = organizations.id WHERE is_default"),
            "Everyone");
}

TEST_F(FirstRowsTest, TheSystemUser) {
  EXPECT_EQ(Value("SELECT string_agg(concat_ws('|', id, email, username, name, status, login_type, "
                  "convert_from(hashed_password, 'UTF8'), is_system, deleted, rbac_roles), ' ') FROM users"),
            "c42fdf75-3097-471c-8c33-fb52454d81c0|prebuilds@system|prebuilds|Prebuilds Owner|active|none|none|t|f|{}");
}

TEST_F(FirstRowsTest, TheSystemUserIsAMemberAndItsStatusIsRecorded) {
  EXPECT_EQ(Value("SELECT string_agg(roles::text, ' ') FROM organization_members"), "{}");
  EXPECT_EQ(Value("SELECT string_agg(new_status::text, ' ') FROM user_status_changes"), "active");
}

TEST_F(FirstRowsTest, TheDeploymentIdIsTheOnlySetting) {
  EXPECT_EQ(Value("SELECT string_agg(key, ' ') FROM site_configs"), "deployment_id");
}

TEST_F(FirstRowsTest, MembersOfAnOrganizationAreInEveryone) {
  const std::string user = AddUser("ada");
  AddMember(Quoted(Value("SELECT id FROM organizations WHERE is_default")), user);
  EXPECT_EQ(Value("SELECT string_agg(group_name, ' ') FROM group_members_expanded WHERE user_id = " + user),
            "Everyone");
}

TEST_F(FirstRowsTest, DeletedUsersAreInNoGroup) {
  const std::string user = AddUser("ada");
  AddMember(Quoted(Value("SELECT id FROM organizations WHERE is_default")), user);
  database_.Query("UPDATE users SET deleted = true WHERE id = " + user);
  EXPECT_EQ(Value("SELECT count(*) FROM group_members_expanded WHERE user_id = " + user), "0");
}

TEST_F(FirstRowsTest, OrganizationWithoutEveryoneYieldsNothing) {
  const std::string user = AddUser("ada");
  AddMember(AddOrganization("acme"), user);
  EXPECT_EQ(Value("SELECT count(*) FROM group_members_expanded WHERE user_id = " + user), "0");
}

TEST_F(FirstRowsTest, VisibleUsersHoldsDeletedOnesToo) {
  const std::string user = AddUser("ada");
  database_.Query("UPDATE users SET deleted = true WHERE id = " + user);
  EXPECT_EQ(Value("SELECT username FROM visible_users WHERE id = " + user), "ada");
}

}  // namespace
}  // namespace postern::schema
