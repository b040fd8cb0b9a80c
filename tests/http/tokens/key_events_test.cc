// What happens to tokens and session keys when something happens to their user.
#include "tests/http/tokens/keys.h"

namespace postern::test {
namespace {

constexpr char kNewPassword[] = "AnotherGoodPassword?7";

class KeyEvent : public testing::Test {
 protected:
  static const Client& owner() { return Shared().owner().client; }
  const Person person_ = Shared().NewUser();
  const Client token_ = MakeToken(person_.client);
  const Client session_ = MakeSessionKey(person_.client);
};

TEST_F(KeyEvent, LogoutTakesTheKeyInUseAndTheApplicationKeys) {
  const Client application = MakeToken(person_.client, {{"scope", "application_connect"}});
  const Person another = Shared().NewUser();
  const Client foreign = MakeToken(another.client, {{"scope", "application_connect"}});
  EXPECT_EQ(session_.Post(kLogout).status, 200);
  EXPECT_FALSE(StoredKey(Shared(), session_).exists());
  EXPECT_FALSE(StoredKey(Shared(), application).exists());
  EXPECT_EQ(token_.Get(kMe).status, 200);
  EXPECT_EQ(person_.client.Get(kMe).status, 200);
  EXPECT_TRUE(StoredKey(Shared(), foreign).exists());
}

TEST_F(KeyEvent, AnOwnPasswordChangeTakesAllKeys) {
  const boost::json::object change = {{"old_password", kPassword}, {"password", kNewPassword}};
  EXPECT_EQ(person_.client.Put(std::string(kMe) + "/password", change).status, 204);
  EXPECT_EQ(CountKeys(Shared(), person_), 0);
  EXPECT_TRUE(IsEnvelope(token_.Get(kMe), 401, kSignedOut));
}

TEST_F(KeyEvent, APasswordChangeByAnOwnerTakesAllKeys) {
  EXPECT_EQ(owner().Put(PathOf(person_) + "/password", {{"password", kNewPassword}}).status, 204);
  EXPECT_EQ(CountKeys(Shared(), person_), 0);
}

TEST_F(KeyEvent, SuspensionKeepsTheKeysAndRefusesThemMeanwhile) {
  EXPECT_EQ(owner().Put(PathOf(person_) + "/status/suspend").status, 200);
  for (const Client& key : {token_, session_}) {
    EXPECT_TRUE(IsEnvelope(key.Get(kMe), 401, "Contact an admin"));
    EXPECT_TRUE(IsEnvelope(key.Get(kTokens), 401, "Contact an admin"));
  }
  EXPECT_EQ(owner().Put(PathOf(person_) + "/status/activate").status, 200);
  for (const Client& key : {token_, session_}) EXPECT_EQ(key.Get(kTokens).status, 200);
}

TEST_F(KeyEvent, ADormantUserIsActivatedByTheUseOfAToken) {
  Shared().Sql("UPDATE users SET status = 'dormant' WHERE id = '" + person_.id + "'");
  EXPECT_EQ(token_.Get(kTokens).status, 200);
  EXPECT_EQ(Shared().Value("SELECT status FROM users WHERE id = '" + person_.id + "'"), "active");
}

TEST_F(KeyEvent, DeletingTheUserTakesAllKeys) {
  EXPECT_EQ(owner().Delete(PathOf(person_)).status, 200);
  EXPECT_EQ(CountKeys(Shared(), person_), 0);
  for (const Client& key : {token_, session_}) EXPECT_TRUE(IsEnvelope(key.Get(kMe), 401, kSignedOut));
}

TEST_F(KeyEvent, ARoleChangeKeepsTheKeysAndCountsAtOnce) {
  const Person other = Shared().NewUser();
  EXPECT_EQ(token_.Get(PathOf(other)).status, 400);
  EXPECT_EQ(owner().Put(PathOf(person_) + "/roles", {{"roles", {"auditor"}}}).status, 200);
  EXPECT_EQ(token_.Get(PathOf(other)).status, 200);
  EXPECT_EQ(session_.Get(PathOf(other)).status, 200);
  EXPECT_EQ(CountKeys(Shared(), person_), 3);
}

TEST_F(KeyEvent, AnExpiredKeyIsPurgedByNobody) {
  StoredKey(Shared(), token_).Set("expires_at = now() - interval '1 year'");
  EXPECT_TRUE(IsEnvelope(token_.Get(kTokens), 401, kSignedOut));
  EXPECT_TRUE(StoredKey(Shared(), token_).exists());
}

// One row for the change of the request, with who did it and to what.
std::string AuditOf(const Reply& reply) {
  const Rows rows = Shared().database().Query(
      "SELECT concat_ws(' ', user_id, action, resource_type, resource_id, resource_target, status_code) "
      "FROM audit_logs WHERE request_id = '" +
      reply.Header("X-Coder-Request-Id") + "'");
  return rows.size() == 1 ? rows[0][0].value_or("") : std::to_string(rows.size()) + " rows";
}

TEST_F(KeyEvent, MakingAndDeletingASessionKeyAreAudited) {
  const Reply made = person_.client.Post(kKeys);
  EXPECT_EQ(AuditOf(made), person_.id + " create api_key " + person_.id + "  201");
  const Reply deleted = person_.client.Delete(std::string(kKeys) + "/" + made.Text("key").substr(0, 10));
  EXPECT_EQ(AuditOf(deleted), person_.id + " delete api_key " + person_.id + "  204");
}

TEST_F(KeyEvent, MakingAnUnnamedTokenIsAuditedUnderItsMadeUpName) {
  const Reply made = person_.client.Post(kTokens, boost::json::object());
  const std::string name = StoredKey(Shared(), Made(person_.client, made)).Get("token_name");
  EXPECT_EQ(AuditOf(made), person_.id + " create api_key " + person_.id + " " + name + " 201");
}

TEST_F(KeyEvent, ARefusedTokenIsNoChangeAndNotAudited) {
  for (const boost::json::object& body :
       {boost::json::object{{"lifetime", -1}}, {{"scope", "none"}}, {{"lifetime", "x"}}}) {
    EXPECT_EQ(AuditOf(person_.client.Post(kTokens, body)), "0 rows");
  }
  EXPECT_EQ(AuditOf(person_.client.Delete(std::string(kKeys) + "/" + kMissingKey)), "0 rows");
}

}  // namespace
}  // namespace postern::test
