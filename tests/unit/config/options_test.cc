#include "config/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <string>

namespace postern::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const OptionRow& Row(std::string_view flag) {
  for (const OptionRow& row : Table()) {
    if (row.flag == flag) return row;
  }
  ADD_FAILURE() << "no option " << flag;
  return Table().front();
}

TEST(OptionTable, EveryDefaultIsReadAndWrittenAlike) {
  for (const OptionRow& row : Table()) {
    Options options;
    if (row.default_text.empty()) continue;
    EXPECT_TRUE(row.set(options, row.default_text).ok()) << row.name;
    Options again;
    EXPECT_TRUE(row.set(again, row.text(options)).ok()) << row.name;
    EXPECT_EQ(row.text(again), row.text(options)) << row.name;
  }
}

TEST(OptionTable, NamesAreUnique) {
  std::set<std::string> seen;
  for (const OptionRow& row : Table()) {
    EXPECT_TRUE(seen.insert("name " + std::string(row.name)).second) << row.name;
    EXPECT_TRUE(seen.insert("flag " + row.flag).second) << row.name;
    EXPECT_TRUE(seen.insert("env " + std::string(row.env)).second) << row.name;
    EXPECT_TRUE(row.yaml_path.empty() || seen.insert("yaml " + row.yaml_path).second) << row.name;
    const std::string shorthand(1, row.extras.shorthand);
    EXPECT_TRUE(row.extras.shorthand == 0 || seen.insert(shorthand).second) << row.name;
  }
}

TEST(OptionTable, OurOwnOptionsAreNamedByOneRule) {
  for (const OptionRow& row : Table()) {
    if (row.group != &kPostern) continue;
    std::string env = "POSTERN_";
    std::string yaml = "postern.";
    bool upper = false;
    for (const char character : row.flag_variable) {
      env += static_cast<char>(std::toupper(static_cast<unsigned char>(character)));
      if (character != '_')
        yaml += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(character))) : character;
      upper = character == '_';
    }
    EXPECT_EQ(row.env, env);
    EXPECT_EQ(row.yaml_path, yaml);
  }
}

TEST(OptionTable, OurOwnOptionsStandLast) {
  bool ours = false;
  for (const OptionRow& row : Table()) {
    EXPECT_FALSE(ours && row.group != &kPostern) << row.name;
    ours = row.group == &kPostern;
  }
}

TEST(OptionTable, SecretsCannotStandInTheFile) {
  for (const OptionRow& row : Table()) EXPECT_FALSE(row.extras.secret && !row.yaml_path.empty()) << row.name;
}

TEST(OptionTable, PathsGoThroughTheGroups) {
  EXPECT_EQ(Row("max-admin-token-lifetime").yaml_path, "networking.http.maxAdminTokenLifetime");
  EXPECT_EQ(Row("default-token-lifetime").yaml_path, "defaultTokenLifetime");
  EXPECT_EQ(Row("config").yaml_path, "");
}

TEST(OptionTable, AnnotationsAreSorted) {
  EXPECT_THAT(Annotations(Row("postgres-url")), ElementsAre("secret"));
  EXPECT_THAT(Annotations(Row("max-token-lifetime")), ElementsAre("format_duration"));
  EXPECT_THAT(Annotations(Row("access-url")), ElementsAre("external_workspace_proxies"));
  EXPECT_THAT(Annotations(Row("update-check")), IsEmpty());
}

TEST(OptionTable, ARefusedTextLeavesTheValueAlone) {
  Options options = Defaults();
  EXPECT_FALSE(Row("threads").set(options, "x").ok());
  EXPECT_EQ(options.threads, 32);
}

TEST(OptionDefaults, AreTheShippedOnes) {
  const Options options = Defaults();
  EXPECT_EQ(options.http_address, "127.0.0.1:3000");
  EXPECT_EQ(options.max_token_lifetime, std::chrono::hours(876600));
  EXPECT_EQ(options.max_admin_token_lifetime, std::chrono::hours(168));
  EXPECT_EQ(options.default_token_lifetime, std::chrono::hours(168));
  EXPECT_EQ(options.session_duration, std::chrono::hours(24));
  EXPECT_EQ(options.api_rate_limit, 512);
  EXPECT_EQ(options.samesite_auth_cookie, "lax");
  EXPECT_EQ(options.max_body_bytes, 1048576);
  EXPECT_EQ(options.pg_idle_close, std::chrono::minutes(5));
  EXPECT_TRUE(options.pg_prepared_statements);
}

TEST(OptionSources, HaveTheirNames) {
  EXPECT_EQ(SourceName(Source::kNone), "");
  EXPECT_EQ(SourceName(Source::kDefault), "default");
  EXPECT_EQ(SourceName(Source::kYaml), "yaml");
  EXPECT_EQ(SourceName(Source::kEnv), "env");
  EXPECT_EQ(SourceName(Source::kFlag), "flag");
}

}  // namespace
}  // namespace postern::config
