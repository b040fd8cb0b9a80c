// PUT /users/{user}/password.
#include "tests/support/answers.h"
#include "tests/support/throttled_account.h"

namespace postern::test {
namespace {

constexpr char kNewPassword[] = "AnotherGoodPassword?7";
constexpr char kWeakPassword[] = "password";

const Client& Owner() {
  return Shared().owner().client;
}

Reply Change(const Client& client, const std::string& path, const std::string& old_password,
             const std::string& password) {
  return client.Put(path + "/password", {{"old_password", old_password}, {"password", password}});
}

std::string CountKeys(const Person& person) {
  return Shared().Value("SELECT count(*) FROM api_keys WHERE user_id = '" + person.id + "'");
}

TEST(ChangePassword, OnesOwnWithTheOldOneIs204AndEndsEverySessionAndToken) {
  const Person person = Shared().NewUser();
  const Client token = person.client.WithToken(Shared().CreateToken(person.client));
  const std::string before = person.client.Get(kMe).Text("updated_at");
  const Reply reply = Change(person.client, kMe, kPassword, kNewPassword);
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.body, "");
  EXPECT_EQ(reply.Header("Content-Type"), "");
  EXPECT_TRUE(IsEnvelope(person.client.Get(kMe), 401, kSignedOut));
  EXPECT_TRUE(IsEnvelope(token.Get(kMe), 401, kSignedOut));
  EXPECT_EQ(CountKeys(person), "0");
  EXPECT_EQ(TryLogin(Shared(), person.email).status, 401);
  EXPECT_EQ(Owner().Get(PathOf(person)).Text("updated_at"), before);
  EXPECT_EQ(TryLogin(Shared(), person.email, kNewPassword).status, 201);
}

TEST(ChangePassword, OnesOwnNeedsTheOldOneOwnersToo) {
  for (const Person& person : {Shared().NewUser(), Shared().NewUser({"owner"})}) {
    EXPECT_TRUE(IsEnvelope(person.client.Put(PathOf(person) + "/password", {{"password", kNewPassword}}), 400,
                           "Old password is required."));
    EXPECT_EQ(TryLogin(Shared(), person.email).status, 201);
  }
}

TEST(ChangePassword, AWrongOldOneIs400WhoeverGivesIt) {
  const Person person = Shared().NewUser();
  for (const Client& client : {person.client, Owner()}) {
    const Reply reply = Change(client, PathOf(person), "wrong", kNewPassword);
    EXPECT_TRUE(IsEnvelope(reply, 400));
    EXPECT_EQ(Fields(reply), std::vector<std::string>{"old_password"});
  }
  EXPECT_EQ(person.client.Get(kMe).status, 200);
}

TEST(ChangePassword, AWeakNewOneIs400BeforeTheOldOneIsChecked) {
  const Person person = Shared().NewUser();
  const Reply reply = Change(person.client, kMe, "wrong", kWeakPassword);
  EXPECT_TRUE(IsEnvelope(reply, 400));
  EXPECT_EQ(Fields(reply), std::vector<std::string>{"password"});
}

TEST(ChangePassword, TheSameOneAgainIs400) {
  const Person person = Shared().NewUser();
  EXPECT_TRUE(
      IsEnvelope(Change(person.client, kMe, kPassword, kPassword), 400, "New password cannot match old password."));
  EXPECT_TRUE(
      IsEnvelope(Change(Owner(), PathOf(person), "", kPassword), 400, "New password cannot match old password."));
  EXPECT_EQ(person.client.Get(kMe).status, 200);
}

TEST(ChangePassword, AnOwnerSetsAnothersWithoutTheOldOne) {
  const Person person = Shared().NewUser();
  EXPECT_EQ(Change(Owner(), PathOf(person), "", kNewPassword).status, 204);
  EXPECT_EQ(CountKeys(person), "0");
  EXPECT_EQ(TryLogin(Shared(), person.email, kNewPassword).status, 201);
}

TEST(ChangePassword, WhoMayNotGets404BeforeTheBodyIsRead) {
  const Person person = Shared().NewUser();
  for (const char* role : {"auditor", "template-admin"}) {
    const std::string unreadable = "{";
    const Reply reply = Shared().NewUser({role}).client.Send("PUT", PathOf(person) + "/password", &unreadable);
    EXPECT_TRUE(IsEnvelope(reply, 404, kNotFound)) << role;
  }
}

TEST(ChangePassword, AUserAdminCannotEndAnothersSessionsAndGets403) {
  const Person person = Shared().NewUser();
  EXPECT_TRUE(IsEnvelope(Change(Shared().NewUser({"user-admin"}).client, PathOf(person), "", kNewPassword), 403));
  EXPECT_EQ(person.client.Get(kMe).status, 200);
  EXPECT_EQ(TryLogin(Shared(), person.email).status, 201);
}

TEST(ChangePassword, ChecksItsBody) {
  const Person person = Shared().NewUser();
  const std::string path = std::string(kMe) + "/password";
  for (const std::string body : {"", "{", R"({"password":1})"}) {
    EXPECT_TRUE(IsEnvelope(person.client.Send("PUT", path, &body), 400)) << body;
  }
  const Reply empty = person.client.Put(path, {{"old_password", kPassword}});
  EXPECT_TRUE(IsEnvelope(empty, 400, "Validation failed."));
  EXPECT_EQ(Fields(empty), std::vector<std::string>{"password"});
}

TEST(ChangePassword, UsersOfAnotherLoginTypeHaveNone) {
  for (const char* type : {"none", "github", "oidc"}) {
    const Person person = Shared().NewUser();
    Shared().Sql("UPDATE users SET login_type = '" + std::string(type) + "' WHERE id = '" + person.id + "'");
    EXPECT_TRUE(IsEnvelope(Change(Owner(), PathOf(person), "", kNewPassword), 400)) << type;
    EXPECT_EQ(person.client.Get(kMe).status, 200);
  }
}

TEST(ChangePassword, AMalformedStoredHashIs500) {
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE users SET hashed_password = 'none' WHERE id = '" + person.id + "'");
  EXPECT_TRUE(IsEnvelope(Change(person.client, kMe, kPassword, kNewPassword), 500));
}

TEST(ChangePassword, WrongOldOnesAreCountedLikeGuessesAtTheLogin) {
  const Person person = Shared().NewUser();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Change(person.client, kMe, "wrong", kNewPassword).status, 400);
  const Reply reply = Change(person.client, kMe, kPassword, kNewPassword);
  EXPECT_TRUE(IsEnvelope(reply, 429));
  EXPECT_GE(std::stoi(reply.Header("Retry-After")), 1);
  ThrottledAccount(Shared(), "password", person.email).Age("1 minute");
  EXPECT_EQ(Change(person.client, kMe, kPassword, kNewPassword).status, 204);
}

TEST(ChangePassword, WhoMayNotSetAnothersDoesNotLearnItByTrying) {
  const Person person = Shared().NewUser({"owner"});
  const Person user_admin = Shared().NewUser({"user-admin"});
  for (const char* guess : {kPassword, kNewPassword}) {
    EXPECT_TRUE(IsEnvelope(user_admin.client.Put(PathOf(person) + "/password", {{"password", guess}}), 403)) << guess;
  }
}

TEST(ChangePassword, AMalformedStoredHashIsReplacedByWhoNeedsNoOldOne) {
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE users SET hashed_password = 'none' WHERE id = '" + person.id + "'");
  EXPECT_EQ(Owner().Put(PathOf(person) + "/password", {{"password", kNewPassword}}).status, 204);
  EXPECT_EQ(TryLogin(Shared(), person.email, kNewPassword).status, 201);
}

TEST(ChangePassword, ForgetsAOneTimePasscode) {
  const Person person = Shared().NewUser();
  Shared().Sql("UPDATE users SET hashed_one_time_passcode = 'x', one_time_passcode_expires_at = now() WHERE id = '" +
               person.id + "'");
  EXPECT_EQ(Change(person.client, kMe, kPassword, kNewPassword).status, 204);
  EXPECT_EQ(
      Shared().Value("SELECT hashed_one_time_passcode IS NULL AND one_time_passcode_expires_at IS NULL FROM users "
                     "WHERE id = '" +
                     person.id + "'"),
      "t");
}

TEST(ChangePassword, LeavesTheKeysOfOthers) {
  const Person person = Shared().NewUser();
  const Person other = Shared().NewUser();
  EXPECT_EQ(Change(person.client, kMe, kPassword, kNewPassword).status, 204);
  EXPECT_EQ(other.client.Get(kMe).status, 200);
}

}  // namespace
}  // namespace postern::test
