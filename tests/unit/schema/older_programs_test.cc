// Programs of the version before run on beside a migrated schema: what they rely on must stay, unless the migration
// says that they cannot work with it (`-- serves programs from: N`).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <string>
#include <string_view>
#include <vector>

#include "schema/migrate.h"

namespace postern::schema {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// From here on a schema has to serve older programs.
constexpr int kFirst = 13;

// Takes something away, or refuses what was written until now. A migration that does one of these all the same, and
// knows that no program notices, says so in a line of its own: `-- no program notices: DROP INDEX`.
constexpr std::string_view kForbidden[] = {"DROP",
                                           "RENAME",
                                           "TRUNCATE",
                                           "SET NOT NULL",
                                           "SET SCHEMA",
                                           "ALTER COLUMN",
                                           "NOT NULL without DEFAULT",
                                           "ADD CONSTRAINT",
                                           "CREATE UNIQUE",
                                           "CREATE TRIGGER"};

std::string WithoutComments(std::string text) {
  RE2::GlobalReplace(&text, R"(--[^\n]*)", "");
  RE2::GlobalReplace(&text, R"(\s+)", " ");
  return text;
}

// Each column that a statement adds to a table that is there already.
bool AddsRequiredColumn(const std::string& text) {
  re2::StringPiece rest(text);
  std::string column;
  while (RE2::FindAndConsume(&rest, R"((?i)ADD COLUMN ((?:[^,;(]|\([^)]*\))*))", &column)) {
    if (RE2::PartialMatch(column, "(?i)NOT NULL") && !RE2::PartialMatch(column, "(?i)DEFAULT")) return true;
  }
  return false;
}

bool Has(const std::string& text, std::string_view what) {
  if (what == "NOT NULL without DEFAULT") return AddsRequiredColumn(text);
  return RE2::PartialMatch(text, "(?i)\\b" + RE2::QuoteMeta({what.data(), what.size()}) + "\\b");
}

bool IsSaidToGoUnnoticed(const std::string& text, std::string_view what) {
  std::string said;
  re2::StringPiece rest(text);
  while (RE2::FindAndConsume(&rest, R"((?m)^-- no program notices: (.+)$)", &said)) {
    if (Has(said, what)) return true;
  }
  return false;
}

// What a migration does that older programs would notice.
std::vector<std::string> Noticed(const std::string& text, int serves_from) {
  std::vector<std::string> found;
  if (serves_from != 0) return found;
  const std::string sql = WithoutComments(text);
  for (const std::string_view what : kForbidden) {
    if (Has(sql, what) && !IsSaidToGoUnnoticed(text, what)) found.emplace_back(what);
  }
  return found;
}

TEST(OlderPrograms, NoticeNoMigration) {
  int looked_at = 0;
  for (const Migration& migration : Migrations()) {
    if (migration.version < kFirst) continue;
    ++looked_at;
    EXPECT_THAT(Noticed(migration.text, migration.serves_from), IsEmpty()) << migration.version << migration.name;
  }
  EXPECT_GE(looked_at, 4);
}

TEST(OlderPrograms, WouldNoticeWhatIsTakenAway) {
  EXPECT_THAT(Noticed("ALTER TABLE a DROP COLUMN b;", 0), ElementsAre("DROP"));
  EXPECT_THAT(Noticed("drop table a;", 0), ElementsAre("DROP"));
  EXPECT_THAT(Noticed("ALTER TABLE a\n    RENAME b TO c;", 0), ElementsAre("RENAME"));
  EXPECT_THAT(Noticed("ALTER TABLE a ALTER COLUMN b TYPE text;", 0), ElementsAre("ALTER COLUMN"));
  EXPECT_THAT(Noticed("ALTER TABLE a ALTER b SET\n  NOT NULL;", 0), ElementsAre("SET NOT NULL"));
}

TEST(OlderPrograms, WouldNoticeColumnsThatTheyDoNotFill) {
  EXPECT_THAT(Noticed("ALTER TABLE a ADD COLUMN b text NOT NULL;", 0), ElementsAre("NOT NULL without DEFAULT"));
  EXPECT_THAT(Noticed("ALTER TABLE a ADD COLUMN b numeric(3, 2) DEFAULT 1, ADD COLUMN c text NOT NULL;", 0),
              ElementsAre("NOT NULL without DEFAULT"));
}

TEST(OlderPrograms, DoNotNoticeWhatIsAdded) {
  EXPECT_THAT(Noticed("CREATE TABLE a (b text NOT NULL);\n"
                      "ALTER TABLE c ADD COLUMN d numeric(3, 2) NOT NULL DEFAULT 1, ADD COLUMN e text;\n"
                      "CREATE INDEX f ON c (d);  -- No need to DROP the other.\n",
                      0),
              IsEmpty());
}

TEST(OlderPrograms, DoNotNoticeWhatAMigrationVouchesFor) {
  EXPECT_THAT(Noticed("-- no program notices: DROP INDEX\nDROP INDEX a; ALTER TABLE b RENAME c TO d;", 0),
              ElementsAre("RENAME"));
}

TEST(OlderPrograms, MayBeLeftBehindByAMigrationThatSaysSo) {
  EXPECT_THAT(Noticed("-- serves programs from: 17\nDROP TABLE a;", 17), IsEmpty());
}

}  // namespace
}  // namespace postern::schema
