#include "config/sources.h"

#include <fcntl.h>
#include <unistd.h>

#include "tests/unit/config/loading.h"

namespace postern::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Loads options as a program that is handed these sources does; its own arguments and environment are not looked at.
absl::StatusOr<Loaded> LoadHandedDown(const std::string& text) {
  const TextFile file(text);
  return LoadFrom({"--threads=7"}, {"POSTERN_THREADS=8", std::string(kHandedDown) + "=" + file.path()});
}

Loaded Child(const Sources& sources) {
  const absl::StatusOr<Loaded> loaded = LoadHandedDown(Pack(sources));
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  return loaded.ok() ? *loaded : Loaded{};
}

TEST(HandedDownSources, GiveTheSameValuesFromTheSamePlaces) {
  const TextFile file("postern: {idleExit: 90s}\nprovisioning: {daemonTypes: []}\n");
  const Loaded parent =
      MustLoad({"--postgres-url=dbname=x", "--proxy-trusted-headers=B", "--config=" + file.path(), "--oidc-scopes="},
               {"CODER_PROXY_TRUSTED_HEADERS=A", "CODER_UPDATE_CHECK=f", "HOME=/home/somebody"});
  const Loaded child = Child(parent.sources);
  for (const OptionRow& row : Table()) {
    EXPECT_EQ(row.json(child.options, Secrets::kShown), row.json(parent.options, Secrets::kShown)) << row.name;
    EXPECT_EQ((child.origins.*row.origin).source, (parent.origins.*row.origin).source) << row.name;
    EXPECT_EQ((child.origins.*row.origin).default_text, (parent.origins.*row.origin).default_text) << row.name;
  }
}

TEST(HandedDownSources, AreTheOnlyOnes) {
  EXPECT_EQ(Child({}).options.threads, 32);
}

TEST(HandedDownSources, HaveTheFileAsItWasRead) {
  std::string path;
  Sources sources;
  {
    const TextFile file("updateCheck: false\n");
    sources = MustLoad({"-c", file.path()}).sources;
  }
  EXPECT_FALSE(Child(sources).options.update_check);
}

TEST(HandedDownSources, WhatIsToldStandsAboveAllElse) {
  Sources sources = MustLoad({"--listen=unix:/a"}).sources;
  sources.told = {{"Listen", "unix:/b", Source::kFlag}, {"Access URL", "http://a.example.com", Source::kNone}};
  const Loaded child = Child(sources);
  EXPECT_EQ(child.options.listen, "unix:/b");
  EXPECT_EQ(child.options.access_url, "http://a.example.com");
  EXPECT_EQ(child.origins.access_url.source, Source::kNone);
}

TEST(HandedDownSources, CarryBytesThatAreNoText) {
  EXPECT_EQ(Child(MustLoad({}, {"CODER_CLI_UPGRADE_MESSAGE=\xff\x80 \xc3\xa9"}).sources).options.cli_upgrade_message,
            "\xff\x80 \xc3\xa9");
}

TEST(HandedDownSources, DoNotWarnAgain) {
  const Sources sources = MustLoad({"--verbose"}).sources;
  EXPECT_THAT(Child(sources).warnings, IsEmpty());
}

TEST(HandedDownSources, StandInAFileThatNobodyCanChangeAndAreReadOnce) {
  const absl::StatusOr<int> file = SourcesFile(MustLoad({"--threads=21"}).sources, "test");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(write(*file, "x", 1), -1);
  EXPECT_EQ(ftruncate(*file, 0), -1);
  const auto handed_down = std::string(kHandedDown) + "=/proc/self/fd/" + std::to_string(*file);
  EXPECT_EQ(MustLoad({}, {handed_down}).options.threads, 21);
  EXPECT_EQ(fcntl(*file, F_GETFD), -1);
}

TEST(HandedDownSources, ThatCannotBeReadAreRefused) {
  const absl::StatusOr<Loaded> loaded = LoadHandedDown("{\"arguments\": secret");
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.status().message(), "POSTERN_HANDED_DOWN: nothing can be read there");
}

}  // namespace
}  // namespace postern::config
