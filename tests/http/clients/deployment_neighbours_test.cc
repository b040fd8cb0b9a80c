// What clients ask of a deployment beside build info: GET /regions, /entitlements, /appearance.
#include "tests/support/answers.h"

namespace postern::test {
namespace {

using boost::json::array;
using boost::json::object;

constexpr char kRegions[] = "/api/v2/regions";
constexpr char kEntitlements[] = "/api/v2/entitlements";
constexpr char kAppearance[] = "/api/v2/appearance";

object Region(const Site& site) {
  return {{"id", site.anonymous().Get("/api/v2/buildinfo").Text("deployment_id")},
          {"name", "primary"},
          {"display_name", "Default"},
          {"icon_url", "/emojis/1f3e1.png"},
          {"healthy", true},
          {"path_app_url", site.anonymous().url()},
          {"wildcard_hostname", ""}};
}

boost::json::value OneRegion(const object& region) {
  return object{{"regions", array{region}}};
}

object Appearance() {
  return {{"application_name", ""},
          {"logo_url", ""},
          {"docs_url", "https://coder.com/docs/@v2.23.0"},
          {"service_banner", object{{"enabled", false}}},
          {"announcement_banners", array()}};
}

Client ApplicationKey() {
  const Person owner = Shared().NewUser({"owner"});
  return owner.client.WithToken(Shared().CreateToken(owner.client, {{"scope", "application_connect"}}));
}

TEST(Regions, ThereIsOneAndEverySessionSeesIt) {
  for (const Client& client : {Shared().NewUser().client, Shared().NewUser({"auditor"}).client, ApplicationKey()}) {
    const Reply reply = client.Get(kRegions);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.Json(), OneRegion(Region(Shared())));
  }
}

TEST(Regions, NeedASession) {
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get(kRegions), 401, kSignedOut));
}

TEST(Regions, AreALeafForGetAlone) {
  const Reply wrong = Shared().anonymous().Post(kRegions);
  EXPECT_TRUE(IsEnvelope(wrong, 405));
  EXPECT_EQ(wrong.All("Allow"), std::vector<std::string>{"GET"});
  EXPECT_TRUE(IsEnvelope(Shared().owner().client.Get("/api/v2/regions/"), 404, "Route not found."));
}

TEST(Entitlements, AreOpenAndGrantNothing) {
  object features;
  for (const char* name :
       {"user_limit", "audit_log", "browser_only", "scim", "template_rbac", "high_availability",
        "multiple_external_auth", "external_provisioner_daemons", "appearance", "advanced_template_scheduling",
        "workspace_proxy", "user_role_management", "external_token_encryption", "workspace_batch_actions",
        "access_control", "control_shared_ports", "custom_roles", "multiple_organizations", "workspace_prebuilds"}) {
    features[name] = object{{"entitlement", "not_entitled"}, {"enabled", false}};
  }
  const boost::json::value expected = {{"features", features},
                                       {"warnings", array()},
                                       {"errors", array()},
                                       {"has_license", false},
                                       {"trial", false},
                                       {"require_telemetry", false},
                                       {"refreshed_at", "0001-01-01T00:00:00Z"}};
  for (const Client& client : {Shared().anonymous(), Shared().NewUser().client}) {
    const Reply reply = client.Get(kEntitlements);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.Json(), expected);
  }
}

TEST(Entitlements, AreALeafForGetAlone) {
  const Reply wrong = Shared().anonymous().Put(kEntitlements);
  EXPECT_TRUE(IsEnvelope(wrong, 405));
  EXPECT_EQ(wrong.All("Allow"), std::vector<std::string>{"GET"});
  EXPECT_TRUE(IsEnvelope(Shared().owner().client.Get("/api/v2/entitlements/"), 404, "Route not found."));
}

TEST(SiteAppearance, IsPlainUntilSomebodySetsIt) {
  for (const Client& client : {Shared().NewUser().client, ApplicationKey()}) {
    const Reply reply = client.Get(kAppearance);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.Json(), Appearance());
  }
}

TEST(SiteAppearance, NeedsASession) {
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get(kAppearance), 401));
  const Person person = Shared().NewUser();
  ASSERT_EQ(Shared().owner().client.Put(PathOf(person) + "/status/suspend").status, 200);
  EXPECT_TRUE(IsEnvelope(person.client.Get(kAppearance), 401, "Contact an admin"));
}

TEST(SiteAppearance, IsALeafForGetAlone) {
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Put(kAppearance), 405));
  EXPECT_TRUE(IsEnvelope(Shared().owner().client.Get("/api/v2/appearance/"), 404, "Route not found."));
}

// The settings of a site, which no test may change under those that share one.
class SiteSettings : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    site_ = std::make_unique<Site>(Environment{{"CODER_WILDCARD_ACCESS_URL", "*.Apps.example.com:8443"},
                                               {"CODER_DOCS_URL", "https://docs.example.com/manual"}});
  }
  static void TearDownTestSuite() { site_.reset(); }
  void TearDown() override { site_->Sql("DELETE FROM site_configs WHERE key <> 'deployment_id'"); }

  static void Set(const std::string& key, const std::string& value) {
    site_->Sql("INSERT INTO site_configs VALUES ('" + key + "', " + Quoted(value) +
               ") ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value");
  }
  static boost::json::value Get(const char* path) { return site_->owner().client.Get(path).Json(); }
  static boost::json::value Banners(const std::string& stored) {
    Set("announcement_banners", stored);
    return Get(kAppearance).at("announcement_banners");
  }

  static std::unique_ptr<Site> site_;
};
std::unique_ptr<Site> SiteSettings::site_;

TEST_F(SiteSettings, NameTheRegionAndItsWildcardHostAsGiven) {
  object expected = Region(*site_);
  expected["wildcard_hostname"] = "*.Apps.example.com:8443";
  EXPECT_EQ(Get(kRegions), OneRegion(expected));
  Set("default_proxy_display_name", "Frankfurt");
  Set("default_proxy_icon_url", "/emojis/1f1e9-1f1ea.png");
  expected["display_name"] = "Frankfurt";
  expected["icon_url"] = "/emojis/1f1e9-1f1ea.png";
  EXPECT_EQ(Get(kRegions), OneRegion(expected));
}

TEST_F(SiteSettings, AnEmptyNameIsAName) {
  Set("default_proxy_display_name", "");
  EXPECT_EQ(Get(kRegions).at("regions").at(0).at("display_name").as_string(), "");
}

TEST_F(SiteSettings, MakeTheAppearance) {
  Set("application_name", "Ours <&>");
  Set("logo_url", "https://example.com/logo.png");
  Set("announcement_banners", R"([{"enabled":true,"message":"Down at 5","background_color":"#ff0000"}])");
  object expected = Appearance();
  expected["application_name"] = "Ours <&>";
  expected["logo_url"] = "https://example.com/logo.png";
  expected["docs_url"] = "https://docs.example.com/manual";
  expected["announcement_banners"] = {
      object{{"enabled", true}, {"message", "Down at 5"}, {"background_color", "#ff0000"}}};
  EXPECT_EQ(Get(kAppearance), expected);
}

TEST_F(SiteSettings, BannersShowNoEmptyAndNoUnknownMembers) {
  const array expected = {object{{"enabled", false}}, object{{"enabled", true}, {"message", "x"}}};
  EXPECT_EQ(Banners(R"([{"enabled":false,"message":"","background_color":""},{"enabled":true,"message":"x","y":1}])"),
            expected);
}

TEST_F(SiteSettings, BannersThatCannotBeReadAreNone) {
  for (const char* stored :
       {"", "[", "null", "{}", "[]", "\"x\"", "[1]", R"([{"enabled":"yes"}])", R"([{"message":"x"}])",
        R"([{"enabled":true,"message":1}])", R"([{"enabled":true},{"enabled":true,"background_color":[]}])"}) {
    EXPECT_EQ(Banners(stored), array()) << stored;
  }
}

struct Manual {
  const char* version;
  const char* url;
};

class ManualOfVersion : public testing::TestWithParam<Manual> {};

TEST_P(ManualOfVersion, IsThatOfTheReleaseThatIsReported) {
  Site site(Environment{{"POSTERN_REPORTED_VERSION", GetParam().version}});
  EXPECT_EQ(site.owner().client.Get(kAppearance).Text("docs_url"), GetParam().url);
}

INSTANTIATE_TEST_SUITE_P(Versions, ManualOfVersion,
                         testing::Values(Manual{"v2.24.1-devel+abc1234", "https://coder.com/docs/@v2.24.1"},
                                         Manual{"v3.0.0+rc-1", "https://coder.com/docs/@v3.0.0"},
                                         Manual{"v0.0.0-devel+abc1234", "https://coder.com/docs"}));

TEST(NotServed, WhatALicenceWouldBringIs404InJson) {
  for (const char* path : {"/api/v2/workspaceproxies", "/api/v2/groups", "/api/v2/replicas", "/api/v2/licenses"}) {
    EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get(path), 404, "Route not found.")) << path;
    EXPECT_TRUE(IsEnvelope(Shared().owner().client.Get(path), 404, "Route not found.")) << path;
  }
}

TEST(NotServed, QuietHoursAskForASessionFirst) {
  const std::string path = std::string(kMe) + "/quiet-hours";
  EXPECT_TRUE(IsEnvelope(Shared().anonymous().Get(path), 401, kSignedOut));
  EXPECT_TRUE(IsEnvelope(Shared().owner().client.Get(path), 404, "Route not found."));
}

}  // namespace
}  // namespace postern::test
