// More logins at once than there are cores to hash for: those in excess are sent away in bounded time, and nothing else
// feels it.
#include <algorithm>
#include <chrono>
#include <vector>

#include "tests/support/answers.h"
#include "tests/support/held_rows.h"

namespace postern::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kMoment = std::chrono::milliseconds(10);
constexpr auto kSoon = std::chrono::seconds(2);

// Thirty times the work of any other hash here: a login holds its core for a second or more.
std::string DearHash() {
  return "$pbkdf2-sha256$2000000$c29kaXVtIGNobG9yaWRlIQ$" + std::string(86, 'a');
}

class PasswordStorm : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    site_ = std::make_unique<Site>(Site::Environment{{"POSTERN_PASSWORD_WAIT", "300ms"}});
    person_ = std::make_unique<Person>(site_->NewUser());
    site_->Sql("UPDATE users SET hashed_password = convert_to('" + DearHash() + "', 'UTF8') WHERE id = '" +
               person_->id + "'");
  }
  static void TearDownTestSuite() {
    person_.reset();
    site_.reset();
  }

  static std::vector<std::future<Reply>> Storm(int logins) {
    std::vector<std::future<Reply>> storm;
    for (int i = 0; i < logins; ++i) storm.push_back(Begin([] { return TryLogin(*site_, person_->email); }));
    return storm;
  }
  static bool IsReady(const std::future<Reply>& answer) {
    return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  }
  static long Ready(const std::vector<std::future<Reply>>& storm) {
    return std::count_if(storm.begin(), storm.end(), IsReady);
  }

  static std::unique_ptr<Site> site_;
  static std::unique_ptr<Person> person_;
};
std::unique_ptr<Site> PasswordStorm::site_;
std::unique_ptr<Person> PasswordStorm::person_;

TEST_F(PasswordStorm, FurtherLoginsGet503WithRetryAfterWhileOtherRoutesAnswerQuickly) {
  constexpr int kLogins = 24;
  std::vector<std::future<Reply>> storm = Storm(kLogins);
  while (Ready(storm) == 0) storm.front().wait_for(kMoment);  // The line is full: the first was sent away.

  const auto start = Clock::now();
  EXPECT_EQ(person_->client.Get(kMe).status, 200);
  EXPECT_EQ(person_->client.Get("/api/v2/users/me/keys/tokens").status, 200);
  EXPECT_LT(Clock::now() - start, kSoon);
  EXPECT_LT(Ready(storm), kLogins) << "the storm was over before anything else was asked";

  int refused = 0;
  for (std::future<Reply>& answer : storm) {
    const Reply reply = answer.get();
    if (reply.status == 401) continue;
    ++refused;
    EXPECT_TRUE(IsEnvelope(reply, 503));
    EXPECT_NE(reply.Header("Retry-After"), "");
    EXPECT_EQ(reply.Cookie("coder_session_token"), "");
  }
  EXPECT_GT(refused, 0);
  EXPECT_LT(refused, kLogins);
}

TEST_F(PasswordStorm, ALoginInLineIsSentAwayAfterTheConfiguredWait) {
  std::vector<std::future<Reply>> storm = Storm(6);
  const auto start = Clock::now();
  while (Ready(storm) == 0) storm.front().wait_for(kMoment);
  EXPECT_LT(Clock::now() - start, kSoon);
  const auto first = std::find_if(storm.begin(), storm.end(), IsReady);
  EXPECT_TRUE(IsEnvelope(first->get(), 503));
}

}  // namespace
}  // namespace postern::test
