// Reading the audit log, of which there is much.
#include "store/audit_search.h"

#include "tests/db/long_table.h"

namespace postern::store {
namespace {

// Every seven rows are of one instant.
constexpr char kFilling[] =
    "INSERT INTO audit_logs (id, time, user_id, organization_id, resource_type, resource_id, resource_target, action, "
    "diff, status_code, additional_fields, request_id, resource_icon) SELECT gen_random_uuid(), "
    "now() - interval '1 year' + i / 7 * interval '1 second', gen_random_uuid(), gen_random_uuid(), 'user', "
    "gen_random_uuid(), 'x', 'write', '{}', 200, '{}', gen_random_uuid(), '' FROM generate_series(1, 50000) i";

class LongAuditLog : public testing::Test {
 protected:
  static void SetUpTestSuite() { table_ = std::make_unique<LongTable>("audit_logs", kFilling); }
  static void TearDownTestSuite() { table_.reset(); }

  static AuditPage Read(const AuditSearch& search) {
    absl::StatusOr<AuditPage> page = SearchAuditLogs(table_->pool(), search);
    if (!page.ok()) throw std::runtime_error(page.status().ToString());
    return *std::move(page);
  }

  static std::unique_ptr<LongTable> table_;
};
std::unique_ptr<LongTable> LongAuditLog::table_;

TEST_F(LongAuditLog, APageIsReadAlongTheIndexOfTimes) {
  Read({.limit = 100});
  for (const std::string mode : {"custom", "generic"}) {
    const std::string plan = table_->Plan(mode,
                                          "audit_logs_search(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, "
                                          "NULL, NULL, NULL, NULL, NULL, 100, 0)");
    EXPECT_EQ(Times(plan, "Index Scan using idx_audit_logs_time_desc on audit_logs a"), 1) << mode << "\n" << plan;
    // Only rows of one instant are left to be sorted, and the one scan of everything is the count's.
    EXPECT_EQ(Times(plan, "Presorted Key: a"), 1) << mode << "\n" << plan;
    EXPECT_LE(Times(plan, "Seq Scan on audit_logs"), 1) << mode << "\n" << plan;
    EXPECT_EQ(Times(plan, "Index Scan using users_pkey on users"), 2) << mode << "\n" << plan;
  }
}

TEST_F(LongAuditLog, PagesFitTogetherWhereManyRowsAreOfOneInstant) {
  constexpr int kPage = 50;
  const test::Rows expected =
      table_->database().Query("SELECT id FROM audit_logs ORDER BY time DESC, id DESC LIMIT 500");
  for (int offset = 0; offset < 500; offset += kPage) {
    const AuditPage page = Read({.limit = kPage, .offset = offset});
    ASSERT_EQ(page.entries.size(), std::size_t{kPage});
    for (int i = 0; i < kPage; ++i) EXPECT_EQ(page.entries[i].id, expected[offset + i][0]);
  }
}

TEST_F(LongAuditLog, TheCountIsOfAllPagesAndOfAnEmptyOneToo) {
  EXPECT_EQ(Read({.limit = 1}).count, 50'000);
  const AuditPage past = Read({.limit = 1, .offset = 50'000});
  EXPECT_TRUE(past.entries.empty());
  EXPECT_EQ(past.count, 50'000);
  EXPECT_EQ(Read({.filter = {.action = "delete"}, .limit = 1}).count, 0);
}

}  // namespace
}  // namespace postern::store
