// `postern reset-password`.
#include <gtest/gtest.h>

#include "absl/strings/ascii.h"
#include "tests/http/processes/served_program.h"
#include "tests/support/answers.h"

namespace postern::test {
namespace {

constexpr char kNew[] = "AnotherSecurePassword!";

test::Run Reset(const TestDatabase& database, const std::string& user, const std::string& password = kNew) {
  return RunProgram("postern", {"reset-password", user}, {{"CODER_PG_CONNECTION_URL", database.url()}},
                    password + "\n");
}
test::Run Reset(const std::string& user, const std::string& password = kNew) {
  return Reset(Shared().database(), user, password);
}

std::string Column(const Person& person, const std::string& expression) {
  return Shared().Value("SELECT " + expression + " FROM users WHERE id = " + Quoted(person.id));
}

std::string AuditColumn(const Person& person, const std::string& expression) {
  return Shared().Value("SELECT " + expression +
                        " FROM audit_logs WHERE resource_type = 'user' AND action = 'write' AND user_agent = 'postern' "
                        "AND resource_id = " +
                        Quoted(person.id));
}

TEST(ResetPassword, TheNewOneOpensAndTheOldOneDoesNot) {
  const Person person = Shared().NewUser();
  const test::Run run = Reset(person.username);
  ASSERT_EQ(run.status, 0) << run.output;
  EXPECT_TRUE(IsOneLine(run.output)) << run.output;
  EXPECT_NE(run.output.find(person.username), std::string::npos) << run.output;
  EXPECT_EQ(TryLogin(Shared(), person.email, kNew).status, 201);
  EXPECT_EQ(TryLogin(Shared(), person.email, kPassword).status, 401);
}

TEST(ResetPassword, TheUserIsNamedByNameOrAddressInAnyCase) {
  const Person person = Shared().NewUser();
  for (const std::string& user : {person.username, person.email}) {
    EXPECT_EQ(Reset(absl::AsciiStrToUpper(user)).status, 0) << user;
  }
}

TEST(ResetPassword, SessionsStaySignedInAndTokensValid) {
  const Person person = Shared().NewUser();
  const std::string token = Shared().CreateToken(person.client);
  ASSERT_EQ(Reset(person.username).status, 0);
  EXPECT_EQ(person.client.Get(kMe).status, 200);
  EXPECT_EQ(person.client.WithToken(token).Get(kMe).status, 200);
}

TEST(ResetPassword, APendingPasscodeIsVoid) {
  const Person person = Shared().NewUser();
  Shared().Sql(
      "UPDATE users SET hashed_one_time_passcode = 'x', one_time_passcode_expires_at = now() + interval '1 h' "
      "WHERE id = " +
      Quoted(person.id));
  ASSERT_EQ(Reset(person.username).status, 0);
  EXPECT_EQ(Column(person, "hashed_one_time_passcode IS NULL AND one_time_passcode_expires_at IS NULL"), "t");
}

TEST(ResetPassword, StatusRolesAndUpdatedAtStay) {
  const Person person = Shared().NewUser({"auditor"});
  const std::string look = "concat_ws(' ', status, rbac_roles, updated_at, login_type)";
  const std::string before = Column(person, look);
  ASSERT_EQ(Reset(person.username).status, 0);
  EXPECT_EQ(Column(person, look), before);
}

TEST(ResetPassword, ASuspendedUserStaysOutAndThatIsSaid) {
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE users SET status = 'suspended' WHERE id = " + Quoted(person.id));
  const test::Run run = Reset(person.username);
  EXPECT_EQ(run.status, 0);
  EXPECT_NE(run.output.find("suspended"), std::string::npos) << run.output;
  EXPECT_EQ(TryLogin(Shared(), person.email, kNew).status, 401);
}

TEST(ResetPassword, TheSamePasswordAgainIsAllowed) {
  const Person person = Shared().NewUser();
  EXPECT_EQ(Reset(person.username, kPassword).status, 0);
  EXPECT_EQ(TryLogin(Shared(), person.email).status, 201);
}

TEST(ResetPassword, LeavesOneAuditRowOfTheOperator) {
  const Person person = Shared().NewUser();
  ASSERT_EQ(Reset(person.username).status, 0);
  EXPECT_EQ(AuditColumn(person, "count(*)"), "1");
  EXPECT_EQ(AuditColumn(person, "concat_ws(' ', user_id, coalesce(ip::text, 'null'), resource_target)"),
            "00000000-0000-0000-0000-000000000000 null " + person.username);
  EXPECT_EQ(AuditColumn(person,
                        "additional_fields->>'automatic_actor' || ' ' || "
                        "(additional_fields->>'automatic_subsystem')"),
            "operator reset-password");
  EXPECT_EQ(AuditColumn(person, "diff"), "{\"hashed_password\": {\"New\": null, \"Old\": null, \"Secret\": true}}");
}

TEST(ResetPassword, AWeakPasswordChangesNothing) {
  const Person person = Shared().NewUser();
  const test::Run run = Reset(person.username, "hunter2");
  EXPECT_EQ(run.status, 1);
  EXPECT_TRUE(IsOneLine(run.output)) << run.output;
  EXPECT_EQ(run.output.find("hunter2"), std::string::npos) << run.output;
  EXPECT_EQ(TryLogin(Shared(), person.email).status, 201);
  EXPECT_EQ(AuditColumn(person, "count(*)"), "0");
}

TEST(ResetPassword, AnUnknownOrDeletedUserIsRefused) {
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE users SET deleted = true WHERE id = " + Quoted(person.id));
  for (const std::string& user : {FreshName(), person.username, person.email, person.id, std::string()}) {
    const test::Run run = Reset(user);
    EXPECT_EQ(run.status, 1) << user;
    EXPECT_TRUE(IsOneLine(run.output)) << run.output;
  }
}

TEST(ResetPassword, WhoSignsInOtherwiseIsRefused) {
  for (const char* login_type : {"none", "github", "oidc"}) {
    const Person person = Shared().NewUser();
    Shared().Sql("UPDATE users SET hashed_password = '', login_type = '" + std::string(login_type) +
                 "' WHERE id = " + Quoted(person.id));
    const test::Run run = Reset(person.username);
    EXPECT_EQ(run.status, 1);
    EXPECT_NE(run.output.find(login_type), std::string::npos) << run.output;
    EXPECT_EQ(Column(person, "hashed_password"), "\\x");
  }
}

TEST(ResetPassword, ASystemUserIsRefused) {
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE users SET is_system = true WHERE id = " + Quoted(person.id));
  const std::string before = Column(person, "hashed_password");
  EXPECT_EQ(Reset(person.username).status, 1);
  EXPECT_EQ(Column(person, "hashed_password"), before);
}

TEST(ResetPassword, WorksWhereNoMigrationOfOursIs) {
  TestDatabase database;
  database.Query(
      "INSERT INTO users (id, email, username, hashed_password, created_at, updated_at) VALUES "
      "(gen_random_uuid(), 'ada@example.com', 'ada', '', now(), now()); DROP SCHEMA postern CASCADE");
  EXPECT_EQ(Reset(database, "ada").status, 0);
  EXPECT_NE(database.Value("SELECT hashed_password FROM users WHERE username = 'ada'"), "\\x");
}

}  // namespace
}  // namespace postern::test
