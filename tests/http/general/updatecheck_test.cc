#include <memory>
#include <mutex>
#include <optional>

#include "absl/strings/str_cat.h"
#include "boost/json/serialize.hpp"
#include "tests/support/answers.h"
#include "tests/support/outside_site.h"
#include "tests/support/program.h"

namespace postern::test {
namespace {

constexpr char kUpdateCheck[] = "/api/v2/updatecheck";
constexpr char kPage[] = "https://releases.example/latest";
constexpr auto kSoon = std::chrono::seconds(3);

std::string ReleaseText(const std::string& version) {
  return boost::json::serialize(
      boost::json::value{{"tag_name", version}, {"html_url", kPage}, {"draft", false}, {"body", "notes <b>"}});
}

Site::Environment Checking(const std::string& url) {
  return {{"CODER_UPDATE_CHECK", "true"}, {"POSTERN_UPDATE_CHECK_URL", url}};
}

// A check whose age is `age`, an interval of PostgreSQL.
void Remember(Site& site, const std::string& version, const std::string& age = "0") {
  site.Sql(
      "INSERT INTO site_configs VALUES ('last_update_check', json_build_object('checked', to_char((now() - interval '" +
      age + "') AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"789Z\"'), 'version', " + Quoted(version) +
      ", 'url', '" + kPage + "')) ON CONFLICT (key) DO UPDATE SET value = excluded.value");
}

void Store(Site& site, const std::string& text) {
  site.Sql("INSERT INTO site_configs VALUES ('last_update_check', " + Quoted(text) +
           ") ON CONFLICT (key) DO UPDATE SET value = excluded.value");
}

std::string Stored(Site& site) {
  return site.Value("SELECT coalesce((SELECT value FROM site_configs WHERE key = 'last_update_check'), '')");
}

Reply AskQuickly(const Site& site) {
  const auto begun = std::chrono::steady_clock::now();
  const Reply reply = site.anonymous().Get(kUpdateCheck);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, kSoon);
  EXPECT_EQ(reply.status, 200) << reply.body;
  return reply;
}

boost::json::value Told(bool current, const std::string& version, const std::string& url = kPage) {
  return {{"current", current}, {"version", version}, {"url", url}};
}

// The answer of a server that knows of no release.
boost::json::value Own(const Site& site) {
  const Reply info = site.anonymous().Get("/api/v2/buildinfo");
  return Told(true, info.Text("version"), info.Text("external_url"));
}

// A server that checks, all of whose checks are fresh unless a test says otherwise, and a site that nobody may ask
// while they are.
class StoredCheck : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    outside_ = std::make_unique<OutsideSite>([](const Reply&) { return HttpAnswer(500, ""); });
    site_ = std::make_unique<Site>(Checking(outside_->url()));
  }
  static void TearDownTestSuite() {
    site_.reset();
    outside_.reset();
  }

  static inline std::unique_ptr<OutsideSite> outside_;
  static inline std::unique_ptr<Site> site_;
};

TEST_F(StoredCheck, IsToldWithoutAsking) {
  const std::size_t before = outside_->asked();
  Remember(*site_, "v99.0.0", "23:59:00");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(AskQuickly(*site_).Json(), Told(false, "v99.0.0"));
  EXPECT_EQ(outside_->asked(), before);
}

TEST_F(StoredCheck, IsComparedWithTheOwnVersion) {
  for (const auto& [version, current] : {std::pair("v2.23.0", true),
                                         {"v2.23.0-rc.1", true},
                                         {"v2.22.99", true},
                                         {"v2.23.1", false},
                                         {"v2.100", false},
                                         {"v99", false},
                                         {"v99.0.0-rc.1", false},
                                         {"v99-rc.1", true},
                                         {"99.0.0", true},
                                         {"", true}}) {
    Remember(*site_, version);
    EXPECT_EQ(AskQuickly(*site_).Json(), Told(current, version));
  }
}

TEST_F(StoredCheck, IsReadWhateverItsZoneAndDigits) {
  for (const char* checked :
       {"2020-02-29T23:59:59Z", "2021-01-01T00:00:00.123456789+02:00", "2022-06-01T12:00:00.5-07:00"}) {
    Store(*site_, absl::StrCat(R"({"checked":")", checked, R"(","version":"v99.0.0","url":")", kPage, R"("})"));
    EXPECT_EQ(AskQuickly(*site_).Json(), Told(false, "v99.0.0")) << checked;
  }
}

TEST_F(StoredCheck, MayLackAnything) {
  Store(*site_, R"({"version":"v99.0.0"})");
  EXPECT_EQ(AskQuickly(*site_).Json(), Told(false, "v99.0.0", ""));
  Store(*site_, "{}");
  EXPECT_EQ(AskQuickly(*site_).Json(), Told(true, "", ""));
}

TEST_F(StoredCheck, IsToldWithoutNameAndPassword) {
  Store(*site_, R"({"version":"v99.0.0","url":"https://name:secret@releases.example/@v99"})");
  EXPECT_EQ(AskQuickly(*site_).Json(), Told(false, "v99.0.0", "https://releases.example/@v99"));
}

TEST_F(StoredCheck, IsToldWithoutAnAddressThatIsNoPage) {
  Store(*site_, R"({"version":"v99.0.0","url":"JavaScript:x"})");
  EXPECT_EQ(AskQuickly(*site_).Json(), Told(false, "v99.0.0", ""));
  Store(*site_, R"({"version":"v99.0.0","url":"x"})");
  EXPECT_EQ(AskQuickly(*site_).Json(), Told(false, "v99.0.0", "x"));
}

TEST_F(StoredCheck, ThatCannotBeReadIsAnError) {
  for (const char* text :
       {"", "v99.0.0", "[]", R"({"version":1})", R"({"version":"v1"} x)", R"({"checked":"today"})"}) {
    Store(*site_, text);
    EXPECT_TRUE(IsEnvelope(site_->anonymous().Get(kUpdateCheck), 500)) << text;
  }
}

TEST(UpdateCheck, IsOffWhereItIsTurnedOff) {
  const OutsideSite outside([](const Reply&) { return HttpAnswer(200, ReleaseText("v99.0.0")); });
  Site::Environment environment = Checking(outside.url());
  environment["CODER_UPDATE_CHECK"] = "false";
  Site site(environment);
  EXPECT_EQ(AskQuickly(site).Json(), Own(site));
  Store(site, "no JSON");
  EXPECT_EQ(AskQuickly(site).Json(), Own(site));
  EXPECT_EQ(outside.asked(), 0U);
}

TEST(UpdateCheck, FindsTheNewestRelease) {
  const OutsideSite outside([](const Reply& request) {
    return request.body == "/latest" ? HttpAnswer(200, ReleaseText("v99.0.0")) : Redirect("/latest");
  });
  Site site(Checking(outside.url("name:secret@") + "/moved"));
  ASSERT_TRUE(Eventually([&] { return AskQuickly(site).Json() == Told(false, "v99.0.0"); }));
  EXPECT_EQ(site.Value("SELECT (value::jsonb - 'checked')::text FROM site_configs WHERE key = 'last_update_check'"),
            R"({"url": "https://releases.example/latest", "version": "v99.0.0"})");
  EXPECT_EQ(site.Value("SELECT now() - (value::jsonb->>'checked')::timestamptz < interval '1 minute' FROM site_configs "
                       "WHERE key = 'last_update_check'"),
            "t");
  EXPECT_EQ(outside.asked(), 2U);  // The redirect and the release.
  for (const Reply& seen : outside.seen()) {
    for (const char* name : {"Authorization", "Cookie", "Coder-Session-Token"}) EXPECT_EQ(seen.Header(name), "");
  }
  EXPECT_EQ(site.Log("updatecheck").find("secret"), std::string::npos);
}

TEST(UpdateCheck, AsksOnceForManyRequests) {
  const OutsideSite outside([](const Reply&) { return HttpAnswer(200, ReleaseText("v99.2.0")); });
  Site site(Checking(outside.url()));
  Remember(site, "v99.1.0", "24:01:00");
  ASSERT_TRUE(Eventually([&] { return AskQuickly(site).Text("version") == "v99.2.0"; }));
  for (int i = 0; i < 10; ++i) AskQuickly(site);
  EXPECT_EQ(outside.asked(), 1U);
}

TEST(UpdateCheck, AsksWhereTheLastOneWasMadeInTheFuture) {
  const OutsideSite outside([](const Reply&) { return HttpAnswer(200, ReleaseText("v99.2.0")); });
  Site site(Checking(outside.url()));
  Remember(site, "v99.1.0", "-23:00:00");
  EXPECT_EQ(AskQuickly(site).Text("version"), "v99.1.0");
  EXPECT_EQ(outside.asked(), 0U);
  Remember(site, "v99.1.0", "-25:00:00");
  ASSERT_TRUE(Eventually([&] { return AskQuickly(site).Text("version") == "v99.2.0"; }));
}

TEST(UpdateCheck, LeavesAnUnreadableCheckBehind) {
  const OutsideSite outside([](const Reply&) { return HttpAnswer(200, ReleaseText("v99.0.0")); });
  Site site(Checking(outside.url()));
  Store(site, "no JSON");
  EXPECT_TRUE(IsEnvelope(site.anonymous().Get(kUpdateCheck), 500));
  ASSERT_TRUE(Eventually([&] { return Stored(site) != "no JSON"; }));
  EXPECT_EQ(AskQuickly(site).Json(), Told(false, "v99.0.0"));
}

TEST(UpdateCheck, IsNeitherChangedNorSlowedByABadSiteWhichIsAskedOnce) {
  std::string answer;
  std::mutex mutex;
  const OutsideSite outside([&](const Reply&) {
    const std::lock_guard lock(mutex);
    return answer;
  });
  Site site(Checking(outside.url()));
  for (const std::string& bad :
       {HttpAnswer(404, R"({"tag_name":"v1.0.0"})"), HttpAnswer(200, "<html>v99.9.9</html>"),
        HttpAnswer(200, R"({"message":"moved"})"), HttpAnswer(200, ReleaseText(std::string(2'000'000, 'v'))),
        HttpAnswer(200, ReleaseText("v1" + std::string(255, '0'))), HttpAnswer(200, ReleaseText("latest")),
        HttpAnswer(200, R"({"tag_name":"v99.9.9","html_url":"javascript:x"})"), Redirect("file:///etc/passwd")}) {
    {
      const std::lock_guard lock(mutex);
      answer = bad;
    }
    Remember(site, "v99.0.0", "48:00:00");
    const std::string before = Stored(site);
    const std::size_t asked = outside.asked();
    site.Sql("DELETE FROM postern.shared_results");
    // Nobody asks again for an hour.
    EXPECT_TRUE(Eventually([&] {
      EXPECT_EQ(AskQuickly(site).Json(), Told(false, "v99.0.0"));
      return site.Value(
                 "SELECT count(*) FROM postern.shared_results WHERE claim IS NULL AND claimed_until > now() + "
                 "interval '59 minutes'") == "1";
    }));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(AskQuickly(site).Json(), Told(false, "v99.0.0"));
    EXPECT_EQ(outside.asked(), asked + 1) << bad.substr(0, 200);
    EXPECT_EQ(Stored(site), before);
  }
}

TEST(UpdateCheck, DoesNotWaitForASilentSite) {
  const OutsideSite outside([](const Reply&) { return std::nullopt; });
  Site site(Checking(outside.url()));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(AskQuickly(site).Json(), Own(site));
  ASSERT_TRUE(Eventually([&] { return outside.asked() > 0; }));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(AskQuickly(site).Json(), Own(site));
  EXPECT_EQ(outside.asked(), 1U);
}

TEST(UpdateCheck, KnowsNothingMoreWhereNobodyListens) {
  Site site(Checking(absl::StrCat("http://name:secret@127.0.0.1:", FreePort(), "/")));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(AskQuickly(site).Json(), Own(site));
  ASSERT_TRUE(Eventually([&] { return site.Log("updatecheck").find("could not be collected") != std::string::npos; }));
  EXPECT_EQ(site.Log("updatecheck").find("secret"), std::string::npos);
}

}  // namespace
}  // namespace postern::test
