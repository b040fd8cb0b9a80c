// `postern create-admin-user`.
#include <gtest/gtest.h>
#include <unistd.h>

#include "absl/strings/ascii.h"
#include "tests/http/processes/served_program.h"
#include "tests/support/answers.h"

namespace postern::test {
namespace {

constexpr char kLine[] = "SomeSecurePassword!\n";

test::Run CreateAdmin(const TestDatabase& database, const std::string& email, const std::string& username,
                      const std::string& input = kLine) {
  return RunProgram("postern", {"create-admin-user", email, username}, {{"CODER_PG_CONNECTION_URL", database.url()}},
                    input);
}

std::string Address(const std::string& name) {
  return name + "@example.com";
}

// An administrator made in the shared site, which has users already.
struct Made {
  Made() : run(CreateAdmin(Shared().database(), Address(name), name)) {}
  std::string Column(const std::string& expression) const {
    return Shared().Value("SELECT " + expression + " FROM users WHERE username = " + Quoted(name));
  }
  std::string AuditColumn(const std::string& expression) const {
    return Shared().Value("SELECT " + expression +
                          " FROM audit_logs WHERE action = 'create' AND resource_target = " + Quoted(name));
  }
  const std::string name = FreshName();
  const test::Run run;
};

TEST(CreateAdmin, MakesAnOwnerWhoSignsInWithThatPassword) {
  Shared().owner();
  const Made made;
  ASSERT_EQ(made.run.status, 0) << made.run.output;
  EXPECT_TRUE(IsOneLine(made.run.output)) << made.run.output;
  const Person admin = Shared().Login(Address(made.name));
  EXPECT_EQ(admin.client.Get("/api/v2/users").status, 200);
}

TEST(CreateAdmin, IsDormantUntilTheFirstLogin) {
  const Made made;
  EXPECT_EQ(made.Column("status || ' ' || login_type || ' ' || rbac_roles::text"), "dormant password {owner}");
  Shared().Login(Address(made.name));
  EXPECT_EQ(made.Column("status"), "active");
}

TEST(CreateAdmin, StoresTheHashInTheSameForm) {
  const Made made;
  EXPECT_EQ(made.Column("convert_from(hashed_password, 'UTF8') ~ "
                        "'^\\$pbkdf2-sha256\\$65535\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{86}$'"),
            "t");
}

TEST(CreateAdmin, GetsAnSshKey) {
  const Made made;
  EXPECT_EQ(made.Column("(SELECT starts_with(public_key, 'ssh-ed25519 ') FROM gitsshkeys WHERE user_id = users.id)"),
            "t");
}

TEST(CreateAdmin, AdministersEveryOrganizationThatIsNotDeleted) {
  TestDatabase database;
  database.Query(
      "INSERT INTO organizations (id, name, display_name, description, created_at, updated_at, deleted) VALUES "
      "(gen_random_uuid(), 'second', '', '', now(), now(), false), (gen_random_uuid(), 'gone', '', '', now(), now(), "
      "true)");
  ASSERT_EQ(CreateAdmin(database, "ada@example.com", "ada").status, 0);
  EXPECT_EQ(database.Value("SELECT string_agg(o.name || ' ' || m.roles::text, ', ' ORDER BY o.is_default DESC) "
                           "FROM organization_members m JOIN organizations o ON o.id = organization_id "
                           "JOIN users u ON u.id = user_id WHERE username = 'ada'"),
            database.Value("SELECT name FROM organizations WHERE is_default") +
                " {organization-admin}, second {organization-admin}");
}

TEST(CreateAdmin, IsTheFirstUserOfAnEmptyDatabase) {
  Site site;
  ASSERT_EQ(CreateAdmin(site.database(), "ada@example.com", "ada").status, 0);
  EXPECT_EQ(site.Login("ada@example.com").username, "ada");
  EXPECT_EQ(site.anonymous().Get(kFirst).status, 200);
  EXPECT_EQ(
      site.anonymous().Post(kFirst, {{"email", "b@example.com"}, {"username", "b"}, {"password", kPassword}}).status,
      409);
}

TEST(CreateAdmin, LeavesOneAuditRowOfTheOperator) {
  const Made made;
  EXPECT_EQ(made.AuditColumn("count(*)"), "1");
  EXPECT_EQ(made.AuditColumn("concat_ws(' ', user_id, coalesce(ip::text, 'null'), user_agent, resource_type, "
                             "request_id)"),
            "00000000-0000-0000-0000-000000000000 null postern user 00000000-0000-0000-0000-000000000000");
  EXPECT_EQ(made.AuditColumn("additional_fields = '{\"automatic_actor\":\"operator\","
                             "\"automatic_subsystem\":\"create-admin-user\"}'"),
            "t");
  EXPECT_EQ(made.AuditColumn("resource_id::text"), made.Column("id"));
}

TEST(CreateAdmin, TheAuditRowSaysWhatTheUserIsMadeOf) {
  const Made made;
  EXPECT_EQ(made.AuditColumn("(SELECT string_agg(k, ' ' ORDER BY k) FROM jsonb_object_keys(diff) k)"),
            "email hashed_password id login_type rbac_roles status username");
  EXPECT_EQ(made.AuditColumn("diff->'hashed_password'"), "{\"New\": null, \"Old\": null, \"Secret\": true}");
}

TEST(CreateAdmin, ATakenNameIsRefusedInOneLineInAnyCase) {
  const Made first;
  const test::Run run =
      CreateAdmin(Shared().database(), "other-" + Address(first.name), absl::AsciiStrToUpper(first.name));
  EXPECT_EQ(run.status, 1);
  EXPECT_TRUE(IsOneLine(run.output)) << run.output;
  EXPECT_NE(run.output.find("there already"), std::string::npos) << run.output;
}

TEST(CreateAdmin, ATakenAddressIsRefusedInAnyCase) {
  const Made first;
  EXPECT_EQ(CreateAdmin(Shared().database(), absl::AsciiStrToUpper(first.name) + "@Example.com", FreshName()).status,
            1);
}

TEST(CreateAdmin, ANameTakenWhileThePasswordIsTypedIsRefusedAlike) {
  TestDatabase database;
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  Program program("postern", {"create-admin-user", "ada@example.com", "ada"},
                  {{"CODER_PG_CONNECTION_URL", database.url()}}, ends[0]);
  // It has looked once a session of it is idle.
  ASSERT_TRUE(Eventually([&] {
    return database.Value(
               "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
               "application_name = 'postern' AND state = 'idle' AND query LIKE '%lower(u.username)%'") == "1";
  }));
  ASSERT_EQ(CreateAdmin(database, "ada@example.com", "ada").status, 0);
  ASSERT_EQ(write(ends[1], kLine, sizeof(kLine) - 1), static_cast<ssize_t>(sizeof(kLine) - 1));
  EXPECT_EQ(program.AwaitEnd(), 1);
  EXPECT_NE(program.Output().find("there already"), std::string::npos) << program.Output();
  EXPECT_EQ(database.Value("SELECT count(*) FROM users WHERE username = 'ada'"), "1");
  close(ends[0]);
  close(ends[1]);
}

TEST(CreateAdmin, AWrongAddressOrNameIsRefusedBeforeAPasswordIsRead) {
  for (const auto& [email, username, word] : {std::tuple{"nobody", "ada", "EMAIL"},
                                              {"Ada <ada@example.com>", "ada", "EMAIL"},
                                              {"ada@example.com", "ada--l", "USERNAME"},
                                              {"ada@example.com", "new", "USERNAME"},
                                              {"ada@example.com", "", "USERNAME"}}) {
    const test::Run run = CreateAdmin(UntouchedDatabase(), email, username, "");
    EXPECT_EQ(run.status, 2) << email << ' ' << username;
    EXPECT_NE(run.output.find(word), std::string::npos) << run.output;
  }
}

TEST(CreateAdmin, AWeakOrMissingPasswordMakesNobody) {
  for (const char* input : {"hunter2\n", "\n", ""}) {
    const test::Run run = CreateAdmin(UntouchedDatabase(), "ada@example.com", "ada", input);
    EXPECT_EQ(run.status, 1) << input;
    EXPECT_TRUE(IsOneLine(run.output)) << run.output;
    EXPECT_EQ(run.output.find("hunter2"), std::string::npos) << run.output;
  }
  EXPECT_EQ(UntouchedDatabase().Value("SELECT count(*) FROM users WHERE username = 'ada'"), "0");
}

TEST(CreateAdmin, SaysSoWherePasswordsAreOff) {
  TestDatabase database;
  const test::Run run =
      RunProgram("postern", {"create-admin-user", "ada@example.com", "ada", "--disable-password-auth"},
                 {{"CODER_PG_CONNECTION_URL", database.url()}}, kLine);
  EXPECT_EQ(run.status, 0);
  EXPECT_NE(run.output.find("nobody signs in with a password"), std::string::npos) << run.output;
}

}  // namespace
}  // namespace postern::test
