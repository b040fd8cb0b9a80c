// One-time passcodes (POST /users/otp/request and /users/otp/change-password).
#include <algorithm>
#include <cctype>

#include "tests/support/answers.h"
#include "tests/support/held_rows.h"
#include "tests/support/statement_log.h"
#include "tests/support/throttled_account.h"

namespace postern::test {
namespace {

constexpr char kRequest[] = "/api/v2/users/otp/request";
constexpr char kChange[] = "/api/v2/users/otp/change-password";
constexpr char kNew[] = "AnotherGoodPassword?7";
constexpr char kCode[] = "tomato";
// What is stored for it.
constexpr char kCodeHash[] =
    "$pbkdf2-sha256$65535$z8c1p1C2ru9EImBP1I+ZNA$pNjE3Yk0oG0PmJ0Je+y7ENOVlSkn/b0BEqqdKsq6Y97wQBq0xT+lD5bWJpyIKJqQICuPZc"
    "EaGDKrXJn8+SIHRg";
constexpr char kWrongPasscode[] = "Incorrect email or one-time passcode";

Reply Ask(const std::string& email) {
  return Shared().anonymous().Post(kRequest, {{"email", email}});
}

Reply Change(const std::string& email, const std::string& code = kCode, const std::string& password = kNew) {
  return Shared().anonymous().Post(kChange, {{"email", email}, {"password", password}, {"one_time_passcode", code}});
}

std::string Of(const Person& person, const std::string& expression) {
  return Shared().Value("SELECT " + expression + " FROM users WHERE id = '" + person.id + "'");
}

// As if the passcode had been sent to the person.
void Give(const Person& person, const std::string& valid_for = "10 minutes") {
  Shared().Sql("UPDATE users SET hashed_one_time_passcode = convert_to('" + std::string(kCodeHash) +
               "', 'UTF8'), one_time_passcode_expires_at = now() + interval '" + valid_for + "' WHERE id = '" +
               person.id + "'");
}

TEST(PasscodeRequest, KeepsAHashThatIsGoodForTwentyMinutes) {
  const Person person = Shared().NewUser();
  const Reply reply = Ask(person.email);
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.body, "");
  EXPECT_TRUE(Of(person, "encode(hashed_one_time_passcode, 'escape')").starts_with("$pbkdf2-sha256$65535$"));
  EXPECT_EQ(Of(person, "one_time_passcode_expires_at - now() BETWEEN interval '19 minutes' AND interval '20 minutes'"),
            "t");
}

TEST(PasscodeRequest, AnswersUnknownAddressesAlike) {
  const Reply known = Ask(Shared().NewUser().email);
  const Reply unknown = Ask(FreshName() + "@example.com");
  EXPECT_EQ(unknown.status, known.status);
  EXPECT_EQ(unknown.body, known.body);
  EXPECT_EQ(unknown.headers.size(), known.headers.size());
}

TEST(PasscodeRequest, AnUnknownAddressCostsTheSameStatements) {
  Site site;
  const Person person = site.NewUser();
  const StatementLog log(site);
  const auto statements = [&](const std::string& email) {
    ThrottledAccount account(site, "passcode request", email);
    const auto ask = [&] { EXPECT_EQ(site.anonymous().Post(kRequest, {{"email", email}}).status, 204); };
    ask();  // What comes with a new session is over after this.
    account.Age("1 hour");
    return log.During(ask);
  };
  const std::vector<std::string> known = statements(person.email);
  const std::vector<std::string> unknown = statements(FreshName() + "@example.com");
  ASSERT_EQ(known.size(), unknown.size());
  EXPECT_GT(known.size(), 5U);
}

TEST(PasscodeRequest, IsAuditedWithoutADiff) {
  const Person person = Shared().NewUser();
  const Reply reply = Ask(person.email);
  EXPECT_EQ(Shared().Value("SELECT concat_ws(' ', action, resource_type, user_id = resource_id, resource_target, "
                           "status_code, diff) FROM audit_logs WHERE request_id = '" +
                           reply.Header("X-Coder-Request-Id") + "'"),
            "request_password_reset user t " + person.username + " 204 {}");
}

TEST(PasscodeRequest, ASecondOneWithinFiveMinutesLeavesTheFirstPasscode) {
  const Person person = Shared().NewUser();
  EXPECT_EQ(Ask(person.email).status, 204);
  const std::string first = Of(person, "hashed_one_time_passcode");
  EXPECT_EQ(Ask(person.email).status, 204);
  EXPECT_EQ(Of(person, "hashed_one_time_passcode"), first);
  ThrottledAccount(Shared(), "passcode request", person.email).Age("301 seconds");
  EXPECT_EQ(Ask(person.email).status, 204);
  EXPECT_NE(Of(person, "hashed_one_time_passcode"), first);
}

TEST(PasscodeRequest, NeedsAnAddress) {
  const Client anonymous = Shared().anonymous();
  EXPECT_EQ(Fields(anonymous.Post(kRequest, boost::json::object())), std::vector<std::string>{"email"});
  EXPECT_TRUE(IsEnvelope(anonymous.Post(kRequest, {{"email", "nobody"}}), 400, "Validation failed."));
  EXPECT_TRUE(IsEnvelope(anonymous.Post(kRequest), 400));
}

TEST(PasscodeRequest, Is403WherePasswordsAreOff) {
  const Site site(Site::Environment{{"CODER_DISABLE_PASSWORD_AUTH", "true"}});
  EXPECT_TRUE(IsEnvelope(site.anonymous().Post(kRequest, {{"email", "a@example.com"}}), 403,
                         "Password authentication is disabled"));
}

TEST(PasscodeChange, SetsThePasswordAndEndsEverySessionAndToken) {
  const Person person = Shared().NewUser();
  const std::string token = Shared().CreateToken(person.client);
  Give(person);
  const Reply reply = Change(person.email);
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.body, "");
  EXPECT_EQ(person.client.Get(kMe).status, 401);
  EXPECT_EQ(person.client.WithToken(token).Get(kMe).status, 401);
  EXPECT_EQ(TryLogin(Shared(), person.email, kNew).status, 201);
}

TEST(PasscodeChange, WorksOnce) {
  const Person person = Shared().NewUser();
  Give(person);
  EXPECT_EQ(Change(person.email).status, 204);
  EXPECT_TRUE(IsEnvelope(Change(person.email, kCode, kPassword), 400, kWrongPasscode));
}

TEST(PasscodeChange, OfTwoAtOnceOneWorks) {
  const Person person = Shared().NewUser();
  Give(person);
  HeldRows held(Shared(), LockUser(person));
  auto first = Begin([&] { return Change(person.email); });
  auto second = Begin([&] { return Change(person.email, kCode, "YetAnotherPassword?8"); });
  held.AwaitWaiting(2);
  held.Release();
  std::vector<int> statuses = {first.get().status, second.get().status};
  std::sort(statuses.begin(), statuses.end());
  EXPECT_EQ(statuses, (std::vector<int>{204, 400}));
}

TEST(PasscodeChange, TakesTheAddressInAnyCase) {
  const Person person = Shared().NewUser();
  Give(person);
  std::string upper = person.email;
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  EXPECT_EQ(Change(upper).status, 204);
}

TEST(PasscodeChange, WrongExpiredOrNeverMadeIs400) {
  const Person wrong = Shared().NewUser();
  Give(wrong);
  EXPECT_TRUE(IsEnvelope(Change(wrong.email, "another"), 400, kWrongPasscode));
  const Person expired = Shared().NewUser();
  Give(expired, "-1 second");
  EXPECT_TRUE(IsEnvelope(Change(expired.email), 400, kWrongPasscode));
  const Person never = Shared().NewUser();
  EXPECT_TRUE(IsEnvelope(Change(never.email), 400, kWrongPasscode));
  for (const Person* person : {&wrong, &expired, &never}) EXPECT_EQ(person->client.Get(kMe).status, 200);
}

TEST(PasscodeChange, IsForItsUserAlone) {
  Give(Shared().NewUser());
  EXPECT_TRUE(IsEnvelope(Change(Shared().NewUser().email), 400, kWrongPasscode));
  EXPECT_TRUE(IsEnvelope(Change(FreshName() + "@example.com"), 400, kWrongPasscode));
}

TEST(PasscodeChange, AWeakOrUnchangedPasswordIs400AndThePasscodeStays) {
  const Person person = Shared().NewUser();
  Give(person);
  EXPECT_EQ(Fields(Change(person.email, kCode, "weak")), std::vector<std::string>{"password"});
  EXPECT_TRUE(IsEnvelope(Change(person.email, kCode, kPassword), 400, "New password cannot match old password."));
  EXPECT_EQ(Change(person.email).status, 204);
}

TEST(PasscodeChange, WorksWhateverTheStatusAndLoginType) {
  for (const char* change : {"status = 'suspended'", "status = 'dormant'", "login_type = 'oidc'"}) {
    const Person person = Shared().NewUser();
    Shared().Sql(std::string("UPDATE users SET ") + change + " WHERE id = '" + person.id + "'");
    Give(person);
    EXPECT_EQ(Change(person.email).status, 204) << change;
  }
}

TEST(PasscodeChange, ADeletedUserHasNone) {
  const Person person = Shared().NewUser();
  Give(person);
  ASSERT_EQ(Shared().owner().client.Delete(PathOf(person)).status, 200);
  EXPECT_TRUE(IsEnvelope(Change(person.email), 400, kWrongPasscode));
}

TEST(PasscodeChange, NeedsAllFields) {
  const Reply reply = Shared().anonymous().Post(kChange, boost::json::object());
  EXPECT_TRUE(IsEnvelope(reply, 400, "Validation failed."));
  EXPECT_EQ(Fields(reply), (std::vector<std::string>{"email", "password", "one_time_passcode"}));
}

TEST(PasscodeChange, IsAuditedAndARefusalToo) {
  const Person person = Shared().NewUser();
  Give(person);
  const auto row = [](const Reply& reply) {
    return Shared().Value(
        "SELECT concat_ws(' ', action, resource_type, user_id = resource_id, status_code, "
        "diff->'hashed_password'->>'Secret') FROM audit_logs WHERE request_id = '" +
        reply.Header("X-Coder-Request-Id") + "'");
  };
  EXPECT_EQ(row(Change(person.email, "another")), "write user t 400");
  EXPECT_EQ(row(Change(person.email)), "write user t 204 true");
}

TEST(PasscodeChange, GuessesAreCountedAndDoNotCloseTheLogin) {
  const Person person = Shared().NewUser();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Change(person.email, "another").status, 400);
  const Reply reply = Change(person.email, "another");
  EXPECT_TRUE(IsEnvelope(reply, 429));
  EXPECT_GE(std::stoi(reply.Header("Retry-After")), 1);
  EXPECT_EQ(TryLogin(Shared(), person.email).status, 201);
}

}  // namespace
}  // namespace postern::test
