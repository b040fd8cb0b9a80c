// Who is meant by {user} in a path.
#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "tests/support/answers.h"

namespace postern::test {
namespace {

std::string WithoutDashes(const std::string& id) {
  return absl::StrReplaceAll(id, {{"-", ""}});
}

Reply GetUser(const Client& client, const std::string& user) {
  return client.Get(std::string(kUsers) + "/" + user);
}

TEST(TargetUser, MeAnIdInEveryAcceptedFormAndANameInAnyCaseMeanTheSameUser) {
  const Person person = Shared().NewUser();
  const std::string& id = person.id;
  const std::string upper = absl::AsciiStrToUpper(id);
  const std::string forms[] = {"me",
                               id,
                               upper,
                               WithoutDashes(id),
                               WithoutDashes(upper),
                               "urn:uuid:" + id,
                               "URN:UUID:" + id,
                               "{" + id + "}",
                               "%7B" + id + "%7D",
                               person.username,
                               absl::AsciiStrToUpper(person.username),
                               "%75" + person.username.substr(1)};
  for (const std::string& form : forms) EXPECT_EQ(GetUser(person.client, form).Text("id"), id) << form;
}

TEST(TargetUser, NobodyIsMeantByOtherTexts) {
  const Person person = Shared().NewUser();
  const std::string& id = person.id;
  const std::string texts[] = {"ME",
                               "Me",
                               "me%20",
                               person.email,
                               id + "%20",
                               id.substr(1),
                               "{" + WithoutDashes(id) + "}",
                               "uuid:" + id,
                               "nobody",
                               "%20",
                               "-",
                               "%00",
                               "a%00",
                               "%FF",
                               "%27",
                               "me%2Fx",
                               "..%2Fme",
                               "*",
                               "00000000-0000-0000-0000-000000000000",
                               std::string(300, 'a')};
  for (const std::string& text : texts) {
    EXPECT_TRUE(IsEnvelope(GetUser(person.client, text), 400, kNoSuchUser)) << text;
    EXPECT_TRUE(IsEnvelope(GetUser(Shared().owner().client, text), 400, kNoSuchUser)) << text;
  }
}

TEST(TargetUser, TheDetailQuotesWhatWasAskedFor) {
  EXPECT_EQ(GetUser(Shared().owner().client, "no%22body").Text("detail"), "queried user=\"no\"body\"");
}

TEST(TargetUser, AnEmptyUserIs400) {
  const Reply reply = Shared().owner().client.Send("PUT", "/api/v2/users/%20/roles");
  EXPECT_TRUE(IsEnvelope(reply, 400, kNoSuchUser));
}

TEST(TargetUser, AMemberNamingSomebodyElseAlwaysGets400) {
  const Person person = Shared().NewUser();
  const Person other = Shared().NewUser();
  for (const std::string& name : {other.id, other.username, std::string("nobody")}) {
    for (const auto& [method, below] : {std::pair{"GET", ""},
                                        {"DELETE", ""},
                                        {"GET", "/roles"},
                                        {"PUT", "/roles"},
                                        {"PUT", "/password"},
                                        {"PUT", "/status/suspend"},
                                        {"PUT", "/status/activate"},
                                        {"GET", "/keys/tokens"},
                                        {"POST", "/keys"},
                                        {"POST", "/keys/tokens"}}) {
      const Reply reply = person.client.Send(method, std::string(kUsers) + "/" + name + below);
      EXPECT_TRUE(IsEnvelope(reply, 400, kNoSuchUser)) << method << " " << name << below;
      EXPECT_EQ(reply.Text("detail"), "queried user=\"" + name + "\"");
    }
  }
}

TEST(TargetUser, RolesThatReadUsersSeeOthers) {
  const Person other = Shared().NewUser();
  for (const char* role : {"owner", "user-admin", "template-admin", "auditor"}) {
    EXPECT_EQ(GetUser(Shared().NewUser({role}).client, other.username).Text("id"), other.id) << role;
  }
  const Person person = Shared().NewUser();
  for (const auto& [role, status] : {std::pair{"organization-admin", 200},
                                     {"organization-user-admin", 200},
                                     {"organization-auditor", 400},
                                     {"organization-template-admin", 400}}) {
    Shared().Sql(std::string("UPDATE organization_members SET roles = '{") + role + "}' WHERE user_id = '" + person.id +
                 "'");
    EXPECT_EQ(GetUser(person.client, other.id).status, status) << role;
  }
}

TEST(TargetUser, AUsernameOf32HexDigitsIsTakenAsAnId) {
  const std::string name = FreshName().substr(1) + "00000000000000000000";
  ASSERT_EQ(name.size(), 32U);
  const Client& owner = Shared().owner().client;
  const Reply created = owner.Post(kUsers, NewUserBody(Shared(), name));
  ASSERT_EQ(created.status, 201) << created.body;
  EXPECT_TRUE(IsEnvelope(GetUser(owner, name), 400, kNoSuchUser));
  EXPECT_EQ(GetUser(owner, created.Text("id")).Text("username"), name);
}

TEST(TargetUser, ADeletedUserIsFoundByIdAlone) {
  const Person person = Shared().NewUser();
  const Client& owner = Shared().owner().client;
  ASSERT_EQ(owner.Delete(PathOf(person)).status, 200);
  EXPECT_EQ(GetUser(owner, person.id).Text("username"), person.username);
  EXPECT_TRUE(IsEnvelope(GetUser(owner, person.username), 400, kNoSuchUser));
}

TEST(TargetUser, ASystemUserIsFound) {
  const Client& owner = Shared().owner().client;
  EXPECT_EQ(GetUser(owner, "c42fdf75-3097-471c-8c33-fb52454d81c0").Text("username"), "prebuilds");
  EXPECT_EQ(GetUser(owner, "prebuilds").Text("id"), "c42fdf75-3097-471c-8c33-fb52454d81c0");
}

TEST(TargetUser, AUserNamedMeIsReachedByIdOrInAnotherCase) {
  Site site;
  const Client& owner = site.owner().client;
  const Reply created = owner.Post(kUsers, NewUserBody(site, "me"));
  ASSERT_EQ(created.status, 201) << created.body;
  EXPECT_EQ(GetUser(owner, "me").Text("id"), site.owner().id);
  EXPECT_EQ(GetUser(owner, "ME").Text("id"), created.Text("id"));
  EXPECT_EQ(GetUser(owner, created.Text("id")).Text("username"), "me");
}

}  // namespace
}  // namespace postern::test
