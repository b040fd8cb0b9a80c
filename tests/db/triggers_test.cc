// What the tables do by themselves.
#include "tests/db/schema_fixture.h"

namespace postern::schema {
namespace {

class TriggersTest : public SchemaFixture {
 protected:
  std::string Default() { return Quoted(Value("SELECT id FROM organizations WHERE is_default")); }
  void Delete(const std::string& user) { database_.Query("UPDATE users SET deleted = true WHERE id = " + user); }
  std::string Message(const std::string& sql) { return std::string(Try(sql).message()); }
};

TEST_F(TriggersTest, DeletingAUserDropsKeysAndLinksOnly) {
  const std::string ada = AddUser("ada"), bob = AddUser("bob");
  database_.Query(KeySql("k1", ada, "a") + ";" + KeySql("k2", bob, "b") + ";" + LinkSql(ada));
  AddMember(Default(), ada);
  Delete(ada);
  EXPECT_EQ(Value("SELECT string_agg(id, ' ') FROM api_keys"), "k2");
  EXPECT_EQ(Value("SELECT count(*) FROM user_links"), "0");
  EXPECT_EQ(Value("SELECT count(*) FROM organization_members WHERE user_id = " + ada), "1");
}

TEST_F(TriggersTest, StatusIsRecordedWhenItChangesAndOnlyThen) {
  const std::string ada = AddUser("ada");
  database_.Query("UPDATE users SET status = 'active', updated_at = '2025-02-03' WHERE id = " + ada);
  database_.Query("UPDATE users SET name = 'Ada' WHERE id = " + ada);
  EXPECT_EQ(Value("SELECT string_agg(new_status || to_char(changed_at, ' MM-DD'), ', ' ORDER BY changed_at) "
                  "FROM user_status_changes WHERE user_id = " +
                  ada),
            "dormant 01-02, active 02-03");
}

TEST_F(TriggersTest, EachDeletionIsRecordedWithTheLastUpdate) {
  const std::string ada = AddUser("ada");
  Delete(ada);
  database_.Query("UPDATE users SET name = 'still deleted' WHERE id = " + ada);
  EXPECT_EQ(Value("SELECT string_agg(to_char(deleted_at, 'MM-DD'), ' ') FROM user_deleted"), "01-02");
  database_.Query("UPDATE users SET deleted = false WHERE id = " + ada);
  Delete(ada);
  EXPECT_EQ(Value("SELECT count(*) FROM user_deleted"), "2");
}

TEST_F(TriggersTest, UserInsertedAsDeletedIsNotRecordedAsDeleted) {
  database_.Query(
      "INSERT INTO users (id, email, hashed_password, created_at, updated_at, deleted) "
      "VALUES (gen_random_uuid(), 'x', '', now(), now(), true)");
  EXPECT_EQ(Value("SELECT count(*) FROM user_deleted"), "0");
}

TEST_F(TriggersTest, DeletedUserGetsNoKey) {
  const std::string ada = AddUser("ada");
  Delete(ada);
  const absl::Status status = Try(KeySql("k", ada));
  EXPECT_EQ(pg::SqlState(status), pg::kRaiseException);
  EXPECT_NE(status.message().find("Cannot create API key for deleted user"), absl::string_view::npos);
}

TEST_F(TriggersTest, DeletedUserGetsNoLink) {
  const std::string ada = AddUser("ada");
  Delete(ada);
  EXPECT_NE(Message(LinkSql(ada)).find("Cannot create user_link for deleted user"), std::string::npos);
}

TEST_F(TriggersTest, LeavingAnOrganizationLeavesItsGroups) {
  const std::string ada = AddUser("ada"), acme = AddOrganization("acme"), other = AddOrganization("other");
  for (const std::string& organization : {acme, other}) {
    AddMember(organization, ada);
    database_.Query("INSERT INTO group_members VALUES (" + ada + ", " + AddGroup("ops", organization) + ")");
  }
  database_.Query("DELETE FROM organization_members WHERE organization_id = " + acme);
  EXPECT_EQ(Value("SELECT string_agg(organizations.name, ' ') FROM group_members JOIN groups ON id = group_id "
                  "JOIN organizations ON organizations.id = organization_id"),
            "other");
}

TEST_F(TriggersTest, DroppedRoleIsTakenFromTheMembersOfItsOrganization) {
  const std::string ada = AddUser("ada"), acme = AddOrganization("acme"), other = AddOrganization("other");
  AddMember(acme, ada, "{deployer,organization-admin}");
  AddMember(other, ada, "{deployer}");
  database_.Query("INSERT INTO custom_roles (name, display_name, organization_id) VALUES ('deployer', '', " + acme +
                  "); DELETE FROM custom_roles");
  EXPECT_EQ(Value("SELECT roles FROM organization_members WHERE organization_id = " + acme), "{organization-admin}");
  EXPECT_EQ(Value("SELECT roles FROM organization_members WHERE organization_id = " + other), "{deployer}");
}

TEST_F(TriggersTest, DefaultOrganizationIsKept) {
  EXPECT_EQ(State("UPDATE organizations SET deleted = true WHERE is_default"), pg::kRaiseException);
}

TEST_F(TriggersTest, OrganizationWithMembersIsKeptUntilOneIsLeft) {
  const std::string acme = AddOrganization("acme"), ada = AddUser("ada");
  AddMember(acme, ada);
  AddMember(acme, AddUser("bob"));
  const std::string remove = "UPDATE organizations SET deleted = true WHERE id = " + acme;
  EXPECT_EQ(State(remove), pg::kRaiseException);
  Delete(ada);
  EXPECT_TRUE(Try(remove).ok());
}

TEST_F(TriggersTest, OrganizationWithGroupsIsKept) {
  const std::string acme = AddOrganization("acme");
  AddGroup("Everyone", acme);
  AddGroup("ops", acme);
  EXPECT_EQ(State("UPDATE organizations SET deleted = true WHERE id = " + acme), pg::kRaiseException);
}

TEST_F(TriggersTest, OrganizationWithTemplatesIsKept) {
  const std::string acme = AddOrganization("acme");
  database_.Query(
      "INSERT INTO templates (id, created_at, updated_at, organization_id, name, provisioner, "
      "active_version_id, created_by) SELECT gen_random_uuid(), now(), now(), " +
      acme + ", 't', 'echo', gen_random_uuid(), " + AddUser("ada"));
  EXPECT_EQ(State("UPDATE organizations SET deleted = true WHERE id = " + acme), pg::kRaiseException);
}

class MessagesTest : public SchemaFixture {
 protected:
  std::string AddTemplate(bool enabled) {
    return Quoted(
        Value("INSERT INTO notification_templates (id, name, title_template, body_template, "
              "enabled_by_default) VALUES (gen_random_uuid(), 'created', '', '', " +
              std::string(enabled ? "true" : "false") + ") RETURNING id"));
  }
  std::string Enqueue(const std::string& wanted, const std::string& payload = "{}") {
    return "INSERT INTO notification_messages (id, notification_template_id, user_id, method, created_by, payload) "
           "VALUES (gen_random_uuid(), " +
           wanted + ", " + ada_ + ", 'smtp', 'test', '" + payload + "')";
  }
  void Prefer(const std::string& wanted, const std::string& disabled) {
    database_.Query("INSERT INTO notification_preferences VALUES (" + ada_ + ", " + wanted + ", " + disabled + ")");
  }
  std::string ada_ = AddUser("ada");
};

TEST_F(MessagesTest, SameMessageOfOneDayIsADuplicate) {
  const std::string wanted = AddTemplate(true);
  database_.Query(Enqueue(wanted));
  EXPECT_EQ(Violated(Enqueue(wanted)), "notification_messages_dedupe_hash_idx");
  EXPECT_TRUE(Try(Enqueue(wanted, "{\"n\": 1}")).ok());
}

TEST_F(MessagesTest, DisabledTemplateIsRefused) {
  const std::string wanted = AddTemplate(true);
  Prefer(wanted, "true");
  const absl::Status status = Try(Enqueue(wanted));
  EXPECT_EQ(pg::SqlState(status), pg::kRaiseException);
  EXPECT_NE(status.message().find("notification is not enabled"), absl::string_view::npos);
}

TEST_F(MessagesTest, TemplateThatIsOffByDefaultWantsAPreference) {
  const std::string wanted = AddTemplate(false);
  EXPECT_EQ(State(Enqueue(wanted)), pg::kRaiseException);
  Prefer(wanted, "false");
  EXPECT_TRUE(Try(Enqueue(wanted)).ok());
}

}  // namespace
}  // namespace postern::schema
