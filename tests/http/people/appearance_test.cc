// GET and PUT /users/{user}/appearance: theme and terminal font.
#include "tests/support/answers.h"
#include "tests/support/held_rows.h"

namespace postern::test {
namespace {

using boost::json::object;

const Client& Owner() {
  return Shared().owner().client;
}

std::string AppearanceOf(const Person& person) {
  return PathOf(person) + "/appearance";
}

object Look(const std::string& theme, const std::string& font) {
  return {{"theme_preference", theme}, {"terminal_font", font}};
}

const object kNothingChosen = Look("", "");
const std::string kOwn = std::string(kMe) + "/appearance";

TEST(Appearance, IsEmptyUntilChosenAndKeptThen) {
  const Person person = Shared().NewUser();
  EXPECT_EQ(person.client.Get(kOwn).Json(), kNothingChosen);
  const object wanted = Look("anything at all <\xC3\xA4>", "jetbrains-mono");
  const Reply reply = person.client.Put(kOwn, wanted);
  EXPECT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.Json(), wanted);
  EXPECT_EQ(person.client.Get(kOwn).Json(), wanted);
}

TEST(Appearance, IsStoredUnderTwoKeysAndReplaced) {
  const Person person = Shared().NewUser();
  for (const object& wanted : {Look("dark", "fira-code"), Look("light", "ibm-plex-mono")}) {
    ASSERT_EQ(person.client.Put(kOwn, wanted).status, 200);
  }
  EXPECT_EQ(Shared().Value("SELECT string_agg(key || '=' || value, ' ' ORDER BY key) FROM user_configs "
                           "WHERE user_id = '" +
                           person.id + "'"),
            "terminal_font=ibm-plex-mono theme_preference=light");
}

TEST(Appearance, OfOneUserIsNotThatOfAnother) {
  const Person person = Shared().NewUser();
  ASSERT_EQ(person.client.Put(kOwn, Look("dark", "fira-code")).status, 200);
  EXPECT_EQ(Shared().NewUser().client.Get(kOwn).Json(), kNothingChosen);
}

TEST(Appearance, OnlyOneOfTheKeysMayBeStored) {
  const Person person = Shared().NewUser();
  Shared().Sql("INSERT INTO user_configs VALUES ('" + person.id + "', 'theme_preference', 'dark')");
  EXPECT_EQ(person.client.Get(kOwn).Json(), Look("dark", ""));
}

TEST(Appearance, OfOthersIsForOwnersAndUserAdmins) {
  const Person person = Shared().NewUser();
  for (const Client& client : {Owner(), Shared().NewUser({"user-admin"}).client}) {
    EXPECT_EQ(client.Put(AppearanceOf(person), Look("dark", "fira-code")).status, 200);
    EXPECT_EQ(client.Get(AppearanceOf(person)).Json(), Look("dark", "fira-code"));
  }
}

TEST(Appearance, OtherReadersGet403) {
  const Person person = Shared().NewUser();
  for (const char* role : {"auditor", "template-admin"}) {
    const Client client = Shared().NewUser({role}).client;
    EXPECT_TRUE(IsEnvelope(client.Get(AppearanceOf(person)), 403, "Forbidden.")) << role;
    EXPECT_TRUE(IsEnvelope(client.Put(AppearanceOf(person), Look("dark", "fira-code")), 403, "Forbidden.")) << role;
  }
  EXPECT_EQ(person.client.Get(kOwn).Json(), kNothingChosen);
}

TEST(Appearance, WhoMayNotSeeTheUserGets400WhateverTheBody) {
  const Person person = Shared().NewUser();
  const Client client = Shared().NewUser().client;
  EXPECT_TRUE(IsEnvelope(client.Get(AppearanceOf(person)), 400, kNoSuchUser));
  for (const object& body : {Look("dark", "fira-code"), object()}) {
    EXPECT_TRUE(IsEnvelope(client.Put(AppearanceOf(person), body), 400, kNoSuchUser));
  }
}

TEST(Appearance, EveryFontOfTheDashboardIsAccepted) {
  const Person person = Shared().NewUser();
  for (const char* font : {"ibm-plex-mono", "fira-code", "source-code-pro", "jetbrains-mono"}) {
    EXPECT_EQ(person.client.Put(kOwn, Look("dark", font)).Text("terminal_font"), font);
  }
}

TEST(Appearance, AnUnknownFontIs400WithoutValidations) {
  const Person person = Shared().NewUser();
  for (const char* font : {"comic", "Fira-Code", "fira-code "}) {
    const Reply reply = person.client.Put(kOwn, Look("dark", font));
    EXPECT_TRUE(IsEnvelope(reply, 400)) << font;
    EXPECT_TRUE(Fields(reply).empty()) << font;
  }
  EXPECT_EQ(person.client.Get(kOwn).Json(), kNothingChosen);
}

TEST(Appearance, BothAreRequired) {
  const Person person = Shared().NewUser();
  using Names = std::vector<std::string>;
  const std::pair<object, Names> cases[] = {
      {{}, {"theme_preference", "terminal_font"}},
      {{{"theme_preference", "dark"}}, {"terminal_font"}},
      {{{"terminal_font", "fira-code"}}, {"theme_preference"}},
      {Look("", "fira-code"), {"theme_preference"}},
      {Look("dark", ""), {"terminal_font"}},
  };
  for (const auto& [body, fields] : cases) {
    const Reply reply = person.client.Put(kOwn, body);
    EXPECT_TRUE(IsEnvelope(reply, 400, "Validation failed."));
    EXPECT_EQ(Fields(reply), fields);
    EXPECT_EQ(reply.Json().at("validations").at(0).at("detail").as_string(),
              "Validation failed for tag \"required\" with value: \"\"");
  }
  EXPECT_EQ(person.client.Get(kOwn).Json(), kNothingChosen);
}

TEST(Appearance, AnUnreadableBodyIs400) {
  const Person person = Shared().NewUser();
  for (const std::string body : {"", "{", R"({"theme_preference":1})", R"({"theme_preference":"\u0000"})"}) {
    EXPECT_TRUE(IsEnvelope(person.client.Send("PUT", kOwn, &body), 400)) << body;
  }
}

TEST(Appearance, TheBodyIsCheckedBeforeThePermission) {
  const Client client = Shared().NewUser({"auditor"}).client;
  const Person person = Shared().NewUser();
  EXPECT_TRUE(IsEnvelope(client.Put(AppearanceOf(person), object()), 400, "Validation failed."));
  EXPECT_TRUE(IsEnvelope(client.Put(AppearanceOf(person), Look("dark", "comic")), 400));
}

TEST(Appearance, OfADeletedUserNamedByIdCanBeReadAndChanged) {
  const Person gone = Shared().NewUser();
  ASSERT_EQ(Owner().Delete(PathOf(gone)).status, 200);
  EXPECT_EQ(Owner().Put(AppearanceOf(gone), Look("dark", "fira-code")).status, 200);
  EXPECT_EQ(Owner().Get(AppearanceOf(gone)).Json(), Look("dark", "fira-code"));
}

TEST(Appearance, OfTwoChangesAtOnceOneStaysWhole) {
  const Person person = Shared().NewUser();
  const object looks[] = {Look("dark", "fira-code"), Look("light", "ibm-plex-mono")};
  ASSERT_EQ(person.client.Put(kOwn, Look("blue", "source-code-pro")).status, 200);
  HeldRows held(Shared(), "SELECT FROM user_configs WHERE user_id = '" + person.id + "' FOR UPDATE");
  auto first = Begin([&] { return person.client.Put(kOwn, looks[0]); });
  held.AwaitWaiting(1);
  auto second = Begin([&] { return person.client.Put(kOwn, looks[1]); });
  held.AwaitWaiting(2);
  held.Release();
  EXPECT_EQ(first.get().status, 200);
  EXPECT_EQ(second.get().status, 200);
  const boost::json::value kept = person.client.Get(kOwn).Json();
  EXPECT_TRUE(kept == looks[0] || kept == looks[1]) << kept;
}

TEST(Appearance, IsAPreferenceAndLeavesNoAuditRow) {
  const Person person = Shared().NewUser();
  const Reply reply = person.client.Put(kOwn, Look("dark", "fira-code"));
  ASSERT_EQ(reply.status, 200);
  EXPECT_EQ(
      Shared().Value("SELECT count(*) FROM audit_logs WHERE request_id = '" + reply.Header("X-Coder-Request-Id") + "'"),
      "0");
}

TEST(Appearance, NeedsASession) {
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get(kOwn), 401, kSignedOut));
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Put(kOwn, Look("dark", "fira-code")), 401, kSignedOut));
}

TEST(Appearance, AnApplicationKeySeesNobody) {
  const Person person = Shared().NewUser({"owner"});
  const Client key = person.client.WithToken(Shared().CreateToken(person.client, {{"scope", "application_connect"}}));
  EXPECT_TRUE(IsEnvelope(key.Get(kOwn), 404, kNotFound));
  EXPECT_TRUE(IsEnvelope(key.Put(kOwn, Look("dark", "fira-code")), 404, kNotFound));
  EXPECT_TRUE(IsEnvelope(key.Get(AppearanceOf(person)), 400, kNoSuchUser));
}

TEST(Appearance, IsALeafForGetAndPut) {
  const Client client = Shared().NewUser().client;
  EXPECT_EQ(Shared().anonymous().Delete(kOwn).status, 401);
  const Reply wrong = client.Delete(kOwn);
  EXPECT_TRUE(IsEnvelope(wrong, 405));
  EXPECT_EQ(wrong.All("Allow"), (std::vector<std::string>{"GET", "PUT"}));
  EXPECT_TRUE(IsEnvelope(client.Get(kOwn + "/"), 404));
}

}  // namespace
}  // namespace postern::test
