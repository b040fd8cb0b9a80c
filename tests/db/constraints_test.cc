// What the tables of people, keys and the site refuse, and under which name.
#include "tests/db/schema_fixture.h"

namespace postern::schema {
namespace {

class ConstraintsTest : public SchemaFixture {};

TEST_F(ConstraintsTest, ExactDuplicateEmail) {
  AddUser("ada");
  EXPECT_EQ(Violated(UserSql("other", "ada@example.com")), "idx_users_email");
}

TEST_F(ConstraintsTest, CaseVariantEmail) {
  AddUser("ada");
  EXPECT_EQ(Violated(UserSql("other", "ADA@example.com")), "users_email_lower_idx");
}

TEST_F(ConstraintsTest, ExactDuplicateUsername) {
  AddUser("ada");
  EXPECT_EQ(Violated(UserSql("ada", "other@example.com")), "idx_users_username");
}

TEST_F(ConstraintsTest, CaseVariantUsername) {
  AddUser("ada");
  EXPECT_EQ(Violated(UserSql("Ada", "other@example.com")), "users_username_lower_idx");
}

TEST_F(ConstraintsTest, NamesOfDeletedUsersAreFree) {
  database_.Query("UPDATE users SET deleted = true WHERE id = " + AddUser("ada"));
  EXPECT_TRUE(Try(UserSql("ada", "ada@example.com")).ok());
}

TEST_F(ConstraintsTest, PasscodeAndItsExpiryGoTogether) {
  const std::string user = AddUser("ada");
  EXPECT_EQ(Violated("UPDATE users SET hashed_one_time_passcode = 'x' WHERE id = " + user), "one_time_passcode_set");
  EXPECT_EQ(Violated("UPDATE users SET one_time_passcode_expires_at = now() WHERE id = " + user),
            "one_time_passcode_set");
  EXPECT_TRUE(Try("UPDATE users SET hashed_one_time_passcode = 'x', one_time_passcode_expires_at = now() "
                  "WHERE id = " +
                  user)
                  .ok());
}

TEST_F(ConstraintsTest, UserDefaults) {
  const std::string user = AddUser("ada");
  EXPECT_EQ(Value("SELECT concat_ws('|', status, rbac_roles, login_type, avatar_url, deleted, "
                  "to_char(last_seen_at, 'YYYY-MM-DD HH24:MI'), quiet_hours_schedule, name, is_system) "
                  "FROM users WHERE id = " +
                  user),
            "dormant|{}|password||f|0001-01-01 00:00|||f");
}

TEST_F(ConstraintsTest, KeyDefaults) {
  database_.Query(KeySql("k", AddUser("ada")));
  EXPECT_EQ(Value("SELECT concat_ws('|', lifetime_seconds, host(ip_address), masklen(ip_address), scope) "
                  "FROM api_keys"),
            "86400|0.0.0.0|32|all");
}

TEST_F(ConstraintsTest, TokenNameIsUniquePerUser) {
  const std::string ada = AddUser("ada");
  database_.Query(KeySql("k1", ada, "build"));
  EXPECT_EQ(Violated(KeySql("k2", ada, "build")), "idx_api_key_name");
  EXPECT_TRUE(Try(KeySql("k3", AddUser("bob"), "build")).ok());
}

TEST_F(ConstraintsTest, SessionKeysMayAllBeNameless) {
  const std::string ada = AddUser("ada");
  database_.Query(KeySql("k1", ada, "", "password"));
  EXPECT_TRUE(Try(KeySql("k2", ada, "", "password")).ok());
}

TEST_F(ConstraintsTest, KeyIdIsUnique) {
  const std::string ada = AddUser("ada");
  database_.Query(KeySql("k1", ada, "a"));
  EXPECT_EQ(Violated(KeySql("k1", ada, "b")), "api_keys_pkey");
}

TEST_F(ConstraintsTest, KeyOfNobody) {
  const absl::Status status = Try(KeySql("k", "gen_random_uuid()"));
  EXPECT_EQ(pg::SqlState(status), pg::kForeignKeyViolation);
  EXPECT_EQ(pg::Constraint(status), "api_keys_user_id_uuid_fkey");
}

TEST_F(ConstraintsTest, LinkedIdIsUniquePerLoginTypeUnlessEmpty) {
  const std::string ada = AddUser("ada"), bob = AddUser("bob"), eve = AddUser("eve");
  database_.Query(LinkSql(ada, "42"));
  EXPECT_EQ(Violated(LinkSql(bob, "42")), "user_links_linked_id_login_type_idx");
  database_.Query(LinkSql(bob));
  EXPECT_TRUE(Try(LinkSql(eve)).ok());
  EXPECT_EQ(Violated(LinkSql(ada, "43")), "user_links_pkey");
}

TEST_F(ConstraintsTest, UsersCannotBeRemovedForGood) {
  const std::string user = AddUser("ada");
  EXPECT_EQ(State("DELETE FROM users WHERE id = " + user), pg::kForeignKeyViolation);
}

TEST_F(ConstraintsTest, MembershipNeedsBothEnds) {
  const std::string columns = "INSERT INTO organization_members (organization_id, user_id, created_at, updated_at) ";
  EXPECT_EQ(Violated(columns + "SELECT id, gen_random_uuid(), now(), now() FROM organizations"),
            "organization_members_user_id_uuid_fkey");
  EXPECT_EQ(Violated(columns + "SELECT gen_random_uuid(), id, now(), now() FROM users"),
            "organization_members_organization_id_uuid_fkey");
  EXPECT_EQ(Violated(columns + "SELECT organization_id, user_id, now(), now() FROM organization_members"),
            "organization_members_pkey");
}

TEST_F(ConstraintsTest, OrganizationNamesAreUniqueWithoutCase) {
  const std::string insert =
      "INSERT INTO organizations (id, name, display_name, description, created_at, updated_at, is_default) ";
  EXPECT_EQ(Violated(insert + "VALUES (gen_random_uuid(), 'CODER', '', '', now(), now(), false)"),
            "idx_organization_name_lower");
  EXPECT_EQ(Violated(insert + "VALUES (gen_random_uuid(), 'second', '', '', now(), now(), true)"),
            "organizations_single_default_org");
}

TEST_F(ConstraintsTest, RoleNamesAreUniqueOverAllOrganizations) {
  const std::string insert = "INSERT INTO custom_roles (name, display_name, organization_id) VALUES ";
  database_.Query(insert + "('deployer', '', gen_random_uuid())");
  EXPECT_EQ(Violated(insert + "('Deployer', '', gen_random_uuid())"), "idx_custom_roles_name_lower");
}

TEST_F(ConstraintsTest, GroupNamesAreUniquePerOrganization) {
  const std::string organization = AddOrganization("acme");
  const std::string group = AddGroup("ops", organization), user = AddUser("ada");
  EXPECT_EQ(Violated("INSERT INTO groups (id, name, organization_id) VALUES (gen_random_uuid(), 'ops', " +
                     organization + ")"),
            "groups_name_organization_id_key");
  const std::string join = "INSERT INTO group_members VALUES (" + user + ", " + group + ")";
  database_.Query(join);
  EXPECT_EQ(Violated(join), "group_members_user_id_group_id_key");
}

TEST_F(ConstraintsTest, SiteKeysAreUniqueAndBounded) {
  EXPECT_EQ(Violated("INSERT INTO site_configs VALUES ('deployment_id', 'another')"), "site_configs_key_key");
  EXPECT_EQ(State("INSERT INTO site_configs VALUES (repeat('k', 257), '')"), "22001");
}

TEST_F(ConstraintsTest, AuditedUserAgentIsBounded) {
  const auto audit = [](const std::string& agent) {
    return "INSERT INTO audit_logs VALUES (gen_random_uuid(), now(), gen_random_uuid(), gen_random_uuid(), NULL, " +
           agent + ", 'api_key', gen_random_uuid(), '', 'create', '{}', 201, '{}', gen_random_uuid(), '')";
  };
  EXPECT_TRUE(Try(audit("repeat('a', 256)")).ok());
  EXPECT_EQ(State(audit("repeat('a', 257)")), "22001");
}

TEST_F(ConstraintsTest, EveryIndexOfTheContractIsThere) {
  EXPECT_EQ(Value("SELECT string_agg(wanted, ' ') FROM unnest(ARRAY['users_pkey', 'idx_users_email', "
                  "'user_links_pkey', 'idx_user_deleted_deleted_at', 'idx_user_status_changes_changed_at', "
                  "'user_configs_pkey', 'idx_organization_name_lower', 'organizations_single_default_org', "
                  "'organization_members_pkey', 'idx_organization_member_user_id_uuid', "
                  "'idx_organization_member_organization_id_uuid', 'custom_roles_unique_key', 'idx_custom_roles_id', "
                  "'groups_pkey', 'idx_api_keys_user', 'licenses_jwt_key', 'idx_audit_logs_time_desc', "
                  "'idx_audit_log_organization_id', 'idx_audit_log_resource_id', 'idx_audit_log_user_id', "
                  "'workspaces_owner_id_lower_idx', 'workspace_builds_job_id_key', "
                  "'workspace_builds_workspace_id_build_number_key', 'workspace_template_id_idx', "
                  "'workspace_next_start_at_idx', 'idx_provisioner_jobs_status', 'provisioner_jobs_started_at_idx', "
                  "'templates_organization_id_name_idx', 'template_versions_template_id_name_key', "
                  "'agent_stats_pkey', 'idx_agent_stats_created_at', 'idx_agent_stats_user_id', "
                  "'workspace_agent_stats_template_id_created_at_user_id_idx', "
                  "'notification_messages_dedupe_hash_idx']) AS wanted WHERE to_regclass('public.' || wanted) IS NULL"),
            "");
}

TEST_F(ConstraintsTest, TagsetIsAMapOfStrings) {
  EXPECT_TRUE(Try("SELECT '{\"scope\": \"organization\"}'::tagset").ok());
  EXPECT_EQ(State("SELECT '{\"scope\": 1}'::tagset"), pg::kCheckViolation);
  EXPECT_EQ(State("SELECT '[\"scope\"]'::tagset"), pg::kCheckViolation);
}

}  // namespace
}  // namespace postern::schema
