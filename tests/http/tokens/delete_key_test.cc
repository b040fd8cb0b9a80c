// DELETE of a key.
#include "tests/http/tokens/keys.h"

namespace postern::test {
namespace {

Reply Delete(const Client& client, const Client& key) {
  return client.Delete(std::string(kKeys) + "/" + key.key_id());
}

TEST(DeleteKey, ATokenIsGoneAtOnce) {
  const Person person = Shared().NewUser();
  const Client token = MakeToken(person.client);
  EXPECT_EQ(token.Get(kMe).status, 200);
  const Reply reply = Delete(person.client, token);
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.body, "");
  EXPECT_TRUE(reply.All("Content-Type").empty());
  EXPECT_TRUE(IsEnvelope(token.Get(kMe), 401, kSignedOut));
  EXPECT_FALSE(StoredKey(Shared(), token).exists());
}

TEST(DeleteKey, ASecondTimeIs404) {
  const Person person = Shared().NewUser();
  const Client token = MakeToken(person.client);
  EXPECT_EQ(Delete(person.client, token).status, 204);
  EXPECT_TRUE(IsEnvelope(Delete(person.client, token), 404, kNotFound));
}

TEST(DeleteKey, TakesThatKeyAlone) {
  const Person person = Shared().NewUser();
  for (const char* name : {"one", "two", "three"}) MakeToken(person.client, {{"token_name", name}});
  const std::string id = person.client.Get(std::string(kTokens) + "/two").Text("id");
  EXPECT_EQ(person.client.Delete(std::string(kKeys) + "/" + id).status, 204);
  EXPECT_EQ(TokenNames(person.client.Get(kTokens)), (std::vector<std::string>{"one", "three"}));
}

TEST(DeleteKey, TheKeyInUseMayBeDeleted) {
  const Person person = Shared().NewUser();
  const Client token = MakeToken(person.client);
  for (const Client& key : {token, person.client}) {
    EXPECT_EQ(Delete(key, key).status, 204);
    EXPECT_TRUE(IsEnvelope(key.Get(kMe), 401, kSignedOut));
  }
}

TEST(DeleteKey, AnExpiredTokenMayBeDeleted) {
  const Person person = Shared().NewUser();
  const Client token = MakeToken(person.client);
  StoredKey(Shared(), token).Set("expires_at = now() - interval '1 day'");
  EXPECT_EQ(Delete(person.client, token).status, 204);
}

TEST(DeleteKey, AnOwnerDeletesAnyThroughAnyUser) {
  const Person member = Shared().NewUser();
  const Person another = Shared().NewUser();
  const Client& owner = Shared().owner().client;
  for (const std::string& keys : {std::string(kKeys), KeysOf(member), KeysOf(another)}) {
    EXPECT_EQ(owner.Delete(keys + "/" + MakeToken(member.client).key_id()).status, 204) << keys;
  }
}

TEST(DeleteKey, OneThatIsMissingIs404) {
  const Person person = Shared().NewUser();
  for (const char* id : {kMissingKey, "x", "%25", "________%25", "me"}) {
    for (const Client& client : {person.client, Shared().owner().client}) {
      EXPECT_TRUE(IsEnvelope(client.Delete(std::string(kKeys) + "/" + id), 404, kNotFound)) << id;
    }
  }
}

TEST(DeleteKey, NothingButAnIdDeletes) {
  const Person person = Shared().NewUser();
  MakeToken(person.client, {{"token_name", "kept"}});
  for (const std::string path : {kKeys, kTokens, kTokenConfig}) {
    EXPECT_GE(person.client.Delete(path).status, 404) << path;
  }
  EXPECT_GE(person.client.Delete(std::string(kTokens) + "/kept").status, 404);
  EXPECT_EQ(CountKeys(Shared(), person), 2);
}

TEST(DeleteKey, OfEightAtOnceOneDeletesAndTheOthersFindNothing) {
  const Person person = Shared().NewUser();
  const Client token = MakeToken(person.client);
  const std::vector<Reply> replies = AtOnce(8, 8, [&] { return Delete(person.client, token); });
  EXPECT_EQ(CountStatus(replies, 204), 1);
  EXPECT_EQ(CountStatus(replies, 404), 7);
  EXPECT_EQ(Shared().Value("SELECT count(*) FROM audit_logs WHERE action = 'delete' AND resource_type = 'api_key' AND "
                           "resource_id = '" +
                           person.id + "'"),
            "1");
}

TEST(DeleteKey, NeedsASession) {
  const Client token = MakeToken(Shared().NewUser().client);
  EXPECT_TRUE(IsEnvelope(Delete(Shared().anonymous(), token), 401, kSignedOut));
  EXPECT_TRUE(StoredKey(Shared(), token).exists());
}

}  // namespace
}  // namespace postern::test
