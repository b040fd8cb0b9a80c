// The list of users, of whom there are many.
#include "store/user_list.h"

#include "tests/db/long_table.h"

namespace postern::store {
namespace {

constexpr int kUsers = 100'000;
constexpr int kPage = 100;

// Names in no order, in both cases, and hashes as long as real ones.
constexpr char kFilling[] =
    "INSERT INTO users (id, email, username, hashed_password, created_at, updated_at, status) "
    "SELECT gen_random_uuid(), 'p' || i || '@example.com', CASE WHEN i % 2 = 0 THEN upper(md5(i::text)) ELSE "
    "md5(i::text) END, convert_to(repeat('x', 135), 'UTF8'), now(), now(), 'active' FROM generate_series(1, 100000) i";

class ManyUsers : public testing::Test {
 protected:
  static void SetUpTestSuite() { table_ = std::make_unique<LongTable>("users", kFilling); }
  static void TearDownTestSuite() { table_.reset(); }

  static UserPage List(const UserListOptions& options) {
    absl::StatusOr<UserPage> page = ListUsers(table_->pool(), options);
    if (!page.ok()) throw std::runtime_error(page.status().ToString());
    return *std::move(page);
  }
  // The user that so many others come before.
  static std::string IdAt(int place) {
    return table_->database().Value(
        "SELECT id FROM users WHERE NOT is_system ORDER BY lower(username) LIMIT 1 OFFSET " + std::to_string(place));
  }
  static std::string Plan(const std::string& mode, const std::string& after, const std::string& filters) {
    List({.limit = kPage});
    return table_->Plan(mode, "users_list(" + after + ", " + filters + ", 100, 0)");
  }

  static std::unique_ptr<LongTable> table_;
};
std::unique_ptr<LongTable> ManyUsers::table_;

constexpr char kNoFilters[] = "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL";
constexpr char kByIndex[] = "Limit\n  InitPlan";
constexpr char kIndexScan[] = "->  Index Scan using users_username_lower_idx on users u\n";

TEST_F(ManyUsers, APageIsReadAlongTheIndexAndNothingIsSorted) {
  for (const std::string mode : {"custom", "generic"}) {
    for (const std::string& after : {std::string("NULL"), "'" + IdAt(kUsers / 2) + "'"}) {
      const std::string plan = Plan(mode, after, kNoFilters);
      EXPECT_TRUE(plan.starts_with(kByIndex)) << mode << after << "\n" << plan;
      EXPECT_EQ(Times(plan, "\n  " + std::string(kIndexScan)), 1) << mode << after << "\n" << plan;
      EXPECT_EQ(Times(plan, "Sort Key: (lower"), 0) << mode << after << "\n" << plan;
    }
  }
}

TEST_F(ManyUsers, TheCursorIsABoundOfTheIndex) {
  for (const std::string mode : {"custom", "generic"}) {
    const std::string plan = Plan(mode, "'" + IdAt(kUsers - kPage) + "'", kNoFilters);
    EXPECT_EQ(Times(plan, std::string(kIndexScan) + "        Index Cond: (lower(username) >= "), 1) << mode << "\n"
                                                                                                    << plan;
  }
}

TEST_F(ManyUsers, APlanForAnyFiltersUsesTheIndexToo) {
  const std::string plan = Plan("generic", "NULL", "NULL, 'x', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL");
  EXPECT_EQ(Times(plan, "\n  " + std::string(kIndexScan)), 1) << plan;
}

TEST_F(ManyUsers, PagesByCursorGiveEverybodyOnceInOrder) {
  constexpr int kLargePage = 10'000;
  const test::Rows expected =
      table_->database().Query("SELECT id FROM users WHERE NOT is_system ORDER BY lower(username)");
  UserListOptions options{.limit = kLargePage};
  std::size_t place = 0;
  while (true) {
    const UserPage page = List(options);
    if (page.users.empty()) break;
    EXPECT_EQ(page.count, kUsers - static_cast<int>(place));
    for (const User& user : page.users) ASSERT_EQ(user.id, expected.at(place++)[0]);
    options.after_id = page.users.back().id;
  }
  EXPECT_EQ(place, expected.size());
  EXPECT_EQ(place, std::size_t{kUsers});
}

TEST_F(ManyUsers, FirstMiddleAndLastPageTakeLittleMemory) {
  constexpr long kBound = 8 * 1024;
  const auto read = [](const std::optional<std::string>& after, std::int32_t limit) {
    return PeakGrowth([&] { EXPECT_FALSE(List({.after_id = after, .limit = limit}).users.empty()); });
  };
  EXPECT_LT(read(std::nullopt, kPage), kBound);
  EXPECT_LT(read(IdAt(kUsers / 2), kPage), kBound);
  EXPECT_LT(read(IdAt(kUsers - kPage - 1), kPage), kBound);
  EXPECT_GT(read(std::nullopt, 0), 2 * kBound);  // All of them: the measure measures.
}

TEST_F(ManyUsers, AnEmptyNameComesFirstAndIsNotCutOff) {
  table_->database().Query("UPDATE users SET username = '' WHERE email = 'p1@example.com'");
  const UserPage page = List({.limit = 1});
  EXPECT_EQ(page.users.at(0).email, "p1@example.com");
  EXPECT_EQ(page.count, kUsers);
  EXPECT_EQ(List({.after_id = page.users[0].id, .limit = 1}).count, kUsers - 1);
  table_->database().Query("UPDATE users SET username = md5('1') WHERE email = 'p1@example.com'");
}

}  // namespace
}  // namespace postern::store
