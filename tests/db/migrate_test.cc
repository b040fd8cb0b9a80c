// schema::Migrator and CheckReady against a real server.
#include "schema/migrate.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "pg/error.h"
#include "schema/ready.h"
#include "tests/support/test_database.h"

namespace postern::schema {
namespace {

class MigrateTest : public testing::Test {
 protected:
  std::unique_ptr<pg::Connection> Open() {
    absl::StatusOr<std::unique_ptr<pg::Connection>> connection = pg::Connection::Open(database_.options());
    if (!connection.ok()) throw std::runtime_error(connection.status().ToString());
    return *std::move(connection);
  }
  absl::StatusOr<int> Apply(std::span<const Migration> migrations = Migrations()) {
    return Migrator(*Open(), migrations).Apply();
  }
  absl::Status Ready() { return CheckReady(*Open()).status(); }
  // Those of a program that knows one more, with this text.
  std::vector<Migration> Later(const char* text, int serves_from = 0) {
    std::vector<Migration> migrations(Migrations().begin(), Migrations().end());
    migrations.push_back({all_ + 1, "later", "sum", text, serves_from});
    return migrations;
  }
  std::string Recorded() { return database_.Value("SELECT count(*) FROM postern.schema_migrations"); }

  test::TestDatabase database_{test::Contents::kEmpty};
  const int all_ = static_cast<int>(Migrations().size());
};

TEST_F(MigrateTest, EmptyDatabaseGetsEverything) {
  const absl::StatusOr<int> applied = Apply();
  ASSERT_TRUE(applied.ok()) << applied.status();
  EXPECT_EQ(*applied, all_);
  EXPECT_TRUE(Ready().ok());
}

TEST_F(MigrateTest, SecondTimeDoesNothing) {
  ASSERT_TRUE(Apply().ok());
  const std::string before = database_.Value("SELECT value FROM site_configs WHERE key = 'deployment_id'");
  const absl::StatusOr<int> again = Apply();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*again, 0);
  EXPECT_EQ(database_.Value("SELECT value FROM site_configs WHERE key = 'deployment_id'"), before);
}

TEST_F(MigrateTest, EachVersionIsRecordedWithNameAndChecksum) {
  ASSERT_TRUE(Apply().ok());
  const test::Rows rows =
      database_.Query("SELECT version, name, checksum FROM postern.schema_migrations ORDER BY version");
  ASSERT_EQ(rows.size(), Migrations().size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i][0], std::to_string(Migrations()[i].version));
    EXPECT_EQ(rows[i][1], Migrations()[i].name);
    EXPECT_EQ(rows[i][2], Migrations()[i].checksum);
  }
}

TEST_F(MigrateTest, ChecksumIsThatOfTheEmbeddedText) {
  const auto connection = Open();
  for (const Migration& migration : Migrations()) {
    const absl::StatusOr<pg::Result> sum = connection->Run(
        {"test_sum", "SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex')"}, {std::string_view(migration.text)});
    ASSERT_TRUE(sum.ok());
    EXPECT_EQ((*sum)[0].Text(0), migration.checksum) << migration.name;
  }
}

TEST_F(MigrateTest, FourAtOnceApplyEachMigrationOnce) {
  std::vector<std::thread> threads;
  std::vector<int> applied(4, -1);
  for (std::size_t i = 0; i < applied.size(); ++i) {
    threads.emplace_back([&, i] {
      const absl::StatusOr<int> count = Apply();
      EXPECT_TRUE(count.ok()) << count.status();
      if (count.ok()) applied[i] = *count;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(applied[0] + applied[1] + applied[2] + applied[3], all_);
  EXPECT_EQ(Recorded(), std::to_string(all_));
  EXPECT_EQ(database_.Value("SELECT count(*) FROM site_configs"), "1");
}

TEST_F(MigrateTest, DeploymentIdIsALowerCaseUuid) {
  ASSERT_TRUE(Apply().ok());
  EXPECT_EQ(database_.Value("SELECT value ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' FROM site_configs "
                            "WHERE key = 'deployment_id'"),
            "t");
}

TEST_F(MigrateTest, DeploymentIdOfTheSiteIsKept) {
  ASSERT_TRUE(Apply().ok());
  database_.Query("UPDATE site_configs SET value = 'mine' WHERE key = 'deployment_id'");
  ASSERT_TRUE(Apply().ok());
  EXPECT_EQ(database_.Value("SELECT value FROM site_configs WHERE key = 'deployment_id'"), "mine");
}

TEST_F(MigrateTest, NewerSchemaServesAndHasNothingMissing) {
  ASSERT_TRUE(Apply(Later("CREATE TABLE postern.later (n int); ALTER TABLE users ADD COLUMN later text")).ok());
  const absl::StatusOr<int> version = CheckReady(*Open());
  ASSERT_TRUE(version.ok()) << version.status();
  EXPECT_EQ(*version, all_ + 1);
  const absl::StatusOr<int> applied = Apply();
  ASSERT_TRUE(applied.ok()) << applied.status();
  EXPECT_EQ(*applied, 0);
  EXPECT_EQ(Recorded(), std::to_string(all_ + 1));
}

TEST_F(MigrateTest, NewerSchemaThatServesNewerProgramsAloneIsRefused) {
  ASSERT_TRUE(Apply(Later("CREATE TABLE postern.later (n int)", all_ + 1)).ok());
  const std::string why = "the database has schema version " + std::to_string(all_ + 1) +
                          ", this program knows no more than " + std::to_string(all_) +
                          ", and only programs that know " + std::to_string(all_ + 1) +
                          " can work with it: run newer ones";
  for (const absl::Status& status : {Ready(), Apply().status()}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_EQ(std::string(status.message()), why);
  }
}

TEST_F(MigrateTest, WhatServesThisVersionServesUntilALaterOneDoesNot) {
  std::vector<Migration> migrations = Later("SELECT 1", all_);
  ASSERT_TRUE(Apply(migrations).ok());
  EXPECT_TRUE(Ready().ok());
  migrations.push_back({all_ + 2, "later_still", "sum", "SELECT 1", all_ + 2});
  migrations.push_back({all_ + 3, "last", "sum", "SELECT 1"});
  ASSERT_TRUE(Apply(migrations).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Ready()));
}

// Also of the versions from before a migration could say whom it serves.
TEST_F(MigrateTest, OlderSchemaIsNotReadyWhateverItsVersion) {
  for (int version = 0; version < all_; ++version) {
    Apply(Migrations().first(static_cast<std::size_t>(version))).IgnoreError();  // The first ones lack the id's table.
    ASSERT_EQ(Recorded(), std::to_string(version));
    const absl::Status status = Ready();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << version;
    EXPECT_NE(status.message().find("run postern migrate"), absl::string_view::npos) << status;
  }
  ASSERT_TRUE(Apply().ok());
  EXPECT_TRUE(Ready().ok());
}

TEST_F(MigrateTest, EachOlderProgramIsServedByEachSchemaFromItsOwnOn) {
  ASSERT_TRUE(Apply().ok());
  for (int known = 13; known <= all_; ++known) EXPECT_TRUE(CheckServes(*Open(), known).ok()) << known;
}

TEST_F(MigrateTest, ChangedMigrationIsRefused) {
  ASSERT_TRUE(Apply().ok());
  database_.Query("UPDATE postern.schema_migrations SET checksum = 'other' WHERE version = 2");
  const absl::Status status = Apply().status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_NE(status.message().find("migration 2 (people) was changed"), absl::string_view::npos) << status;
}

TEST_F(MigrateTest, GapInTheRecordIsRefused) {
  ASSERT_TRUE(Apply().ok());
  database_.Query("DELETE FROM postern.schema_migrations WHERE version = 2");
  EXPECT_TRUE(absl::IsFailedPrecondition(Apply().status()));
}

TEST_F(MigrateTest, FailingMigrationLeavesNothingHalfDone) {
  std::vector<Migration> broken(Migrations().begin(), Migrations().end());
  broken.push_back({all_ + 1, "broken", "sum", "CREATE TABLE public.half_done (n int); SELECT 1 / 0"});
  const absl::Status status = Apply(broken).status();
  EXPECT_NE(status.message().find("(broken)"), absl::string_view::npos) << status;
  EXPECT_EQ(database_.Value("SELECT to_regclass('public.half_done')"), "");
  EXPECT_EQ(Recorded(), std::to_string(all_));
  EXPECT_TRUE(Ready().ok());
}

TEST_F(MigrateTest, MendedMigrationGoesOnWhereItFailed) {
  std::vector<Migration> migrations(Migrations().begin(), Migrations().end());
  migrations.push_back({all_ + 1, "broken", "sum", "CREATE TABLE public.later (n int); SELECT 1 / 0"});
  ASSERT_FALSE(Apply(migrations).ok());
  migrations.back().text = "CREATE TABLE public.later (n int)";
  const absl::StatusOr<int> applied = Apply(migrations);
  ASSERT_TRUE(applied.ok()) << applied.status();
  EXPECT_EQ(*applied, 1);
}

TEST_F(MigrateTest, DatabaseMadeByCoderIsRefusedAndLeftAlone) {
  database_.Query(
      "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);"
      "INSERT INTO schema_migrations VALUES (333, false);"
      "CREATE TABLE users (id uuid); CREATE TABLE api_keys (id text); CREATE TABLE organizations (id uuid);"
      "CREATE TABLE site_configs (key text)");
  const absl::Status status = Apply().status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_NE(status.message().find("made by Coder"), absl::string_view::npos);
  EXPECT_EQ(database_.Value("SELECT count(*) FROM pg_namespace WHERE nspname = 'postern'"), "0");
}

TEST_F(MigrateTest, DatabaseOfSomethingElseIsRefused) {
  database_.Query("CREATE TABLE users (name text)");
  EXPECT_TRUE(absl::IsFailedPrecondition(Apply().status()));
}

TEST_F(MigrateTest, PublicSchemaMigrationsIsNotMade) {
  ASSERT_TRUE(Apply().ok());
  EXPECT_EQ(database_.Value("SELECT to_regclass('public.schema_migrations')"), "");
}

TEST_F(MigrateTest, WaitingForAnotherMigrationIsBounded) {
  database_.Query("BEGIN; SELECT pg_advisory_xact_lock(1886352494, 1)");
  const absl::Status status = Migrator(*Open()).Apply(std::chrono::milliseconds(50)).status();
  EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
}

TEST_F(MigrateTest, EmptyDatabaseIsNotReady) {
  const absl::Status status = Ready();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_NE(status.message().find("no schema yet"), absl::string_view::npos);
}

TEST_F(MigrateTest, OlderDatabaseIsNotReady) {
  ASSERT_TRUE(Apply(Migrations().first(3)).status().message().find("site_configs") != absl::string_view::npos);
  const absl::Status status = Ready();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_NE(status.message().find("has schema version 3"), absl::string_view::npos);
}

}  // namespace
}  // namespace postern::schema
