// Failed logins are counted for each account, whether it exists or not, whatever is said of rate limits: the site's are
// off here.
#include <algorithm>

#include "tests/support/answers.h"
#include "tests/support/held_rows.h"
#include "tests/support/statement_log.h"
#include "tests/support/throttled_account.h"

namespace postern::test {
namespace {

std::vector<int> FailLogins(const std::string& email, int times) {
  std::vector<int> statuses;
  for (int i = 0; i < times; ++i) statuses.push_back(TryLogin(Shared(), email, "wrong").status);
  return statuses;
}

// A user who has not signed in from anywhere.
std::string FreshEmail() {
  const std::string name = FreshName();
  EXPECT_EQ(Shared().owner().client.Post(kUsers, NewUserBody(Shared(), name)).status, 201);
  return name + "@example.com";
}

const std::vector<int> kFiveFree = {401, 401, 401, 401, 401, 429};

TEST(FailedLogins, TheFirstFiveAreNotDelayedTheNextIs429WithRetryAfter) {
  const std::string email = FreshEmail();
  EXPECT_EQ(FailLogins(email, 5), std::vector<int>(5, 401));
  const Reply reply = TryLogin(Shared(), email, "wrong");
  EXPECT_TRUE(IsEnvelope(reply, 429));
  EXPECT_GE(std::stoi(reply.Header("Retry-After")), 1);
}

TEST(FailedLogins, AnUnknownAccountIsAnsweredAlike) {
  const std::string unknown = FreshName() + "@example.com";
  EXPECT_EQ(FailLogins(unknown, 6), kFiveFree);
  const std::string known = FreshEmail();
  EXPECT_EQ(FailLogins(known, 6), kFiveFree);
  ThrottledAccount(Shared(), "password", known).Age("-30 seconds");
  ThrottledAccount(Shared(), "password", unknown).Age("-30 seconds");
  const Reply a = TryLogin(Shared(), known);
  const Reply b = TryLogin(Shared(), unknown);
  EXPECT_EQ(a.status, 429);
  EXPECT_EQ(a.body, b.body);
}

// Times are noisy; what is done in them is not. The hashing is the same by StoredPassword's tests.
TEST(FailedLogins, AnUnknownAccountCostsTheSameStatements) {
  Site site;
  const Person person = site.NewUser();
  const StatementLog log(site);
  const auto statements = [&](const std::string& email) {
    const auto fail = [&] { EXPECT_EQ(TryLogin(site, email, "wrong").status, 401); };
    fail();  // What comes with a new session is over after this.
    return log.During(fail);
  };
  const std::vector<std::string> known = statements(person.email);
  EXPECT_GT(known.size(), 3U);
  EXPECT_EQ(known, statements(FreshName() + "@example.com"));
}

TEST(FailedLogins, AClosedAccountRefusesTheRightPasswordToo) {
  const std::string email = FreshEmail();
  FailLogins(email, 5);
  ThrottledAccount(Shared(), "password", email).Age("-30 seconds");
  EXPECT_TRUE(IsEnvelope(TryLogin(Shared(), email), 429));
  ThrottledAccount(Shared(), "password", email).Age("2 minutes");
  EXPECT_EQ(TryLogin(Shared(), email).status, 201);
}

TEST(FailedLogins, AreCountedInAnyCaseOfTheAddress) {
  const std::string email = FreshEmail();
  std::string upper = email;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
  EXPECT_EQ(FailLogins(email, 3), std::vector<int>(3, 401));
  EXPECT_EQ(FailLogins(upper, 3), (std::vector<int>{401, 401, 429}));
}

TEST(FailedLogins, EachClosesTwiceAsLongAsTheOneBeforeUpToAMinute) {
  const std::string email = FreshEmail();
  ThrottledAccount account(Shared(), "password", email);
  std::vector<std::string> closed;
  for (int i = 0; i < 13; ++i) {
    EXPECT_EQ(TryLogin(Shared(), email, "wrong").status, 401);
    closed.push_back(account.Get("round(extract(epoch FROM greatest(retry_at, failed_at) - failed_at))"));
    account.Age("1 minute");
  }
  EXPECT_EQ(closed, (std::vector<std::string>{"0", "0", "0", "0", "1", "2", "4", "8", "16", "32", "60", "60", "60"}));
}

TEST(FailedLogins, ARefusedLoginOfAClosedAccountDoesNotProlongIt) {
  const std::string email = FreshEmail();
  FailLogins(email, 5);
  ThrottledAccount account(Shared(), "password", email);
  account.Age("-30 seconds");
  const std::string before = account.Get("concat(failures, failed_at, retry_at)");
  EXPECT_EQ(FailLogins(email, 3), std::vector<int>(3, 429));
  EXPECT_EQ(account.Get("concat(failures, failed_at, retry_at)"), before);
}

TEST(FailedLogins, AQuarterOfAnHourForgetsThem) {
  const std::string email = FreshEmail();
  FailLogins(email, 5);
  ThrottledAccount account(Shared(), "password", email);
  account.Age("14 minutes");
  EXPECT_EQ(FailLogins(email, 1), std::vector<int>{401});
  EXPECT_EQ(account.Get("failures"), "6");
  account.Age("16 minutes");
  EXPECT_EQ(FailLogins(email, 6), kFiveFree);
}

TEST(FailedLogins, ARightPasswordForgetsThem) {
  const std::string email = FreshEmail();
  FailLogins(email, 4);
  EXPECT_EQ(TryLogin(Shared(), email).status, 201);
  EXPECT_EQ(ThrottledAccount(Shared(), "password", email).Get("failures"), "");
}

// A browser, which keeps what it is given.
struct Browser {
  std::string device;

  Reply Login(const std::string& email, const std::string& password = kPassword) {
    const boost::json::object body = {{"email", email}, {"password", password}};
    const Headers headers = device.empty() ? Headers() : Headers{{"Cookie", "postern_device=" + device}};
    Reply reply = SendWith(Shared().anonymous(), "POST", kLogin, headers, body);
    const std::string cookie = reply.Cookie("postern_device");
    if (!cookie.empty()) device = cookie.substr(cookie.find('=') + 1, 22);
    return reply;
  }
};

TEST(FailedLogins, FromElsewhereDoNotLockABrowserOutThatHasSignedInBefore) {
  const std::string email = FreshEmail();
  Browser browser;
  EXPECT_EQ(browser.Login(email).status, 201);
  FailLogins(email, 5);
  ThrottledAccount(Shared(), "password", email).Age("-30 seconds");
  EXPECT_EQ(TryLogin(Shared(), email).status, 429);
  EXPECT_EQ(Browser().Login(email).status, 429);
  EXPECT_EQ(Browser{std::string(22, 'x')}.Login(email).status, 429);
  EXPECT_EQ(browser.Login(email).status, 201);
}

TEST(FailedLogins, OfAKnownBrowserAreCountedForItself) {
  const std::string email = FreshEmail();
  Browser browser;
  EXPECT_EQ(browser.Login(email).status, 201);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(browser.Login(email, "wrong").status, 401);
  EXPECT_EQ(browser.Login(email, "wrong").status, 429);
  EXPECT_EQ(ThrottledAccount(Shared(), "password", email, browser.device).Get("failures"), "5");
  EXPECT_EQ(TryLogin(Shared(), email).status, 201);
}

TEST(FailedLogins, ABrowserIsKnownToTheAccountsItHasSignedInToAlone) {
  const std::string email = FreshEmail();
  const std::string other = FreshEmail();
  Browser browser;
  EXPECT_EQ(browser.Login(email).status, 201);
  FailLogins(other, 5);
  ThrottledAccount(Shared(), "password", other).Age("-30 seconds");
  EXPECT_EQ(browser.Login(other).status, 429);
}

TEST(FailedLogins, ABrowserKeepsItsNameAndIsNeverKnownByWhatOthersPutThere) {
  const std::string email = FreshEmail();
  Browser browser{std::string(22, 'y')};
  EXPECT_EQ(browser.Login(email).status, 201);
  const std::string named = browser.device;
  EXPECT_NE(named, std::string(22, 'y'));
  EXPECT_EQ(browser.Login(email).status, 201);
  EXPECT_EQ(browser.device, named);
}

TEST(FailedLogins, TheCookieOfABrowserIsGivenAtALoginOnly) {
  const std::string email = FreshEmail();
  EXPECT_EQ(TryLogin(Shared(), email, "wrong").Cookie("postern_device"), "");
  const std::string cookie = TryLogin(Shared(), email).Cookie("postern_device");
  EXPECT_TRUE(cookie.ends_with("; Path=/; HttpOnly; Max-Age=7776000; SameSite=Lax")) << cookie;
}

TEST(FailedLogins, TwentyBrowsersOfAnAccountAreKnownTheLatestOnes) {
  const std::string email = FreshEmail();
  for (int i = 0; i < 22; ++i) EXPECT_EQ(TryLogin(Shared(), email).status, 201);
  EXPECT_EQ(Shared().Value("SELECT count(*) FROM postern.known_devices WHERE account = sha256(convert_to('" + email +
                           "', 'UTF8'))"),
            "20");
}

TEST(FailedLogins, AClockThatWasSetBackClosesNothing) {
  const std::string email = FreshEmail();
  FailLogins(email, 5);
  ThrottledAccount(Shared(), "password", email).Age("-1 hour");
  EXPECT_EQ(TryLogin(Shared(), email).status, 201);
}

TEST(FailedLogins, TheRightPasswordOfASuspendedUserIsNotTellableOnceClosed) {
  const std::string email = FreshEmail();
  Shared().Sql("UPDATE users SET status = 'suspended' WHERE email = '" + email + "'");
  ThrottledAccount account(Shared(), "password", email);
  EXPECT_EQ(FailLogins(email, 4), std::vector<int>(4, 401));
  HeldRows held(Shared(), "SELECT FROM postern.account_throttles" + account.condition() + " FOR UPDATE");
  auto wrong = Begin([&] { return TryLogin(Shared(), email, "wrong"); });
  held.AwaitWaiting(1);
  auto right = Begin([&] { return TryLogin(Shared(), email); });
  held.AwaitWaiting(2);
  held.Release();
  EXPECT_EQ(wrong.get().status, 401);
  EXPECT_TRUE(IsEnvelope(right.get(), 429));
}

// Guesses that were let in before the account closed are answered as if they had come one after the other.
TEST(FailedLogins, ManyAtOnceAreNoMoreGuessesThanAsManyInARow) {
  const std::string email = FreshEmail();
  ThrottledAccount account(Shared(), "password", email);
  EXPECT_EQ(FailLogins(email, 4), std::vector<int>(4, 401));
  HeldRows held(Shared(), "SELECT FROM postern.account_throttles" + account.condition() + " FOR UPDATE");
  auto first = Begin([&] { return TryLogin(Shared(), email, "wrong"); });
  held.AwaitWaiting(1);
  auto second = Begin([&] { return TryLogin(Shared(), email, "wrong"); });
  held.AwaitWaiting(2);
  auto right = Begin([&] { return TryLogin(Shared(), email); });
  held.AwaitWaiting(3);
  held.Release();
  EXPECT_EQ(first.get().status, 401);
  EXPECT_TRUE(IsEnvelope(second.get(), 429));
  EXPECT_TRUE(IsEnvelope(right.get(), 429));
}

TEST(FailedLogins, ManyRightOnesAtOnceAreAllLetIn) {
  const std::string email = FreshEmail();
  std::vector<std::future<Reply>> logins;
  for (int i = 0; i < 8; ++i) logins.push_back(Begin([&] { return TryLogin(Shared(), email); }));
  for (auto& login : logins) EXPECT_EQ(login.get().status, 201);
}

}  // namespace
}  // namespace postern::test
