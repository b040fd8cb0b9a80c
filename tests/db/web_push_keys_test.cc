#include "store/web_push_keys.h"

#include <future>

#include "gtest/gtest.h"
#include "tests/support/test_database.h"

namespace postern::store {
namespace {

class WebPushKeysInDatabase : public testing::Test {
 protected:
  absl::StatusOr<std::string> Find(const std::string& fresh) {
    return WebPushPublicKey(pool_, [&] { return absl::StatusOr<WebPushKeys>({fresh, fresh + "-private"}); });
  }

  test::TestDatabase database_;
  pg::Pool pool_{{.connect = database_.options()}};
};

TEST_F(WebPushKeysInDatabase, AreStoredOnceAndStay) {
  EXPECT_EQ(Find("first").value(), "first");
  EXPECT_EQ(Find("second").value(), "first");
  EXPECT_EQ(database_.Value("SELECT value FROM site_configs WHERE key = 'webpush_vapid_private_key'"), "first-private");
}

TEST_F(WebPushKeysInDatabase, AreTheSameForManyAtOnce) {
  std::vector<std::future<std::string>> found;
  for (int i = 0; i < 4; ++i) {
    found.push_back(std::async(std::launch::async, [this, i] { return Find(std::to_string(i)).value(); }));
  }
  const std::string first = found.front().get();
  for (std::size_t i = 1; i < found.size(); ++i) EXPECT_EQ(found[i].get(), first);
  EXPECT_EQ(database_.Value("SELECT value FROM site_configs WHERE key = 'webpush_vapid_private_key'"),
            first + "-private");
}

TEST_F(WebPushKeysInDatabase, AreReplacedWithWhatTheOldOnesOpenedWhereOneIsMissing) {
  database_.Query(
      "CREATE TABLE webpush_subscriptions (id int); INSERT INTO webpush_subscriptions VALUES (1); "
      "INSERT INTO site_configs VALUES ('webpush_vapid_public_key', 'old'), ('webpush_vapid_private_key', '')");
  EXPECT_EQ(Find("new").value(), "new");
  EXPECT_EQ(database_.Value("SELECT count(*) FROM webpush_subscriptions"), "0");
}

TEST_F(WebPushKeysInDatabase, StayAwayWhereNoneCanBeMade) {
  const absl::Status status = WebPushPublicKey(pool_, [] { return absl::InternalError("no randomness"); }).status();
  EXPECT_EQ(status.message(), "no randomness");
  EXPECT_EQ(database_.Value("SELECT count(*) FROM site_configs WHERE key LIKE 'webpush%'"), "0");
}

}  // namespace
}  // namespace postern::store
