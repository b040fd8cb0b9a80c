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
    if (row.flag == flag && !row.flag.empty()) return row;
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
    EXPECT_TRUE(row.flag.empty() || seen.insert("flag " + row.flag).second) << row.name;
    EXPECT_TRUE(row.env.empty() || seen.insert("env " + std::string(row.env)).second) << row.name;
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
    EXPECT_TRUE(row.yaml_path.empty() || row.yaml_path == yaml) << row.yaml_path;
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
  for (const OptionRow& row : Table()) EXPECT_FALSE(row.is_secret() && !row.yaml_path.empty()) << row.name;
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

TEST(OptionTable, CodersAreThoseOfItsVersion) {
  int all = 0, hidden = 0, secret = 0, enterprise = 0, durations = 0, proxies = 0, replaced = 0, in_file = 0, alone = 0;
  for (const OptionRow& row : Table()) {
    if (row.group == &kPostern) continue;
    ++all;
    hidden += row.extras.hidden ? 1 : 0;
    secret += row.is_secret() ? 1 : 0;
    enterprise += row.extras.enterprise ? 1 : 0;
    durations += row.type == Type::kDuration ? 1 : 0;
    proxies += row.extras.for_proxies ? 1 : 0;
    replaced += row.extras.use_instead.front().empty() ? 0 : 1;
    in_file += row.yaml_path.empty() ? 0 : 1;
    alone += row.group == nullptr ? 1 : 0;
  }
  EXPECT_THAT((std::vector{all, hidden, secret, enterprise, durations, proxies, replaced, in_file, alone}),
              ElementsAre(191, 36, 9, 4, 22, 45, 18, 171, 27));
}

TEST(OptionTable, GroupsOfCodersAreThoseOfItsVersion) {
  std::set<std::string> groups;
  for (const OptionRow& row : Table()) {
    for (const Group* group = row.group; group != nullptr && group != &kPostern; group = group->parent) {
      groups.insert(GroupTitle(group) + ", " + YamlPrefix(group) + (group->description.empty() ? "" : " said"));
    }
  }
  EXPECT_EQ(groups,
            (std::set<std::string>{"Client, client. said",
                                   "Config,  said",
                                   "Email / Email Authentication, email.emailAuth. said",
                                   "Email / Email TLS, email.emailTLS. said",
                                   "Email, email. said",
                                   "Introspection / Health Check, introspection.healthcheck.",
                                   "Introspection / Logging, introspection.logging.",
                                   "Introspection / Prometheus, introspection.prometheus.",
                                   "Introspection / Tracing, introspection.tracing.",
                                   "Introspection / pprof, introspection.pprof.",
                                   "Introspection, introspection. said",
                                   "Networking / DERP, networking.derp. said",
                                   "Networking / HTTP, networking.http.",
                                   "Networking / TLS, networking.tls. said",
                                   "Networking, networking.",
                                   "Notifications / Email / Email Authentication, notifications.email.emailAuth. said",
                                   "Notifications / Email / Email TLS, notifications.email.emailTLS. said",
                                   "Notifications / Email, notifications.email. said",
                                   "Notifications / Inbox, notifications.inbox.",
                                   "Notifications / Webhook, notifications.webhook.",
                                   "Notifications, notifications. said",
                                   "OAuth2 / GitHub, oauth2.github.",
                                   "OAuth2, oauth2. said",
                                   "OIDC, oidc.",
                                   "Provisioning, provisioning. said",
                                   "Telemetry, telemetry. said",
                                   "User Quiet Hours Schedule, userQuietHoursSchedule. said",
                                   "Workspace Prebuilds, workspace_prebuilds. said",
                                   "⚠️ Dangerous, dangerous."}));
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
