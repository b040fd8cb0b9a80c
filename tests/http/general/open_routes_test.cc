// What anybody may ask: the greeting, and what runs here.
#include "absl/strings/match.h"
#include "tests/http/processes/served_program.h"
#include "tests/support/answers.h"

namespace postern::test {
namespace {

class OpenRoutes : public testing::TestWithParam<const char*> {};

TEST_P(OpenRoutes, AskNobodyWhoTheyAre) {
  const Client anonymous = Shared().anonymous();
  for (const char* token : {"", "no-token", "0123456789-0123456789012345678901"}) {
    EXPECT_EQ(anonymous.WithToken(token).Get(GetParam()).status, 200) << token;
  }
}

INSTANTIATE_TEST_SUITE_P(General, OpenRoutes, testing::Values("/api/v2/", "/api/v2/buildinfo"));

constexpr char kBuildInfo[] = "/api/v2/buildinfo";

TEST(BuildInfo, HasItsKeysInTheirOrder) {
  Site& site = Shared();
  const boost::json::object info = site.anonymous().Get(kBuildInfo).Json().as_object();
  std::string keys;
  for (const auto& member : info) keys += std::string(member.key()) + " ";
  EXPECT_EQ(keys,
            "external_url version dashboard_url telemetry workspace_proxy agent_api_version provisioner_api_version "
            "upgrade_message deployment_id ");
  EXPECT_EQ(info.at("agent_api_version"), "1.0");
  EXPECT_EQ(info.at("provisioner_api_version"), "1.6");
  EXPECT_EQ(info.at("workspace_proxy"), false);
  EXPECT_EQ(info.at("upgrade_message"), "");
  EXPECT_TRUE(absl::StartsWith(std::string(info.at("version").as_string()), "v2.23.0+postern."));
}

TEST(BuildInfo, ShowsWhatWasSetAndTheDeploymentIdOfItsStart) {
  Site site({{"CODER_TELEMETRY_ENABLE", "false"}, {"CODER_CLI_UPGRADE_MESSAGE", "ask <ada>"}},
            {"--access-url=https://me:hunter2@coder.example.com/x/", "--reported-version=v2.24.1"});
  const boost::json::value info = site.anonymous().Get(kBuildInfo).Json();
  EXPECT_EQ(info.at("telemetry"), false);
  EXPECT_EQ(info.at("upgrade_message"), "ask <ada>");
  EXPECT_EQ(info.at("dashboard_url"), "https://coder.example.com/x/");
  EXPECT_EQ(info.at("version"), "v2.24.1");
  site.Sql("UPDATE site_configs SET value = 'another' WHERE key = 'deployment_id'");
  EXPECT_EQ(site.anonymous().Get(kBuildInfo).Json(), info);
  const ServedProgram later("postern-buildinfo", site.database().url());
  EXPECT_EQ(later.Get(kBuildInfo).Text("deployment_id"), "another");
}

}  // namespace
}  // namespace postern::test
