#include "service/app.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/defaults.h"
#include "tests/unit/service/nowhere.h"

namespace postern::service {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

TEST(BuildVersionTest, IsTheServedVersionWithOursAsBuildMetadata) {
  EXPECT_EQ(config::BuildVersion(), "v2.23.0+postern." POSTERN_VERSION);
}

TEST(AppTest, ReportsItsOwnVersion) {
  EXPECT_EQ(AppOf(OptionsOfNowhere()).version, config::BuildVersion());
}

TEST(AppTest, ReportsAnotherVersionWhereTold) {
  config::Options options = OptionsOfNowhere();
  options.reported_version = "v2.99.1";
  EXPECT_EQ(AppOf(options).version, "v2.99.1");
}

TEST(AppTest, LifetimesAreThoseOfTheOptions) {
  config::Options options = OptionsOfNowhere();
  options.session_duration = hours(1);
  options.default_token_lifetime = hours(2);
  options.max_token_lifetime = hours(3);
  options.max_admin_token_lifetime = hours(4);
  options.disable_session_expiry_refresh = true;
  options.enforce_token_lifetime_on_use = true;
  const auth::Lifetimes lifetimes = AppOf(options).lifetimes;
  EXPECT_EQ(lifetimes.session, hours(1));
  EXPECT_EQ(lifetimes.default_token, hours(2));
  EXPECT_EQ(lifetimes.max_token, hours(3));
  EXPECT_EQ(lifetimes.max_admin_token, hours(4));
  EXPECT_FALSE(lifetimes.slide);
  EXPECT_TRUE(lifetimes.enforce_on_use);
}

TEST(AppTest, SessionsSlideAndOldKeysHoldUnlessToldOtherwise) {
  const auth::Lifetimes lifetimes = AppOf(OptionsOfNowhere()).lifetimes;
  EXPECT_TRUE(lifetimes.slide);
  EXPECT_FALSE(lifetimes.enforce_on_use);
}

TEST(AppTest, CookiesAreMarkedAsTheOptionsSay) {
  config::Options options = OptionsOfNowhere();
  options.secure_auth_cookie = true;
  options.samesite_auth_cookie = "none";
  const App app = AppOf(options);
  EXPECT_TRUE(app.cookies.secure);
  EXPECT_EQ(app.cookies.same_site, "none");
}

TEST(PoolOptionsFromTest, CarriesLimitsAndTimes) {
  config::Options options = OptionsOfNowhere();
  options.pg_max_connections = 7;
  options.pg_acquire_timeout = seconds(3);
  options.pg_statement_timeout = milliseconds(1500);
  options.pg_prepared_statements = false;
  const pg::PoolOptions pool = PoolOptionsFrom(options);
  EXPECT_EQ(pool.max_connections, 7);
  EXPECT_EQ(pool.acquire_timeout, milliseconds(3000));
  EXPECT_EQ(pool.connect.statement_timeout, milliseconds(1500));
  EXPECT_FALSE(pool.connect.prepared_statements);
  EXPECT_EQ(pool.connect.url, options.pg_connection_url);
}

// Zero would mean "no limit" to PostgreSQL.
TEST(PoolOptionsFromTest, TimesBelowAMillisecondAreOne) {
  config::Options options = OptionsOfNowhere();
  options.pg_statement_timeout = nanoseconds(1);
  options.pg_lock_timeout = nanoseconds(999'999);
  const pg::PoolOptions pool = PoolOptionsFrom(options);
  EXPECT_EQ(pool.connect.statement_timeout, milliseconds(1));
  EXPECT_EQ(pool.connect.lock_timeout, milliseconds(1));
}

}  // namespace
}  // namespace postern::service
