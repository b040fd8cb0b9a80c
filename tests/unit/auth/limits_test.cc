#include "auth/limits.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace postern::auth {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using Roles = std::vector<std::string>;
using Verdict = LifetimeGrant::Verdict;

const Roles kOwner = {"owner"};
const Roles kMember = {};
constexpr hours kCentury{876'600};

Lifetimes OwnersAbove() {
  Lifetimes lifetimes;
  lifetimes.max_token = hours(240);
  lifetimes.max_admin_token = hours(480);
  return lifetimes;
}

Lifetimes OwnersBelow() {
  Lifetimes lifetimes;
  lifetimes.max_token = hours(336);
  lifetimes.max_admin_token = hours(100);
  return lifetimes;
}

TEST(CapTest, ShippedDefaultsGiveOwnersAWeekAndOthersACentury) {
  EXPECT_EQ(Cap(Lifetimes(), kOwner), hours(168));
  EXPECT_EQ(Cap(Lifetimes(), kMember), kCentury);
}

TEST(CapTest, OwnersCapReplacesTheOrdinaryOneWhereLonger) {
  EXPECT_EQ(Cap(OwnersAbove(), kOwner), hours(480));
  EXPECT_EQ(Cap(OwnersAbove(), kMember), hours(240));
}

TEST(CapTest, OwnersCapReplacesTheOrdinaryOneWhereShorter) {
  EXPECT_EQ(Cap(OwnersBelow(), kOwner), hours(100));
  EXPECT_EQ(Cap(OwnersBelow(), kMember), hours(336));
}

TEST(CapTest, NoOtherRoleIsAnAdministrators) {
  for (const char* role : {"user-admin", "template-admin", "auditor", "member", "organization-admin", "Owner", ""}) {
    EXPECT_EQ(Cap(OwnersAbove(), Roles{role}), hours(240)) << role;
  }
}

TEST(CapTest, OwnerCountsWhereverItStandsAmongTheRoles) {
  EXPECT_EQ(Cap(OwnersAbove(), Roles{"auditor", "owner", "member"}), hours(480));
}

TEST(GrantLifetimeTest, BelowTheCapIsGrantedAsAsked) {
  const LifetimeGrant grant = GrantLifetime(OwnersAbove(), kMember, hours(239));
  EXPECT_TRUE(grant.granted());
  EXPECT_EQ(grant.lifetime, hours(239));
}

TEST(GrantLifetimeTest, EqualToTheCapIsGranted) {
  EXPECT_EQ(GrantLifetime(OwnersAbove(), kMember, hours(240)).lifetime, hours(240));
  EXPECT_EQ(GrantLifetime(OwnersAbove(), kOwner, hours(480)).lifetime, hours(480));
  EXPECT_EQ(GrantLifetime(Lifetimes(), kMember, kCentury).lifetime, kCentury);
}

TEST(GrantLifetimeTest, ANanosecondAboveTheCapIsRefusedAndTheCapIsTold) {
  const LifetimeGrant grant = GrantLifetime(OwnersAbove(), kMember, hours(240) + nanoseconds(1));
  EXPECT_FALSE(grant.granted());
  EXPECT_EQ(grant.verdict, Verdict::kAboveCap);
  EXPECT_EQ(grant.cap, hours(240));
  EXPECT_EQ(grant.lifetime, nanoseconds::zero());
}

TEST(GrantLifetimeTest, OwnersAreRefusedAboveTheirOwnCapWhereItIsTheShorter) {
  const LifetimeGrant grant = GrantLifetime(OwnersBelow(), kOwner, hours(101));
  EXPECT_EQ(grant.verdict, Verdict::kAboveCap);
  EXPECT_EQ(grant.cap, hours(100));
}

TEST(GrantLifetimeTest, LargestNumberIsRefusedAsAboveTheCap) {
  EXPECT_EQ(GrantLifetime(Lifetimes(), kMember, nanoseconds::max()).verdict, Verdict::kAboveCap);
}

TEST(GrantLifetimeTest, NegativeIsRefusedDownToTheSmallestNumber) {
  EXPECT_EQ(GrantLifetime(Lifetimes(), kMember, nanoseconds(-1)).verdict, Verdict::kNegative);
  EXPECT_EQ(GrantLifetime(Lifetimes(), kMember, nanoseconds::min()).verdict, Verdict::kNegative);
}

TEST(GrantLifetimeTest, ZeroIsTheDefault) {
  EXPECT_EQ(GrantLifetime(OwnersAbove(), kMember, nanoseconds::zero()).lifetime, hours(168));
}

TEST(GrantLifetimeTest, ZeroIsCutToTheCapOfTheRole) {
  EXPECT_EQ(GrantLifetime(OwnersBelow(), kOwner, nanoseconds::zero()).lifetime, hours(100));
  EXPECT_EQ(GrantLifetime(OwnersBelow(), kMember, nanoseconds::zero()).lifetime, hours(168));
}

TEST(SessionLifetimeTest, IsTheSessionDuration) {
  EXPECT_EQ(SessionLifetime(Lifetimes(), kOwner), hours(24));
  EXPECT_EQ(SessionLifetime(Lifetimes(), kMember), hours(24));
}

TEST(SessionLifetimeTest, IsCutToTheCapOfTheRole) {
  Lifetimes lifetimes = OwnersAbove();
  lifetimes.session = hours(300);
  EXPECT_EQ(SessionLifetime(lifetimes, kMember), hours(240));
  EXPECT_EQ(SessionLifetime(lifetimes, kOwner), hours(300));
}

TEST(SessionKeyLifetimeTest, IsTheDefaultOfTokensAndNotOfSessions) {
  EXPECT_EQ(SessionKeyLifetime(OwnersAbove(), kMember), hours(168));
}

TEST(SessionKeyLifetimeTest, IsCutToTheCapOfTheRole) {
  EXPECT_EQ(SessionKeyLifetime(OwnersBelow(), kOwner), hours(100));
  EXPECT_EQ(SessionKeyLifetime(OwnersBelow(), kMember), hours(168));
}

TEST(StoredSecondsTest, AreTruncated) {
  EXPECT_EQ(StoredSeconds(milliseconds(1'999)), 1);
  EXPECT_EQ(StoredSeconds(kCentury), 3'155'760'000);
}

TEST(StoredSecondsTest, NothingIsStoredAsADay) {
  EXPECT_EQ(StoredSeconds(nanoseconds(999'999'999)), 86'400);
  EXPECT_EQ(StoredSeconds(nanoseconds::zero()), 86'400);
}

// A session of a member, capped at ten days, made just now.
std::optional<microseconds> SlideOf(std::int64_t lifetime, seconds remaining, microseconds age = seconds(1)) {
  return Slide(OwnersAbove(), kMember, {"password", lifetime, remaining, age});
}

TEST(SlideTest, IsDueOnceAnHourOfTheLifetimeIsUsed) {
  EXPECT_EQ(SlideOf(86'400, seconds(82'800)), seconds(86'400));
  EXPECT_EQ(SlideOf(86'400, seconds(82'801)), std::nullopt);
  EXPECT_EQ(SlideOf(86'400, seconds(60)), seconds(86'400));
  EXPECT_EQ(SlideOf(7'200, seconds(3'500)), seconds(7'200));
  EXPECT_EQ(SlideOf(7'200, seconds(3'700)), std::nullopt);
}

TEST(SlideTest, LifetimesUpToAnHourNever) {
  EXPECT_EQ(SlideOf(3'600, seconds(0)), std::nullopt);
  EXPECT_EQ(SlideOf(1'800, seconds(60)), std::nullopt);
  EXPECT_EQ(SlideOf(0, seconds(0)), std::nullopt);
  EXPECT_EQ(SlideOf(-5, seconds(0)), std::nullopt);
}

TEST(SlideTest, TokensNever) {
  EXPECT_EQ(Slide(OwnersAbove(), kMember, {"token", 864'000, hours(1), hours(239)}), std::nullopt);
}

TEST(SlideTest, SessionsOfEveryOtherLoginTypeDo) {
  for (const char* type : {"password", "github", "oidc", "none", "oauth2_provider_app"}) {
    EXPECT_EQ(Slide(OwnersAbove(), kMember, {type, 86'400, hours(1), hours(1)}), hours(24)) << type;
  }
}

TEST(SlideTest, NeverWhereSwitchedOff) {
  Lifetimes lifetimes = OwnersAbove();
  lifetimes.slide = false;
  EXPECT_EQ(Slide(lifetimes, kMember, {"password", 86'400, hours(1), hours(1)}), std::nullopt);
}

TEST(SlideTest, NeverRevivesAnExpiredKey) {
  EXPECT_EQ(SlideOf(86'400, seconds(-1)), std::nullopt);
}

TEST(SlideTest, EndsAtCreationPlusCap) {
  EXPECT_EQ(SlideOf(86'400, hours(1), hours(230)), hours(10));
}

TEST(SlideTest, TheCapIsThatOfTheRoleOfToday) {
  EXPECT_EQ(Slide(OwnersAbove(), kOwner, {"password", 86'400, hours(1), hours(230)}), hours(24));
  EXPECT_EQ(Slide(OwnersAbove(), kOwner, {"password", 86'400, hours(1), hours(470)}), hours(10));
}

TEST(SlideTest, NeverShortens) {
  EXPECT_EQ(SlideOf(86'400, hours(5), hours(300)), std::nullopt);
  EXPECT_EQ(SlideOf(86'400, hours(11), hours(230)), std::nullopt);
}

TEST(SlideTest, WritesNothingOnceTheCapIsReached) {
  EXPECT_EQ(SlideOf(86'400, hours(10), hours(230)), std::nullopt);
}

TEST(SlideTest, CreationInTheFutureBuysNothingBeyondTheCap) {
  EXPECT_EQ(SlideOf(864'000'000, hours(1), hours(-50)), hours(240));
}

TEST(SlideTest, LargestStoredLifetimeEndsAtTheCap) {
  EXPECT_EQ(SlideOf(std::numeric_limits<std::int64_t>::max(), hours(1), hours(40)), hours(200));
}

TEST(SlideTest, LargestAgesAndCapsDoNotOverflow) {
  Lifetimes lifetimes;
  lifetimes.max_token = nanoseconds::max();
  EXPECT_EQ(Slide(lifetimes, kMember, {"password", 86'400, hours(1), microseconds::max()}), std::nullopt);
  EXPECT_EQ(Slide(lifetimes, kMember, {"password", 86'400, hours(1), microseconds::min()}), hours(24));
}

TEST(SlideTest, UsedTwiceADayASessionStillEndsAtTheCap) {
  microseconds age{0};
  microseconds remaining = hours(24);
  while (remaining >= microseconds::zero()) {
    if (const auto slid = Slide(OwnersAbove(), kMember, {"password", 86'400, remaining, age})) remaining = *slid;
    age += hours(12);
    remaining -= hours(12);
  }
  EXPECT_EQ(age + remaining, hours(240));
}

TEST(OlderThanCapTest, ExactlyAsOldIsNotOlder) {
  EXPECT_FALSE(OlderThanCap(hours(48), hours(48)));
  EXPECT_TRUE(OlderThanCap(hours(48) + microseconds(1), hours(48)));
  EXPECT_FALSE(OlderThanCap(hours(48) - minutes(1), hours(48)));
}

TEST(OlderThanCapTest, ExtremesDoNotOverflow) {
  EXPECT_TRUE(OlderThanCap(microseconds::max(), nanoseconds::max()));
  EXPECT_FALSE(OlderThanCap(microseconds::min(), nanoseconds(1)));
  EXPECT_FALSE(OlderThanCap(kCentury, kCentury));
}

}  // namespace
}  // namespace postern::auth
