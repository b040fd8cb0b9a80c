// Programs on a schema that a newer version has brought further: an upgrade under way, or one whose programs were put
// back.
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <vector>

#include "pg/connection.h"
#include "schema/migrate.h"
#include "tests/http/processes/served_program.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

// What a version after this one could do: a table, a column that may be empty and one with a default, an index, and a
// value of a type.
constexpr char kLater[] =
    "CREATE TABLE postern.later (id uuid PRIMARY KEY);"
    "ALTER TABLE public.users ADD COLUMN later text;"
    "ALTER TABLE public.api_keys ADD COLUMN later jsonb NOT NULL DEFAULT '{}';"
    "ALTER TABLE public.audit_logs ADD COLUMN later text;"
    "ALTER TABLE public.organizations ADD COLUMN later text;"
    "CREATE INDEX later ON public.users (later);"
    "ALTER TYPE public.login_type ADD VALUE 'later'";

void BringFurther(const TestDatabase& database, int serves_from) {
  std::vector<schema::Migration> migrations(schema::Migrations().begin(), schema::Migrations().end());
  const int version = static_cast<int>(migrations.size()) + 1;
  migrations.push_back({version, "later", "sum", kLater, serves_from == 0 ? 0 : version});
  const auto connection = pg::Connection::Open(database.options());
  ASSERT_TRUE(connection.ok()) << connection.status();
  const absl::StatusOr<int> applied = schema::Migrator(**connection, migrations).Apply();
  ASSERT_TRUE(applied.ok()) << applied.status();
  ASSERT_EQ(*applied, 1);
}

int Status(const Reply& reply) {
  return reply.status;
}

// What users do, as far as it touches the changed tables.
void WorkWith(Site& site) {
  const Client& owner = site.owner().client;
  const Person member = site.NewUser();
  for (const char* path : {"/readyz", "/api/v2/buildinfo", "/api/v2/users", "/api/v2/users/me", "/api/v2/users/roles",
                           "/api/v2/audit?limit=5", "/api/v2/organizations", "/api/v2/deployment/config",
                           "/api/v2/deployment/stats", "/api/v2/experiments", "/api/v2/users/me/keys/tokens",
                           "/api/v2/users/me/keys/tokens/tokenconfig", "/api/v2/users/me/login-type"}) {
    EXPECT_EQ(Status(owner.Get(path)), 200) << path;
  }
  const std::string token = site.CreateToken(member.client, {{"token_name", "later"}});
  EXPECT_EQ(Status(member.client.WithToken(token).Get("/api/v2/users/me")), 200);
  EXPECT_EQ(Status(member.client.Delete("/api/v2/users/me/keys/" + token.substr(0, 10))), 204);
  EXPECT_EQ(Status(owner.Put("/api/v2/users/" + member.id + "/profile", {{"username", "renamed"}, {"name", "New"}})),
            200);
  EXPECT_EQ(Status(owner.Put("/api/v2/users/" + member.id + "/status/suspend")), 200);
  EXPECT_EQ(Status(owner.Put("/api/v2/users/" + member.id + "/status/activate")), 200);
  EXPECT_EQ(Status(owner.Put("/api/v2/users/" + member.id + "/roles", {{"roles", {"auditor"}}})), 200);
  EXPECT_EQ(Status(owner.Delete("/api/v2/users/" + member.id)), 200);
}

TEST(NewerSchema, ServesRunningProgramsAsBefore) {
  Site site;
  WorkWith(site);
  BringFurther(site.database(), 0);
  WorkWith(site);
}

TEST(NewerSchema, LetsAProgramStartAndIsToldOfOnce) {
  TestDatabase database;
  BringFurther(database, 0);
  ServedProgram program("postern-users", database.url());
  EXPECT_EQ(program.Get("/readyz").status, 200);
  EXPECT_EQ(program.Get("/readyz").status, 200);
  const std::string line = "the schema is newer than this program, and serves it";
  EXPECT_TRUE(Eventually([&] { return program.program().Output().find(line) != std::string::npos; }));
  const std::string output = program.program().Output();
  EXPECT_EQ(output.find(line), output.rfind(line)) << output;
}

TEST(NewerSchema, LetsThatProgramBeStartedByUp) {
  TestDatabase database;
  BringFurther(database, 0);
  const std::string folder = MakeFolder();
  {
    const std::string address = "127.0.0.1:" + std::to_string(FreePort());
    Program up("postern", {"up"},
               {{"CODER_PG_CONNECTION_URL", database.url()},
                {"CODER_HTTP_ADDRESS", address},
                {"POSTERN_DATA_DIR", folder + "/data"}});
    EXPECT_TRUE(
        Eventually([&] { return Client("http://" + address).Get("/readyz").status == 200; }, std::chrono::seconds(60)))
        << up.Output();
    up.Signal(SIGTERM);
    EXPECT_EQ(up.AwaitEnd(), 0) << up.Output();
  }
  std::filesystem::remove_all(folder);
}

TEST(NewerSchema, ThatServesNewerProgramsAloneIsNotReadyAndTheLogSaysWhy) {
  TestDatabase database;
  BringFurther(database, 1);
  ServedProgram program("postern-users", database.url());
  EXPECT_EQ(program.Get("/readyz").status, 503);
  EXPECT_EQ(program.Get("/healthz").status, 200);
  EXPECT_TRUE(Eventually([&] { return program.program().Output().find("run newer ones") != std::string::npos; }))
      << program.program().Output();
}

TEST(OlderSchema, IsNotReadyAndTheLogSaysWhatToRun) {
  TestDatabase database(Contents::kEmpty);
  const auto connection = pg::Connection::Open(database.options());
  ASSERT_TRUE(connection.ok()) << connection.status();
  const auto all = schema::Migrations();
  ASSERT_TRUE(schema::Migrator(**connection, all.first(all.size() - 1)).Apply().ok());
  ServedProgram program("postern-users", database.url());
  EXPECT_EQ(program.Get("/readyz").status, 503);
  EXPECT_TRUE(Eventually([&] { return program.program().Output().find("run postern migrate") != std::string::npos; }))
      << program.program().Output();
}

}  // namespace
}  // namespace postern::test
