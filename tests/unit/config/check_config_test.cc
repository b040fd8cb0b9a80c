#include "config/check_config.h"

#include "config/shown.h"
#include "loading.h"
#include "tests/support/option_samples.h"

namespace postern::config {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Checked(std::vector<std::string> arguments, std::vector<std::string> environment = {}) {
  const Loaded loaded = MustLoad(std::move(arguments), std::move(environment));
  return CheckedConfig(loaded.options, loaded.origins);
}

TEST(CheckedConfigTest, HasALineForEachOption) {
  const std::string lines = Checked({});
  EXPECT_EQ(static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n')), Table().size());
}

TEST(CheckedConfigTest, TellsValueSourceAndPlace) {
  const TextFile file("networking:\n  accessURL: https://h/\n");
  const std::string lines =
      Checked({"--session-duration=90m", "--config=" + file.path()}, {"CODER_EXPERIMENTS=a,\"b,c\""});
  EXPECT_THAT(lines, HasSubstr("Session Duration = 1h30m0s  [flag --session-duration]\n"));
  EXPECT_THAT(lines, HasSubstr("Experiments = [\"a\",\"b,c\"]  [env CODER_EXPERIMENTS]\n"));
  EXPECT_THAT(lines, HasSubstr("Access URL = \"https://h/\"  [yaml " + file.path() + ":2: networking.accessURL]\n"));
  EXPECT_THAT(lines, HasSubstr("Threads = 32  [default]\n"));
  EXPECT_THAT(lines, HasSubstr("Browser Only = false  [nobody set it]\n"));
  EXPECT_THAT(lines, HasSubstr("OIDC Email Domain = (not set)  [nobody set it]\n"));
}

TEST(CheckedConfigTest, TellsOfSecretsOnlyWhetherTheyAreSet) {
  const std::string lines = Checked({}, {"CODER_SCIM_AUTH_HEADER=hunter2"});
  EXPECT_THAT(lines, HasSubstr("SCIM API Key = (secret, set)  [env CODER_SCIM_AUTH_HEADER]\n"));
  EXPECT_THAT(lines, HasSubstr("OIDC Client Secret = (not set)  [nobody set it]\n"));
  EXPECT_THAT(lines, Not(HasSubstr("hunter2")));
}

TEST(CheckedConfigTest, ShowsWhatAStartMakesOfValues) {
  EXPECT_THAT(Checked({"--dangerous-disable-rate-limits"}), HasSubstr("API Rate Limit = -1  [default]\n"));
}

TEST(CheckedConfigTest, KeepsEachOptionOnOneLine) {
  EXPECT_THAT(Checked({"--cli-upgrade-message=a\nb"}), HasSubstr("CLI Upgrade Message = \"a\\x0ab\"  [flag"));
}

TEST(CheckedConfigTest, ShowsNoSecretAndNoCredentialsOfUrls) {
  Options options;
  for (const OptionRow& row : Table()) EXPECT_TRUE(row.set(options, test::SampleOf(row).text).ok());
  const std::string lines = CheckedConfig(options, Origins{});
  EXPECT_THAT(lines, Not(HasSubstr("canary")));
  for (const OptionRow& row : Table()) {
    if (row.is_secret()) {
      EXPECT_THAT(lines, Not(HasSubstr(test::SampleOf(row).text))) << row.name;
    }
  }
}

}  // namespace
}  // namespace postern::config
