#include "config/secret_files.h"

#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "config/check_config.h"
#include "config/document.h"
#include "tests/unit/config/loading.h"

namespace postern::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kUrlFile = "CODER_PG_CONNECTION_URL_FILE";

std::string Names(const std::string& variable, const std::string& path) {
  return variable + "=" + path;
}

// The URL that a file with this text gives.
std::string UrlFrom(const std::string& text) {
  const TextFile file(text);
  return MustLoad({}, {Names(kUrlFile, file.path())}).options.pg_connection_url;
}

TEST(SecretFiles, HoldTheValue) {
  EXPECT_EQ(UrlFrom("postgres://u:hunter2@h/d"), "postgres://u:hunter2@h/d");
}

TEST(SecretFiles, LoseOneLineBreakAtTheirEnd) {
  EXPECT_EQ(UrlFrom("dbname=x\n"), "dbname=x");
  EXPECT_EQ(UrlFrom("dbname=x\r\n"), "dbname=x");
  EXPECT_EQ(UrlFrom("dbname=x\n\n"), "dbname=x\n");
  EXPECT_EQ(UrlFrom(" dbname=x \r"), " dbname=x \r");
}

TEST(SecretFiles, AreNamedInAnyCase) {
  const TextFile file("dbname=x");
  EXPECT_EQ(MustLoad({}, {Names("coder_pg_connection_url_file", file.path())}).options.pg_connection_url, "dbname=x");
}

TEST(SecretFiles, CountAsTheEnvironmentUnderTheirOwnName) {
  const TextFile file("dbname=x");
  const Loaded loaded = MustLoad({}, {Names(kUrlFile, file.path())});
  EXPECT_EQ(loaded.origins.pg_connection_url.source, Source::kEnv);
  EXPECT_THAT(CheckedConfig(loaded.options, loaded.origins),
              AllOf(HasSubstr("= (secret, set)  [env CODER_PG_CONNECTION_URL_FILE]\n"), Not(HasSubstr("dbname=x"))));
  EXPECT_THAT(Document(loaded.options, loaded.origins, Shapes::kReference), Not(HasSubstr("dbname=x")));
}

TEST(SecretFiles, YieldToTheFlag) {
  const TextFile file("dbname=x");
  EXPECT_EQ(MustLoad({"--postgres-url=dbname=y"}, {Names(kUrlFile, file.path())}).options.pg_connection_url,
            "dbname=y");
}

TEST(SecretFiles, AnEmptyVariableNamesNone) {
  EXPECT_EQ(
      MustLoad({}, {"CODER_PG_CONNECTION_URL_FILE=", "CODER_PG_CONNECTION_URL=dbname=y"}).options.pg_connection_url,
      "dbname=y");
  const TextFile file("dbname=x");
  EXPECT_EQ(MustLoad({}, {Names(kUrlFile, file.path()), "CODER_PG_CONNECTION_URL="}).options.pg_connection_url,
            "dbname=x");
}

TEST(SecretFiles, AreNotReadForHelp) {
  EXPECT_TRUE(MustLoad({"--help"}, {Names(kUrlFile, "/nonexistent")}).help);
}

TEST(SecretFiles, BesideTheValueAreRefused) {
  const TextFile file("dbname=hunter2");
  EXPECT_EQ(Refused({}, {Names(kUrlFile, file.path()), "CODER_PG_CONNECTION_URL=dbname=hunter3"}),
            "CODER_PG_CONNECTION_URL and CODER_PG_CONNECTION_URL_FILE are both set: keep one of them");
}

TEST(SecretFiles, EveryMistakeIsToldAtOnce) {
  EXPECT_EQ(Refused({}, {Names(kUrlFile, "/nonexistent/a"), Names("CODER_SCIM_AUTH_HEADER_FILE", "/nonexistent/b")}),
            "CODER_PG_CONNECTION_URL_FILE: the file that it names cannot be read: No such file or directory\n"
            "CODER_SCIM_AUTH_HEADER_FILE: the file that it names cannot be read: No such file or directory");
}

std::string RefusedUrlFile(const std::string& path) {
  return Refused({}, {Names(kUrlFile, path)});
}

TEST(SecretFiles, WithoutASecretAreRefused) {
  const TextFile empty("");
  EXPECT_EQ(RefusedUrlFile(empty.path()), "CODER_PG_CONNECTION_URL_FILE: the file that it names is empty");
}

TEST(SecretFiles, WithALineBreakAloneAreEmpty) {
  const TextFile line("\n");
  EXPECT_EQ(RefusedUrlFile(line.path()), "CODER_PG_CONNECTION_URL_FILE: the file that it names is empty");
}

TEST(SecretFiles, MayHave64KiB) {
  EXPECT_EQ(UrlFrom(std::string(kMaxSecretFileBytes, 'x')), std::string(kMaxSecretFileBytes, 'x'));
  const TextFile larger(std::string(kMaxSecretFileBytes + 1, 'x'));
  EXPECT_EQ(RefusedUrlFile(larger.path()),
            "CODER_PG_CONNECTION_URL_FILE: the file that it names is larger than 64 KiB");
}

TEST(SecretFiles, WithANullByteAreRefused) {
  const TextFile file(std::string("a\0b", 3));
  EXPECT_EQ(RefusedUrlFile(file.path()), "CODER_PG_CONNECTION_URL_FILE: the file that it names holds a null byte");
}

TEST(SecretFiles, MustBeRegularOnes) {
  const std::string refused = "CODER_PG_CONNECTION_URL_FILE: the file that it names is no regular file";
  EXPECT_EQ(RefusedUrlFile("/"), refused);
  EXPECT_EQ(RefusedUrlFile("/dev/zero"), refused);
  std::string pipe;
  {
    const TextFile place("");
    pipe = place.path() + ".pipe";
  }
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(RefusedUrlFile(pipe), refused);
  std::filesystem::remove(pipe);
}

TEST(SecretFiles, ASecretInPlaceOfThePathIsNotRepeated) {
  EXPECT_THAT(RefusedUrlFile("postgres://u:hunter2@h/d"), Not(HasSubstr("hunter2")));
}

TEST(SecretFiles, ArePartsOfFamiliesToo) {
  const TextFile file("s3cret\n");
  const Loaded loaded =
      MustLoad({}, {"CODER_EXTERNAL_AUTH_0_ID=newer-one",
                    Names("CODER_EXTERNAL_AUTH_0_CLIENT_SECRET_FILE", file.path()), "CODER_EXTERNAL_AUTH_0_TYPE=github",
                    "CODER_EXTERNAL_AUTH_0_CLIENT_ID=x", "CODER_GITAUTH_0_ID=older-one", "CODER_GITAUTH_0_TYPE=github",
                    "CODER_GITAUTH_0_CLIENT_ID=x", Names("CODER_GITAUTH_0_CLIENT_SECRET_FILE", file.path()),
                    "CODER_AI_PROVIDER_0_TYPE=openai", Names("CODER_AI_PROVIDER_0_API_KEY_FILE", file.path())});
  ASSERT_EQ(loaded.options.external_auth.value().size(), 2U);
  EXPECT_EQ(loaded.options.external_auth->front().client_secret, "s3cret");
  EXPECT_EQ(loaded.options.external_auth->back().client_secret, "s3cret");
  ASSERT_EQ(loaded.options.ai.size(), 1U);
  EXPECT_EQ(loaded.options.ai.front().api_key, "s3cret");
}

TEST(SecretFiles, OfFamiliesAreRefusedAlike) {
  EXPECT_EQ(Refused({}, {"CODER_AI_PROVIDER_0_TYPE=openai", "CODER_AI_PROVIDER_0_API_KEY=hunter2",
                         "CODER_AI_PROVIDER_0_API_KEY_FILE=/nonexistent"}),
            "CODER_AI_PROVIDER_0_API_KEY and CODER_AI_PROVIDER_0_API_KEY_FILE are both set: keep one of them");
  EXPECT_THAT(Refused({}, {"CODER_EXTERNAL_AUTH_3_CLIENT_SECRET_FILE=/nonexistent"}),
              HasSubstr("CODER_EXTERNAL_AUTH_3_CLIENT_SECRET_FILE: the file that it names cannot be read"));
}

TEST(SecretFiles, WhatMayBeShownHasNone) {
  EXPECT_TRUE(LoadFrom({}, {"CODER_ACCESS_URL_FILE=/nonexistent", "CODER_EXTERNAL_AUTH_0_ID_FILE=/nonexistent",
                            "CODER_EXTERNAL_AUTH_0_TYPE=github", "CODER_EXTERNAL_AUTH_0_CLIENT_ID=x",
                            "CODER_EXTERNAL_AUTH_0_CLIENT_SECRET=x"})
                  .ok());
}

// Names of options that end in _FILE are theirs: what stands there is a path, and the value stays the path.
TEST(SecretFiles, OptionsWithSuchNamesStayThemselves) {
  const Loaded loaded = MustLoad({}, {"CODER_EMAIL_AUTH_PASSWORD_FILE=/nonexistent"});
  EXPECT_EQ(loaded.options.email_auth_password_file, "/nonexistent");
  EXPECT_EQ(loaded.options.email_auth_password, "");
}

TEST(SecretFiles, NoNameMeansTwoThings) {
  std::set<std::string> names;
  for (const OptionRow& row : Table()) names.emplace(row.env);
  std::vector<std::string> without;
  for (const OptionRow& row : Table()) {
    if (!row.is_secret() || row.env.empty()) continue;
    const std::string file = FileVariable(row);
    if (file.empty()) {
      without.emplace_back(row.env);
    } else {
      EXPECT_TRUE(names.insert(file).second) << file;
    }
  }
  EXPECT_THAT(without, ElementsAre("CODER_EMAIL_AUTH_PASSWORD", "CODER_NOTIFICATIONS_EMAIL_AUTH_PASSWORD"));
}

TEST(SecretFiles, AreHandedDownAsTheyWereRead) {
  Sources sources;
  {
    const TextFile file("postgres://u:\xff@h/d\n");
    sources = MustLoad({}, {Names(kUrlFile, file.path())}).sources;
  }
  const TextFile handed_down(Pack(sources));
  const Loaded child = MustLoad({}, {std::string(kHandedDown) + "=" + handed_down.path()});
  EXPECT_EQ(child.options.pg_connection_url, "postgres://u:\xff@h/d");
  EXPECT_EQ(child.origins.pg_connection_url.source, Source::kEnv);
  EXPECT_EQ(child.origins.pg_connection_url.place, kUrlFile);
}

}  // namespace
}  // namespace postern::config
