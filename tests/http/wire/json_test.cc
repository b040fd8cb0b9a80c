// How JSON answers are written.
#include <gtest/gtest.h>

#include <regex>

#include "boost/json/object.hpp"
#include "tests/http/wire/answers.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

// A user with that real name, as an administrator reads it.
Reply ReadBackWithName(const std::string& name) {
  Site& site = Site::Shared();
  const Person person = site.NewUser();
  site.Sql("UPDATE users SET name = $name$" + name + "$name$ WHERE id = '" + person.id + "'");
  return site.owner().client.Get("/api/v2/users/" + person.id);
}

std::string CreatedAtShownFor(const std::string& stored) {
  Site& site = Site::Shared();
  const Person person = site.NewUser();
  site.Sql("UPDATE users SET created_at = '" + stored + "' WHERE id = '" + person.id + "'");
  return site.owner().client.Get("/api/v2/users/" + person.id).Text("created_at");
}

TEST(Json, EveryJsonAnswerIsOfTheTypeApplicationJsonWithCharset) {
  const Site& site = Site::Shared();
  for (const char* path : {"/api/v2/buildinfo", "/api/v2", "/api/v2/nothing", "/api/v2/users/me"}) {
    EXPECT_EQ(site.anonymous().Get(path).Header("Content-Type"), "application/json; charset=utf-8") << path;
  }
}

TEST(Json, AnswersAreCompactWithOneTrailingNewline) {
  EXPECT_EQ(Site::Shared().anonymous().Get("/api/v2").body, "{\"message\":\"👋\"}\n");
}

TEST(Json, AngleBracketsAndAmpersandsAreEscaped) {
  const Reply reply = ReadBackWithName("<b>&");
  EXPECT_NE(reply.body.find(R"("\u003cb\u003e\u0026")"), std::string::npos) << reply.body;
  EXPECT_EQ(reply.body.find('<'), std::string::npos);
}

TEST(Json, LineAndParagraphSeparatorsAreEscaped) {
  const Reply reply = ReadBackWithName("a\u2028b\u2029c");
  EXPECT_NE(reply.body.find(R"("a\u2028b\u2029c")"), std::string::npos) << reply.body;
}

class JsonText : public testing::TestWithParam<const char*> {};

TEST_P(JsonText, SurvivesTheWayInAndOut) {
  Site& site = Site::Shared();
  const Person person = site.NewUser();
  const std::string name = GetParam();
  site.CreateToken(person.client, {{"token_name", name}});
  const boost::json::value list = person.client.Get("/api/v2/users/me/keys/tokens").Json();
  EXPECT_EQ(std::string(list.as_array().at(0).at("token_name").as_string()), name);
}

INSTANTIATE_TEST_SUITE_P(Texts, JsonText,
                         testing::Values("Zo\u00eb \u65e5\u672c", "\U0001F600", "a\u2028b\u2029", "<b>&",
                                         "quote \" and \\ backslash", "\u202eturned", "tab\tand\nline"));

TEST(Json, DetailAndValidationsAreOmittedWhenEmpty) {
  const Reply reply = Site::Shared().anonymous().Get("/api/v2/nothing");
  EXPECT_EQ(reply.body, "{\"message\":\"Route not found.\"}\n");
}

TEST(Json, PlainNoticesAreAnEnvelopeOfAMessageAlone) {
  const Person person = Site::Shared().NewUser();
  const Reply reply = person.client.Post("/api/v2/users/logout");
  ExpectEnvelope(reply, 200);
  EXPECT_EQ(reply.Json().as_object().size(), 1u) << reply.body;
}

TEST(Json, TimesAreRfc3339InUtcWithTrimmedMicroseconds) {
  EXPECT_EQ(CreatedAtShownFor("2024-02-03 04:05:06.100000+00"), "2024-02-03T04:05:06.1Z");
  EXPECT_EQ(CreatedAtShownFor("2024-02-03 04:05:06.000001+00"), "2024-02-03T04:05:06.000001Z");
  EXPECT_EQ(CreatedAtShownFor("2024-02-03 04:05:06+00"), "2024-02-03T04:05:06Z");
}

TEST(Json, TimesStoredFromAnotherZoneAreShownInUtc) {
  EXPECT_EQ(CreatedAtShownFor("2024-02-29 23:30:00-01:30"), "2024-03-01T01:00:00Z");
}

TEST(Json, TheZeroTimeIsNeverOmitted) {
  Site& site = Site::Shared();
  const Person person = site.NewUser();
  site.Sql("UPDATE users SET last_seen_at = '0001-01-01 00:00:00+00' WHERE id = '" + person.id + "'");
  const Reply reply = site.owner().client.Get("/api/v2/users/" + person.id);
  EXPECT_EQ(reply.Text("last_seen_at"), "0001-01-01T00:00:00Z") << reply.body;
}

class JsonUuid : public testing::TestWithParam<const char*> {};

TEST_P(JsonUuid, IsReadInEveryFormAndShownInLowerCase) {
  Site& site = Site::Shared();
  const Person person = site.NewUser();
  const std::string given =
      std::regex_replace(site.Value("SELECT upper('" + person.id + "')"), std::regex("^(.*)$"), GetParam());
  EXPECT_EQ(site.owner().client.Get("/api/v2/users/" + given).Text("id"), person.id) << given;
}

INSTANTIATE_TEST_SUITE_P(Forms, JsonUuid, testing::Values("$1", "urn:uuid:$1", "%7B$1%7D", "{$1}"));

TEST(Json, AUuidIsReadWithoutDashes) {
  Site& site = Site::Shared();
  const Person person = site.NewUser();
  const std::string bare = std::regex_replace(person.id, std::regex("-"), "");
  EXPECT_EQ(site.owner().client.Get("/api/v2/users/" + bare).Text("id"), person.id);
}

TEST(Json, DurationsAreIntegerNanoseconds) {
  const Person person = Site::Shared().NewUser();
  const Reply reply = person.client.Get("/api/v2/users/me/keys/tokens/tokenconfig");
  EXPECT_EQ(reply.Json().at("max_token_lifetime").as_int64(), 876600 * kHourNs) << reply.body;
}

TEST(Json, AnEmptyArrayIsWrittenAsBrackets) {
  const Person person = Site::Shared().NewUser();
  EXPECT_EQ(person.client.Get("/api/v2/users/me/keys/tokens").body, "[]\n");
}

TEST(Json, NoContentHasNeitherBodyNorType) {
  Site& site = Site::Shared();
  const Person person = site.NewUser();
  const std::string key = site.CreateToken(person.client).substr(0, 10);
  const Reply reply = person.client.Delete("/api/v2/users/me/keys/" + key);
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.body, "");
  EXPECT_TRUE(reply.All("Content-Type").empty());
  EXPECT_TRUE(reply.All("Content-Length").empty());
}

}  // namespace
}  // namespace postern::test
