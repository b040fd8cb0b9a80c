// What a key of scope application_connect may still do: next to nothing, even an owner's.
#include "tests/support/answers.h"
#include "tests/support/stored_key.h"

namespace postern::test {
namespace {

class ApplicationKey : public testing::Test {
 protected:
  // An owner's, so that only the scope can be what stands in the way.
  const Person owner_ = Shared().NewUser({"owner"});
  const Client client_ =
      owner_.client.WithToken(Shared().CreateToken(owner_.client, {{"scope", "application_connect"}}));
};

TEST_F(ApplicationKey, AnythingUnderMeIs404) {
  const std::pair<const char*, const char*> requests[] = {{"GET", ""},
                                                          {"DELETE", ""},
                                                          {"GET", "/roles"},
                                                          {"PUT", "/roles"},
                                                          {"PUT", "/password"},
                                                          {"PUT", "/status/suspend"},
                                                          {"PUT", "/status/activate"},
                                                          {"POST", "/keys"},
                                                          {"GET", "/keys/0123456789"},
                                                          {"DELETE", "/keys/0123456789"},
                                                          {"GET", "/keys/tokens"},
                                                          {"POST", "/keys/tokens"},
                                                          {"GET", "/keys/tokens/tokenconfig"},
                                                          {"GET", "/keys/tokens/name"}};
  for (const auto& [method, below] : requests) {
    EXPECT_TRUE(IsEnvelope(client_.Send(method, std::string(kMe) + below), 404)) << method << below;
  }
}

TEST_F(ApplicationKey, AnythingUnderANamedUserIs400) {
  for (const std::string& name : {owner_.id, owner_.username, Shared().owner().id, std::string("nobody")}) {
    for (const char* below : {"", "/roles", "/keys/tokens", "/keys/tokens/tokenconfig"}) {
      EXPECT_TRUE(IsEnvelope(client_.Get(std::string(kUsers) + "/" + name + below), 400, kNoSuchUser)) << name << below;
    }
  }
}

TEST_F(ApplicationKey, TheListOfUsersIsEmpty) {
  const boost::json::value nobody = {{"users", boost::json::array()}, {"count", 0}};
  const Reply reply = client_.Get(kUsers);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.Json(), nobody);
}

TEST_F(ApplicationKey, TheListOfRolesIs403) {
  EXPECT_TRUE(IsEnvelope(client_.Get("/api/v2/users/roles"), 403, "Forbidden."));
}

TEST_F(ApplicationKey, CreatingAUserIs404) {
  const std::string name = FreshName();
  EXPECT_TRUE(IsEnvelope(client_.Post(kUsers, NewUserBody(Shared(), name)), 404, kNotFound));
  EXPECT_EQ(Shared().Value("SELECT count(*) FROM users WHERE username = '" + name + "'"), "0");
}

TEST_F(ApplicationKey, LogoutIs403ClearsTheCookieAndKeepsTheKey) {
  const Reply reply = client_.Post(kLogout);
  EXPECT_TRUE(IsEnvelope(reply, 403, "Forbidden."));
  EXPECT_TRUE(reply.Cookie("coder_session_token").starts_with("coder_session_token=;"));
  EXPECT_TRUE(StoredKey(Shared(), client_).exists());
}

TEST_F(ApplicationKey, ItsUseIsRecorded) {
  StoredKey key(Shared(), client_);
  EXPECT_EQ(client_.Get(kUsers).status, 200);
  EXPECT_NEAR(key.SecondsSinceUse(), 0, kTolerance);
}

}  // namespace
}  // namespace postern::test
