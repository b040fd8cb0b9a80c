#include "config/write_config.h"

#include <sstream>

#include "config/shown.h"
#include "json/print.h"
#include "loading.h"
#include "tests/support/option_samples.h"

namespace postern::config {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Written(const Options& options) {
  return WrittenConfig(options, MustLoad({}, {"HOME=/home/u"}).origins);
}

// What a program makes of the written file, with no rule in the way.
Loaded Again(const std::string& text) {
  const TextFile file(text);
  return MustLoad({"--config=" + file.path(), "--write-config"});
}

std::string Json(const OptionRow& row, const Options& options) {
  return json::Print(ShownValue(row, options, Secrets::kShown));
}

TEST(WrittenConfigTest, GivesTheSameSettingsAgain) {
  Options options;
  for (const OptionRow& row : Table()) EXPECT_TRUE(row.set(options, test::SampleOf(row).text).ok()) << row.name;
  options.external_auth->front().scopes.emplace();  // A file cannot leave them unset.
  const Loaded again = Again(Written(options));
  for (const OptionRow& row : Table()) {
    if (row.yaml_path.empty() || row.member == "data_dir") continue;
    EXPECT_EQ(Json(row, again.options), Json(row, options)) << row.name;
    EXPECT_EQ((again.origins.*row.origin).source, Source::kYaml) << row.name;
  }
}

TEST(WrittenConfigTest, LeavesTheDataFolderToWhoeverStarts) {
  Options options = Defaults();
  options.data_dir = "/srv/here";
  EXPECT_THAT(Written(options), Not(HasSubstr("dataDir")));
}

TEST(WrittenConfigTest, GivesDefaultsAgain) {
  const Options options = MustLoad({}, {"HOME=/home/u"}).options;
  const Loaded again = Again(Written(options));
  for (const OptionRow& row : Table()) {
    if (!row.yaml_path.empty()) {
      EXPECT_EQ(Json(row, again.options), Json(row, options)) << row.name;
    }
  }
}

TEST(WrittenConfigTest, GivesEmptyValuesAgain) {
  Options options;
  for (const OptionRow& row : Table()) {
    if (row.type != Type::kEnum) continue;  // Empty is none of the choices.
    EXPECT_TRUE(row.set(options, row.default_text).ok());
  }
  const Loaded again = Again(Written(options));
  for (const OptionRow& row : Table()) {
    if (!row.yaml_path.empty()) {
      EXPECT_EQ(Json(row, again.options), Json(row, options)) << row.name;
    }
  }
}

class Awkward : public testing::TestWithParam<std::string> {};

TEST_P(Awkward, TextComesBackAsItWas) {
  Options options = Defaults();
  options.cli_upgrade_message = GetParam();
  options.ssh_config_options = {GetParam(), "x"};
  options.oidc_group_mapping = {{{GetParam(), GetParam()}}};
  options.support_links = {{{GetParam(), "", ""}}};
  const Options again = Again(Written(options)).options;
  EXPECT_EQ(again.cli_upgrade_message, GetParam());
  EXPECT_EQ(again.ssh_config_options, options.ssh_config_options);
  EXPECT_EQ(again.oidc_group_mapping, options.oidc_group_mapping);
  EXPECT_EQ(again.support_links->front().name, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Texts, Awkward,
                         testing::Values("12", "true", "Yes", "~", "null", "", " leading", "trailing ", "a: b", "a #b",
                                         "- x", "[a]", "{a: b}", "*x", "&x", "!x", "%x", "@x", "`x", "'q'", "\"q\"",
                                         "a\nb", "a\tb", "a\\b", "1e3", "0x1F", "12:30:45", "2001-01-01", ".inf", "=",
                                         "<<", "?", "| x", "> x", "---", "# x", "\xE2\x80\xA8x", "\xC2\x85x",
                                         "é🦆"));

TEST(WrittenConfigTest, QuotesWhatOlderReadersTakeForSomethingElse) {
  Options options = Defaults();
  for (const char* text : {"12", "true", "Yes", "off", "~", "12:30", "n"}) {
    options.cli_upgrade_message = text;
    EXPECT_THAT(Written(options), HasSubstr("cliUpgradeMessage: \"" + std::string(text) + "\"\n"));
  }
  options.cli_upgrade_message = "\xE2\x80\xA8";
  EXPECT_THAT(Written(options), HasSubstr("cliUpgradeMessage: \"\\u2028\"\n"));
}

TEST(WrittenConfigTest, WritesValuesInTheirPlainForm) {
  Options options = Defaults();
  options.experiments = {"a", "b c"};
  options.session_duration = std::chrono::seconds(90);
  const std::string text = Written(options);
  EXPECT_THAT(text, HasSubstr("\nexperiments:\n  - a\n  - b c\n"));
  EXPECT_THAT(text, HasSubstr("    sessionDuration: 1m30s\n"));
  EXPECT_THAT(text, HasSubstr("  emailDomain: []\n"));
  EXPECT_THAT(text, HasSubstr("  groupMapping: {}\n"));
  EXPECT_THAT(text, HasSubstr("\nai: {}\n"));
  EXPECT_THAT(text, HasSubstr("  leaseCount: 20\n"));
  EXPECT_THAT(text, HasSubstr("    relayURL:\n"));
  EXPECT_THAT(text, HasSubstr("  cliUpgradeMessage: \"\"\n"));
}

TEST(WrittenConfigTest, ExplainsEveryKeyWithDefaultAndType) {
  const std::string text = Written(Defaults());
  EXPECT_THAT(text, HasSubstr("    # The longest life that a token of an owner may have.\n"
                              "    # (default: 168h0m0s, type: duration)\n"
                              "    maxAdminTokenLifetime: 168h0m0s\n"));
  EXPECT_THAT(text, HasSubstr("# (default: <unset>, type: bool)\n"));
  EXPECT_THAT(text, HasSubstr("# (default: /home/u/.cache/coder, type: string)\n"));
  EXPECT_THAT(text, HasSubstr("# What the command line and other clients are told.\nclient:\n"));
}

TEST(WrittenConfigTest, WrapsCommentsAtEightyColumns) {
  std::istringstream lines(Written(Defaults()));
  for (std::string line; std::getline(lines, line);) {
    const bool wraps = line.find("# ") != std::string::npos && line.find("# (default:") == std::string::npos;
    if (wraps) {
      EXPECT_LE(line.size(), 80U) << line;
    }
  }
}

TEST(WrittenConfigTest, HasNoSecretOptionAndNoCredentialsOfUrls) {
  Options options;
  for (const OptionRow& row : Table()) EXPECT_TRUE(row.set(options, test::SampleOf(row).text).ok());
  const std::string text = Written(options);
  for (const OptionRow& row : Table()) {
    if (row.is_secret()) {
      EXPECT_THAT(text, Not(HasSubstr(test::SampleOf(row).text))) << row.name;
    }
  }
  EXPECT_THAT(text, Not(HasSubstr("canary-word")));
}

TEST(WrittenConfigTest, KeepsTheSecretsInsideOfStructs) {
  Options options = Defaults();
  options.external_auth.emplace().emplace_back().client_secret = "hunter2";
  options.ai.emplace_back().api_key = "hunter3";
  const std::string text = Written(options);
  EXPECT_THAT(text, HasSubstr("client_secret: hunter2\n"));
  EXPECT_THAT(text, HasSubstr("extra_token_keys: []\n"));
  EXPECT_THAT(text, HasSubstr("api_key: hunter3\n"));
  EXPECT_EQ(Again(text).options.ai.front().models, std::nullopt);
}

}  // namespace
}  // namespace postern::config
