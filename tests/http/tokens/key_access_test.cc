// Who may do what with whose keys: each row of the table of callers and targets.
#include "tests/http/tokens/keys.h"

namespace postern::test {
namespace {

// Somebody who may read other users but nothing of their keys.
struct Reader {
  const char* name;
  std::vector<std::string> site_roles;
  const char* organization_roles;  // An array of PostgreSQL.
};

void PrintTo(const Reader& reader, std::ostream* out) {
  *out << reader.name;
}

class ReaderAccess : public testing::TestWithParam<Reader> {
 protected:
  ReaderAccess() : reader_(Shared().NewUser(GetParam().site_roles)) {
    Shared().Sql("UPDATE organization_members SET roles = '" + std::string(GetParam().organization_roles) +
                 "' WHERE user_id = '" + reader_.id + "'");
  }

  Person reader_;
  const Person target_ = Shared().NewUser();
  const Client token_ = MakeToken(target_.client, {{"token_name", "theirs"}});
};

TEST_P(ReaderAccess, MakesNoKeyForAnotherAndIsTold403) {
  EXPECT_TRUE(IsEnvelope(reader_.client.Post(TokensOf(target_), boost::json::object()), 403, "Forbidden."));
  EXPECT_TRUE(IsEnvelope(reader_.client.Post(KeysOf(target_)), 403, "Forbidden."));
  EXPECT_EQ(CountKeys(Shared(), target_), 2);
}

TEST_P(ReaderAccess, ListsNothingOfAnother) {
  EXPECT_EQ(reader_.client.Get(TokensOf(target_)).body, "[]\n");
}

TEST_P(ReaderAccess, FindsNoKeyOfAnother) {
  const Reply missing = reader_.client.Get(KeysOf(target_) + "/" + kMissingKey);
  for (const std::string& path : {KeysOf(target_) + "/" + token_.key_id(), std::string(kKeys) + "/" + token_.key_id(),
                                  TokensOf(target_) + "/theirs"}) {
    const Reply reply = reader_.client.Get(path);
    EXPECT_TRUE(IsEnvelope(reply, 404, kNotFound)) << path;
    EXPECT_EQ(reply.body, missing.body) << path;
  }
}

TEST_P(ReaderAccess, DeletesNoKeyOfAnother) {
  for (const std::string& keys : {KeysOf(target_), std::string(kKeys)}) {
    EXPECT_TRUE(IsEnvelope(reader_.client.Delete(keys + "/" + token_.key_id()), 404, kNotFound)) << keys;
  }
  EXPECT_EQ(token_.Get(kMe).status, 200);
}

TEST_P(ReaderAccess, ReadsTheLimitOfAnother) {
  EXPECT_EQ(reader_.client.Get(TokensOf(target_) + "/tokenconfig").Json().at("max_token_lifetime"), 876'600 * kHourNs);
  EXPECT_EQ(reader_.client.Get(TokensOf(Shared().owner()) + "/tokenconfig").Json().at("max_token_lifetime"),
            168 * kHourNs);
}

TEST_P(ReaderAccess, DoesAllWithKeysOfTheirOwn) {
  const Client token = MakeToken(reader_.client);
  EXPECT_EQ(TokenNames(reader_.client.Get(TokensOf(reader_))).size(), 1U);
  EXPECT_EQ(reader_.client.Get(KeysOf(reader_) + "/" + token.key_id()).status, 200);
  EXPECT_EQ(reader_.client.Delete(KeysOf(reader_) + "/" + token.key_id()).status, 204);
}

const Reader kReaders[] = {{"UserAdmin", {"user-admin"}, "{}"},
                           {"TemplateAdmin", {"template-admin"}, "{}"},
                           {"Auditor", {"auditor"}, "{}"},
                           {"OrganizationAdmin", {}, "{organization-admin}"},
                           {"OrganizationUserAdmin", {}, "{organization-user-admin}"}};

INSTANTIATE_TEST_SUITE_P(Roles, ReaderAccess, testing::ValuesIn(kReaders),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(MemberAccess, CannotNameAnother) {
  const Person member = Shared().NewUser();
  const Person target = Shared().NewUser();
  const Client token = MakeToken(target.client, {{"token_name", "theirs"}});
  for (const std::string& name : {target.id, target.username, std::string("nobody-here")}) {
    const std::string keys = std::string(kUsers) + "/" + name + "/keys";
    for (const auto& [method, path] : {std::pair{"POST", keys},
                                       {"POST", keys + "/tokens"},
                                       {"GET", keys + "/tokens"},
                                       {"GET", keys + "/tokens/tokenconfig"},
                                       {"GET", keys + "/tokens/theirs"},
                                       {"GET", keys + "/" + token.key_id()},
                                       {"DELETE", keys + "/" + token.key_id()}}) {
      EXPECT_TRUE(IsEnvelope(member.client.Send(method, path), 400, kNoSuchUser)) << method << path;
    }
  }
  EXPECT_EQ(CountKeys(Shared(), target), 2);
}

TEST(MemberAccess, AForeignIdUnderTheirOwnPathIs404) {
  const Person member = Shared().NewUser();
  const Client token = MakeToken(Shared().NewUser().client);
  const std::string path = std::string(kKeys) + "/" + token.key_id();
  EXPECT_TRUE(IsEnvelope(member.client.Get(path), 404, kNotFound));
  EXPECT_TRUE(IsEnvelope(member.client.Delete(path), 404, kNotFound));
  EXPECT_TRUE(StoredKey(Shared(), token).exists());
}

// By an owner, who may name the deleted by their UUID.
class DeletedTarget : public testing::Test {
 protected:
  DeletedTarget() { EXPECT_EQ(owner_.Delete(PathOf(target_)).status, 200); }
  const Client owner_ = Shared().owner().client;
  const Person target_ = Shared().NewUser();
};

TEST_F(DeletedTarget, GetsNoKey) {
  EXPECT_TRUE(IsEnvelope(owner_.Post(TokensOf(target_), boost::json::object()), 400));
  EXPECT_TRUE(IsEnvelope(owner_.Post(KeysOf(target_)), 400));
  EXPECT_EQ(CountKeys(Shared(), target_), 0);
}

TEST_F(DeletedTarget, HasAnEmptyList) {
  EXPECT_EQ(owner_.Get(TokensOf(target_)).body, "[]\n");
}

TEST_F(DeletedTarget, HasNoKeyToReadOrDelete) {
  const std::string key = KeysOf(target_) + "/" + target_.client.key_id();
  EXPECT_TRUE(IsEnvelope(owner_.Get(key), 404, kNotFound));
  EXPECT_TRUE(IsEnvelope(owner_.Delete(key), 404, kNotFound));
}

TEST_F(DeletedTarget, HasALimit) {
  EXPECT_EQ(owner_.Get(TokensOf(target_) + "/tokenconfig").status, 200);
}

TEST_F(DeletedTarget, IsUnknownByName) {
  const std::string keys = std::string(kUsers) + "/" + target_.username + "/keys";
  EXPECT_TRUE(IsEnvelope(owner_.Post(keys), 400, kNoSuchUser));
  EXPECT_TRUE(IsEnvelope(owner_.Get(keys + "/tokens"), 400, kNoSuchUser));
}

}  // namespace
}  // namespace postern::test
