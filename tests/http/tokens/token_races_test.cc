// Keys made while their user is deleted or changed: no order of the two leaves a key that it should not.
#include <thread>

#include "tests/http/tokens/keys.h"
#include "tests/support/held_rows.h"

namespace postern::test {
namespace {

TEST(TokenRace, AKeyMadeWhileItsUserIsDeletedNeverSurvives) {
  const Client& owner = Shared().owner().client;
  for (const std::string below : {"/keys/tokens", "/keys"}) {
    const Person person = Shared().NewUser();
    std::vector<Reply> made;
    {
      // By an owner: the person's own session would be refused once they are deleted.
      const std::jthread makers(
          [&] { made = AtOnce(4, 40, [&] { return owner.Post(PathOf(person) + below, boost::json::object()); }); });
      EXPECT_EQ(owner.Delete(PathOf(person)).status, 200);
    }
    EXPECT_EQ(CountStatus(made, 201) + CountStatus(made, 400), 40) << below;
    EXPECT_EQ(CountKeys(Shared(), person), 0) << below;
    EXPECT_TRUE(IsEnvelope(owner.Post(PathOf(person) + below, boost::json::object()), 400)) << below;
  }
}

// With much patience for locks: the test makes the request wait.
class HeldRole : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    site_ = std::make_unique<Site>(Site::Environment{{"POSTERN_PG_LOCK_TIMEOUT", "20s"},
                                                     {"CODER_MAX_TOKEN_LIFETIME", "24h"},
                                                     {"CODER_MAX_ADMIN_TOKEN_LIFETIME", "240h"}});
  }
  static void TearDownTestSuite() { site_.reset(); }

  // Takes the role away in a transaction that ends only when the request waits for it.
  static Reply AskWhileDemoted(const Person& person, const std::function<Reply()>& request) {
    HeldRows demotion(*site_, "UPDATE users SET rbac_roles = '{}' WHERE id = '" + person.id + "'");
    auto reply = Begin(request);
    demotion.AwaitWaiting(1);
    demotion.Release();
    return reply.get();
  }

  static std::unique_ptr<Site> site_;
  const Person person_ = site_->NewUser({"owner"});
};
std::unique_ptr<Site> HeldRole::site_;

TEST_F(HeldRole, TakenAwayWhileATokenIsMadeRefusesTheLongerLifetime) {
  const Reply reply = AskWhileDemoted(person_, [&] {
    return person_.client.Post(kTokens, {{"lifetime", 240 * kHourNs}});
  });
  EXPECT_TRUE(IsEnvelope(reply, 400));
  EXPECT_NE(reply.Text("detail").find("lifetime must be less than 24h0m0s"), std::string::npos) << reply.body;
  EXPECT_EQ(CountKeys(*site_, person_), 1);
}

TEST_F(HeldRole, TakenAwayWhileATokenIsMadeCutsTheDefault) {
  const Reply reply = AskWhileDemoted(person_, [&] { return person_.client.Post(kTokens, boost::json::object()); });
  EXPECT_EQ(StoredMicros(*site_, Made(person_.client, reply)), 24 * kHourNs / 1000);
}

TEST_F(HeldRole, TakenAwayWhileASessionKeyIsMadeCutsIt) {
  const Reply reply = AskWhileDemoted(person_, [&] { return person_.client.Post(kKeys); });
  EXPECT_EQ(StoredMicros(*site_, Made(person_.client, reply)), 24 * kHourNs / 1000);
}

TEST_F(HeldRole, TakenAwayWhileLoggingInCutsTheSession) {
  Site site({{"POSTERN_PG_LOCK_TIMEOUT", "20s"},
             {"CODER_SESSION_DURATION", "100h"},
             {"CODER_PG_CONNECTION_URL", site_->database().url()},
             {"CODER_MAX_TOKEN_LIFETIME", "24h"},
             {"CODER_MAX_ADMIN_TOKEN_LIFETIME", "240h"}});
  const Reply reply = AskWhileDemoted(person_, [&] { return TryLogin(site, person_.email); });
  ASSERT_EQ(reply.status, 201) << reply.body;
  const Client session = site.anonymous().WithToken(reply.Text("session_token"));
  EXPECT_EQ(StoredMicros(*site_, session), 24 * kHourNs / 1000);
}

}  // namespace
}  // namespace postern::test
