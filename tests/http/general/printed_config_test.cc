// What programs print in place of starting: --check-config and --write-config.
#include "tests/support/answers.h"
#include "tests/support/option_samples.h"

namespace postern::test {
namespace {

class Printed : public testing::TestWithParam<const char*> {};

TEST_P(Printed, CheckShowsSettingsAndNoSecrets) {
  Environment environment = EnvironmentOfSamples();
  environment["CODER_PG_CONNECTION_URL"] = "postgres://name:canary-url@/nowhere";
  environment["POSTERN_DATA_DIR"] = "/nonexistent/data";
  const bool is_up = std::string_view(GetParam()) == "postern";
  std::vector<std::string> words = {"--check-config"};
  if (is_up) words.insert(words.begin(), "up");
  const auto run = RunProgram(GetParam(), words, environment);
  EXPECT_EQ(run.status, 0) << run.output;
  EXPECT_NE(run.output.find("Docs URL = \"https://mark-docs-url-x.example.com/p?q=1\"  [env CODER_DOCS_URL]\n"),
            std::string::npos);
  EXPECT_NE(run.output.find("Postgres Connection URL = (secret, set)  [env CODER_PG_CONNECTION_URL]\n"),
            std::string::npos);
  EXPECT_EQ(run.output.find("canary"), std::string::npos);
  for (const config::OptionRow& row : config::Table()) {
    if (row.is_secret()) {
      EXPECT_EQ(run.output.find(SampleOf(row).text), std::string::npos) << row.name;
    }
  }
}

TEST_P(Printed, CheckRefusesWhatAStartRefuses) {
  const auto run =
      RunProgram(GetParam(), {"--check-config", "--session-duration=-1s"}, {{"CODER_SCIM_AUTH_HEADER", "canary-scim"}});
  EXPECT_EQ(run.status, 2);
  EXPECT_NE(run.output.find("--session-duration: \"-1s\" must be more than zero"), std::string::npos) << run.output;
  EXPECT_EQ(run.output.find("canary"), std::string::npos);
}

TEST_P(Printed, WriteNeedsNothingThatAStartNeeds) {
  const auto run = RunProgram(GetParam(), {"--write-config", "--session-duration=-1s"},
                              {{"CODER_PG_AUTH", "awsiamrds"}, {"CODER_SCIM_AUTH_HEADER", "canary-scim"}});
  EXPECT_EQ(run.status, 0) << run.output;
  EXPECT_NE(run.output.find("    sessionDuration: -1s\n"), std::string::npos);
  EXPECT_NE(run.output.find("\npgAuth: awsiamrds\n"), std::string::npos);
  EXPECT_EQ(run.output.find("canary"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Programs, Printed, testing::Values("postern", "postern-users", "postern-deployment"));

TEST(CheckConfig, OfUpAsksForTheDataFolder) {
  const auto run = RunProgram("postern", {"up", "--check-config"});
  EXPECT_EQ(run.status, 2) << run.output;
  EXPECT_NE(run.output.find("--data-dir"), std::string::npos) << run.output;
}

}  // namespace
}  // namespace postern::test
