// `postern migrate`.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/http/processes/served_program.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

Run Migrate(const TestDatabase& database) {
  return RunProgram("postern", {"migrate"}, {{"CODER_PG_CONNECTION_URL", database.url()}});
}

TEST(Migrate, MakesTheSchemaFromNothing) {
  TestDatabase database(Contents::kEmpty);
  const test::Run run = Migrate(database);
  EXPECT_EQ(run.status, 0) << run.output;
  EXPECT_TRUE(IsOneLine(run.output)) << run.output;
  EXPECT_NE(database.Value("SELECT max(version) FROM postern.schema_migrations"), "");
  EXPECT_EQ(ServedProgram("postern-users", database.url()).Get("/readyz").status, 200);
}

TEST(Migrate, ASecondTimeChangesNothing) {
  TestDatabase database(Contents::kEmpty);
  const std::string look =
      "SELECT string_agg(version || checksum || applied_at, ',' ORDER BY version) FROM "
      "postern.schema_migrations";
  ASSERT_EQ(Migrate(database).status, 0);
  const std::string before = database.Value(look);
  EXPECT_EQ(Migrate(database).status, 0);
  EXPECT_EQ(database.Value(look), before);
}

constexpr char kServes[] =
    "INSERT INTO postern.schema_migrations (version, name, checksum) VALUES (9999, 'later', 'x')";
constexpr char kServesNot[] =
    "INSERT INTO postern.schema_migrations (version, name, checksum, serves_from) VALUES (9999, 'later', 'x', 9999)";

TEST(Migrate, ANewerSchemaThatServesItIsLeftAsItIs) {
  TestDatabase database;
  database.Query(kServes);
  const test::Run run = Migrate(database);
  EXPECT_EQ(run.status, 0) << run.output;
  EXPECT_TRUE(IsOneLine(run.output)) << run.output;
  EXPECT_NE(run.output.find("version 9999"), std::string::npos) << run.output;
}

TEST(Migrate, ANewerSchemaThatDoesNotServeItIsRefusedInOneLine) {
  TestDatabase database;
  database.Query(kServesNot);
  const test::Run run = Migrate(database);
  EXPECT_EQ(run.status, 1);
  EXPECT_TRUE(IsOneLine(run.output)) << run.output;
  EXPECT_NE(run.output.find("9999"), std::string::npos) << run.output;
}

TEST(Migrate, TheDatabaseMayBeNamedByAFile) {
  const std::string folder = MakeFolder();
  std::ofstream(folder + "/url") << UntouchedDatabase().url() << "\n";
  const test::Run run = RunProgram("postern", {"migrate"}, {{"CODER_PG_CONNECTION_URL_FILE", folder + "/url"}});
  EXPECT_EQ(run.status, 0) << run.output;
  std::filesystem::remove_all(folder);
}

TEST(Migrate, AnUnreachableDatabaseIsRefusedWithoutItsPassword) {
  const test::Run run =
      RunProgram("postern", {"migrate", "--postgres-url=host=127.0.0.1 port=1 user=x password=secretword"});
  EXPECT_NE(run.status, 0);
  EXPECT_NE(run.output, "");
  EXPECT_EQ(run.output.find("secretword"), std::string::npos) << run.output;
}

TEST(Migrate, WithoutADatabaseItSaysHowToNameOne) {
  const test::Run run = RunProgram("postern", {"migrate"});
  EXPECT_EQ(run.status, 2);
  EXPECT_TRUE(IsOneLine(run.output)) << run.output;
}

}  // namespace
}  // namespace postern::test
