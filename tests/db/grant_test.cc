// What the role of the handlers may do, and what not.
#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "pg/error.h"
#include "schema/ready.h"
#include "tests/support/test_database.h"

namespace postern::schema {
namespace {

constexpr std::string_view kInsufficientPrivilege = "42501";

class GrantTest : public testing::Test {
 protected:
  // Roles belong to the whole cluster: each test has its own, with a name that wants quoting.
  GrantTest() {
    static std::atomic<int> count = 0;
    role_ = "handler-" + std::to_string(++count);
    database_.Query("CREATE ROLE \"" + role_ + "\" LOGIN");
  }
  ~GrantTest() override {
    handler_.reset();
    database_.Query("DROP OWNED BY \"" + role_ + "\"; DROP ROLE \"" + role_ + "\"");
  }

  std::unique_ptr<pg::Connection> OpenAs(const std::string& url) {
    pg::ConnectOptions options = database_.options();
    options.url = url;
    absl::StatusOr<std::unique_ptr<pg::Connection>> connection = pg::Connection::Open(options);
    if (!connection.ok()) throw std::runtime_error(connection.status().ToString());
    return *std::move(connection);
  }
  absl::Status Grant() { return GrantTo(*OpenAs(database_.url()), role_); }

  // As the handlers' role, after the grant.
  std::string StateOf(const char* sql) {
    if (handler_ == nullptr) {
      EXPECT_TRUE(Grant().ok());
      handler_ = OpenAs(database_.url(role_));
    }
    return pg::SqlState(handler_->Execute(sql));
  }

  test::TestDatabase database_;
  std::string role_;
  std::unique_ptr<pg::Connection> handler_;
};

TEST_F(GrantTest, HandlerCanDoItsWork) {
  EXPECT_EQ(
      StateOf("INSERT INTO users (id, email, username, hashed_password, created_at, updated_at) "
              "VALUES (gen_random_uuid(), 'a@b', 'a', '', now(), now());"
              "INSERT INTO api_keys (id, hashed_secret, user_id, last_used, expires_at, created_at, updated_at,"
              " login_type) SELECT 'k', '', id, now(), now(), now(), now(), 'token' FROM users WHERE email = 'a@b';"
              "UPDATE users SET deleted = true WHERE email = 'a@b';"
              "DELETE FROM api_keys; SELECT * FROM group_members_expanded;"
              "INSERT INTO licenses (uploaded_at, jwt, exp, uuid) VALUES (now(), 'j', now(), gen_random_uuid())"),
      "");
}

TEST_F(GrantTest, HandlerSeesWhetherTheSchemaIsReady) {
  ASSERT_TRUE(Grant().ok());
  EXPECT_TRUE(CheckReady(*OpenAs(database_.url(role_))).ok());
}

TEST_F(GrantTest, HandlerCannotWriteTheRecordOfMigrations) {
  EXPECT_EQ(StateOf("DELETE FROM postern.schema_migrations"), kInsufficientPrivilege);
  EXPECT_EQ(StateOf("UPDATE postern.schema_migrations SET version = 99"), kInsufficientPrivilege);
}

TEST_F(GrantTest, HandlerCannotCreate) {
  EXPECT_EQ(StateOf("CREATE TABLE public.mine (n int)"), kInsufficientPrivilege);
  EXPECT_EQ(StateOf("CREATE TABLE postern.mine (n int)"), kInsufficientPrivilege);
  EXPECT_EQ(StateOf("CREATE SCHEMA mine"), kInsufficientPrivilege);
}

TEST_F(GrantTest, HandlerCannotChangeOrDrop) {
  EXPECT_EQ(StateOf("ALTER TABLE api_keys ADD COLUMN mine int"), kInsufficientPrivilege);
  EXPECT_EQ(StateOf("ALTER TABLE api_keys DISABLE TRIGGER trigger_insert_apikeys"), kInsufficientPrivilege);
  EXPECT_EQ(StateOf("DROP TABLE api_keys"), kInsufficientPrivilege);
  EXPECT_EQ(StateOf("TRUNCATE audit_logs"), kInsufficientPrivilege);
}

TEST_F(GrantTest, TablesOfALaterMigrationAreGrantedByTheNextRun) {
  ASSERT_TRUE(Grant().ok());
  database_.Query(
      "CREATE TABLE public.later (n serial); CREATE TABLE postern.later (n serial); "
      "CREATE VIEW public.looked_at AS SELECT * FROM public.later");
  handler_ = OpenAs(database_.url(role_));
  EXPECT_EQ(StateOf("SELECT FROM public.later"), kInsufficientPrivilege);
  ASSERT_TRUE(Grant().ok());
  EXPECT_EQ(StateOf("INSERT INTO public.later DEFAULT VALUES; INSERT INTO postern.later DEFAULT VALUES;"
                    "SELECT FROM public.looked_at; UPDATE postern.later SET n = 2; DELETE FROM postern.later"),
            "");
}

TEST_F(GrantTest, GrantingTwiceIsHarmless) {
  EXPECT_TRUE(Grant().ok());
  EXPECT_TRUE(Grant().ok());
}

TEST_F(GrantTest, RoleWithOtherRightsIsRefusedAndGrantedNothing) {
  database_.Query("GRANT CREATE ON SCHEMA public TO \"" + role_ + "\"");
  EXPECT_TRUE(absl::IsFailedPrecondition(Grant()));
  EXPECT_EQ(database_.Value("SELECT has_table_privilege('" + role_ + "', 'public.users', 'SELECT')"), "f");
}

TEST_F(GrantTest, UnknownRoleIsAnError) {
  EXPECT_EQ(pg::SqlState(GrantTo(*OpenAs(database_.url()), "no\"body")), "42704");
}

}  // namespace
}  // namespace postern::schema
