#include <mutex>
#include <optional>

#include "boost/json/array.hpp"
#include "boost/json/serialize.hpp"
#include "tests/support/answers.h"
#include "tests/support/outside_site.h"
#include "tests/support/program.h"

namespace postern::test {
namespace {

constexpr char kLlms[] = "/api/v2/deployment/llms";
constexpr char kKey[] = "canary-key";

boost::json::object Model(const std::string& name, const std::string& provider) {
  return {{"id", name}, {"display_name", name}, {"provider", provider}};
}

boost::json::value Models(boost::json::array models) {
  return boost::json::object{{"models", std::move(models)}};
}

std::string ListOf(std::initializer_list<const char*> names) {
  boost::json::array data;
  for (const char* name : names) data.push_back(boost::json::object{{"id", name}, {"object", "model"}});
  return boost::json::serialize(boost::json::object{{"object", "list"}, {"data", std::move(data)}});
}

// One provider whose list is asked for at `url`, before one whose models are set.
Site::Environment Asking(const std::string& url) {
  return {{"CODER_AI_PROVIDER_0_TYPE", "openai"},     {"CODER_AI_PROVIDER_0_API_KEY", kKey},
          {"CODER_AI_PROVIDER_0_BASE_URL", url},      {"CODER_AI_PROVIDER_1_TYPE", "google"},
          {"CODER_AI_PROVIDER_1_MODELS", "both,set"}, {"CODER_AI_PROVIDER_1_API_KEY", kKey}};
}

// What is left where the list of the first is not known.
boost::json::value OnlySet() {
  return Models({Model("both", "google"), Model("set", "google")});
}

TEST(LanguageModels, AreNoneByDefault) {
  const Reply reply = Shared().NewUser().client.Get(kLlms);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "{\"models\":[]}\n");
}

TEST(LanguageModels, AreToldToSessionsOnly) {
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get(kLlms), 401, kSignedOut));
  const std::string token = Shared().CreateToken(Shared().owner().client, {{"scope", "application_connect"}});
  EXPECT_EQ(Shared().anonymous().WithToken(token).Get(kLlms).status, 200);
}

TEST(LanguageModels, ComeFromTheSettingsAndFromAProviderThatIsAskedOnce) {
  const OutsideSite provider([](const Reply&) { return HttpAnswer(200, ListOf({"new", "both", "both"})); });
  Site site(Asking(provider.url() + "/v1/"));
  const Person person = site.NewUser();
  const boost::json::value all = Models({Model("both", "google"), Model("new", "openai"), Model("set", "google")});
  EXPECT_TRUE(Eventually([&] { return person.client.Get(kLlms).Json() == all; }));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(person.client.Get(kLlms).Json(), all);
  EXPECT_EQ(provider.asked(), 1U);
  const Reply seen = provider.seen().at(0);
  EXPECT_EQ(seen.body, "/v1/models");
  EXPECT_EQ(seen.Header("Authorization"), std::string("Bearer ") + kKey);
}

TEST(LanguageModels, LeaveTheKeyOutOfLogsAndRows) {
  const OutsideSite provider([](const Reply&) { return HttpAnswer(401, "wrong canary-key"); });
  Site site(Asking(provider.url("name:canary-word@")));
  EXPECT_EQ(site.owner().client.Get(kLlms).Json(), OnlySet());
  ASSERT_TRUE(Eventually([&] { return site.Log("deployment").find("could not be collected") != std::string::npos; }));
  EXPECT_EQ(site.Log("deployment").find("canary"), std::string::npos);
  EXPECT_EQ(site.Value("SELECT count(*) FROM postern.shared_results r WHERE r::text LIKE '%canary%'"), "0");
}

TEST(LanguageModels, AreThoseOfTheSettingsWhereTheOtherProviderCannotBeUnderstood) {
  std::string answer;
  std::mutex mutex;
  const OutsideSite provider([&](const Reply&) {
    const std::lock_guard lock(mutex);
    return answer;
  });
  Site site(Asking(provider.url()));
  const Client client = site.owner().client;
  for (const std::string& bad : {HttpAnswer(200, "models"), HttpAnswer(200, R"({"data":{}})"),
                                 HttpAnswer(500, ListOf({"new"})), Redirect("http://127.0.0.1:1/")}) {
    {
      const std::lock_guard lock(mutex);
      answer = bad;
    }
    const std::size_t asked = provider.asked();
    site.Sql("DELETE FROM postern.shared_results WHERE name LIKE 'llms:%'");
    EXPECT_TRUE(Eventually([&] {
      EXPECT_EQ(client.Get(kLlms).Json(), OnlySet());
      return site.Value(
                 "SELECT count(*) FROM postern.shared_results WHERE name LIKE 'llms:openai:%' AND claim IS NULL "
                 "AND claimed_until > now() + interval '4 minutes'") == "1";
    }));
    EXPECT_EQ(client.Get(kLlms).Json(), OnlySet());
    EXPECT_EQ(provider.asked(), asked + 1) << bad;
  }
}

TEST(LanguageModels, DoNotWaitLongForASilentProvider) {
  const OutsideSite provider([](const Reply&) { return std::nullopt; });
  Site site(Asking(provider.url()));
  const Client client = site.owner().client;
  for (int i = 0; i < 2; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(client.Get(kLlms).Json(), OnlySet());
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
  }
  EXPECT_EQ(provider.asked(), 1U);
}

TEST(WebPush, HasOnePairOfKeysThatIsMadeOnce) {
  Site site(Site::Environment{{"CODER_EXPERIMENTS", "WEB-PUSH"}});
  const std::string key = site.anonymous().Get("/api/v2/buildinfo").Text("webpush_public_key");
  EXPECT_EQ(key.size(), 87U);
  EXPECT_EQ(site.Value("SELECT value FROM site_configs WHERE key = 'webpush_vapid_public_key'"), key);
  EXPECT_EQ(site.Value("SELECT length(value) FROM site_configs WHERE key = 'webpush_vapid_private_key'"), "43");
  EXPECT_EQ(site.anonymous().Get("/api/v2/buildinfo").Text("webpush_public_key"), key);
}

}  // namespace
}  // namespace postern::test
