// nginx holds the request rates.
#include <gtest/gtest.h>

#include <utility>

#include "boost/json/object.hpp"
#include "tests/http/wire/answers.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

constexpr int kGuesses = 60;
constexpr int kSignedIn = 3;  // Logins of the fixture: the owner and two people.

const Site::Environment kLimited = {{"CODER_DANGEROUS_DISABLE_RATE_LIMITS", "false"}};

// How many are answered before the first 429, of at most `most`.
template <typename Ask>
int AnswersBefore429(Ask ask, int most, Reply& last) {
  for (int count = 0; count < most; ++count) {
    last = ask();
    if (last.status == 429) return count;
  }
  return most;
}

void ExpectTooMany(const Reply& reply) {
  ExpectEnvelope(reply, 429);
  ExpectOurHeaders(reply);
  EXPECT_EQ(reply.Header("Retry-After"), "60");
}

class RateLimits : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    Site::Environment environment = kLimited;
    environment["CODER_API_RATE_LIMIT"] = "5";
    site_ = new Site(environment);
  }
  static void TearDownTestSuite() {
    delete site_;
    site_ = nullptr;
  }
  static Site* site_;
};

Site* RateLimits::site_ = nullptr;

TEST_F(RateLimits, BeyondTheApiLimitIs429WithRetryAfterInJson) {
  Reply last;
  const int answered = AnswersBefore429([] { return site_->anonymous().Get("/api/v2/nothing"); }, 20, last);
  EXPECT_GE(answered, 5);
  EXPECT_LT(answered, 12);
  ExpectTooMany(last);
}

TEST_F(RateLimits, EachPathIsCountedByItself) {
  Reply last;
  EXPECT_LT(AnswersBefore429([] { return site_->anonymous().Get("/api/v2/one"); }, 20, last), 20);
  EXPECT_EQ(site_->anonymous().Get("/api/v2/another").status, 404);
}

TEST_F(RateLimits, TheQueryIsNotPartOfThePath) {
  int serial = 0;
  Reply last;
  const auto ask = [&] { return site_->anonymous().Get("/api/v2/queried?x=" + std::to_string(++serial)); };
  EXPECT_LT(AnswersBefore429(ask, 20, last), 20);
}

TEST_F(RateLimits, ABypassHeaderIsNotHonoured) {
  Reply last;
  const auto ask = [] { return site_->anonymous().Get("/api/v2/bypassed", {{"X-Coder-Bypass-Ratelimit", "true"}}); };
  EXPECT_LT(AnswersBefore429(ask, 20, last), 20);
}

TEST_F(RateLimits, WhatIsNotBelowTheApiIsNotCounted) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ(site_->anonymous().Get("/healthz").status, 200);
}

class GuessLimits : public testing::Test {
 protected:
  // Everybody signs in before the limit on that is reached.
  static void SetUpTestSuite() {
    site_ = new Site(kLimited);
    one_ = new Person(site_->NewUser());
    another_ = new Person(site_->NewUser());
  }
  static void TearDownTestSuite() {
    delete std::exchange(another_, nullptr);
    delete std::exchange(one_, nullptr);
    delete std::exchange(site_, nullptr);
  }
  static Site* site_;
  static Person* one_;
  static Person* another_;
};

Person* GuessLimits::one_ = nullptr;
Person* GuessLimits::another_ = nullptr;
Site* GuessLimits::site_ = nullptr;

TEST_F(GuessLimits, LoginsAreLimitedTo60AMinutePerAddress) {
  Reply last;
  const auto ask = [] {
    return site_->anonymous().Post("/api/v2/users/login", {{"email", "nobody@example.com"}, {"password", ""}});
  };
  const int answered = AnswersBefore429(ask, 3 * kGuesses, last);
  EXPECT_GE(answered, kGuesses - kSignedIn);
  EXPECT_LT(answered, 2 * kGuesses);
  ExpectTooMany(last);
}

TEST_F(GuessLimits, CheckingPasswordsAndPasscodesIsLimitedAsWell) {
  for (const char* path :
       {"/api/v2/users/validate-password", "/api/v2/users/otp/request", "/api/v2/users/otp/change-password"}) {
    Reply last;
    EXPECT_LT(AnswersBefore429([&] { return site_->anonymous().Post(path); }, 3 * kGuesses, last), 3 * kGuesses)
        << path;
  }
}

TEST_F(GuessLimits, PasswordChangesAreLimitedPerCallerAndPath) {
  const std::string broken = "{";
  Reply last;
  const auto ask = [&] { return one_->client.Send("PUT", "/api/v2/users/me/password", &broken); };
  EXPECT_GE(AnswersBefore429(ask, 3 * kGuesses, last), kGuesses);
  ExpectTooMany(last);
  EXPECT_EQ(another_->client.Send("PUT", "/api/v2/users/me/password", &broken).status, 400);
}

TEST_F(GuessLimits, OtherRoutesAreHeldByTheApiLimitAlone) {
  for (int i = 0; i < 2 * kGuesses; ++i) ASSERT_EQ(site_->anonymous().Get("/api/v2/buildinfo").status, 200) << i;
}

TEST_F(GuessLimits, ReadinessIsLimitedByItself) {
  Reply last;
  const int answered = AnswersBefore429([] { return site_->anonymous().Get("/readyz"); }, 200, last);
  EXPECT_GT(answered, 3);  // Of 21, for who started the site has looked too.
  EXPECT_LT(answered, 200);
  ExpectTooMany(last);
  EXPECT_EQ(site_->anonymous().Get("/healthz").status, 200);
  EXPECT_EQ(site_->anonymous().Get("/api/v2/buildinfo").status, 200);
}

TEST(RateLimitsOff, AnApiLimitOfZeroOrLessLiftsThatLimit) {
  Site::Environment environment = kLimited;
  environment["CODER_API_RATE_LIMIT"] = "-1";
  const Site site(environment);
  for (int i = 0; i < 600; ++i) ASSERT_EQ(site.anonymous().Get("/api/v2/buildinfo").status, 200) << i;
}

TEST(RateLimitsOff, TheDangerSwitchLiftsThemAll) {
  const Client client = Site::Shared().anonymous();
  for (int i = 0; i < 2 * kGuesses; ++i) {
    ASSERT_EQ(client.Post("/api/v2/users/login", {{"email", "nobody@example.com"}, {"password", ""}}).status, 400) << i;
  }
}

}  // namespace
}  // namespace postern::test
