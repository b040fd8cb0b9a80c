#include "config/environment.h"

#include <chrono>

#include "loading.h"

namespace postern::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(Environment, SetsOptions) {
  EXPECT_EQ(MustLoad({}, {"CODER_SESSION_DURATION=2d"}).options.session_duration, std::chrono::hours(48));
}

TEST(Environment, NamesCountInAnyCase) {
  EXPECT_EQ(MustLoad({}, {"postern_Threads=3"}).options.threads, 3);
}

TEST(Environment, EmptyIsUnset) {
  const Loaded loaded = MustLoad({}, {"POSTERN_THREADS="});
  EXPECT_EQ(loaded.options.threads, 32);
  EXPECT_EQ(loaded.origins.threads.source, Source::kDefault);
}

TEST(Environment, TheLastOfTheSameNameWins) {
  EXPECT_EQ(MustLoad({}, {"POSTERN_THREADS=3", "postern_threads=4"}).options.threads, 4);
}

TEST(Environment, HomebrewNamesStandIn) {
  EXPECT_EQ(MustLoad({}, {"HOMEBREW_CODER_API_RATE_LIMIT=3"}).options.api_rate_limit, 3);
}

TEST(Environment, HomebrewNamesYieldToThePlainOneEvenIfEmpty) {
  EXPECT_EQ(MustLoad({}, {"HOMEBREW_POSTERN_THREADS=3", "POSTERN_THREADS="}).options.threads, 32);
}

TEST(Environment, OtherVariablesAreLeftAlone) {
  EXPECT_TRUE(LoadFrom({}, {"CODER_NONESUCH=1", "no equals sign", "=", "PATH=/bin"}).ok());
}

TEST(Environment, ListsAddUpWithTheFlag) {
  const Loaded loaded = MustLoad({"--proxy-trusted-headers=C"}, {"CODER_PROXY_TRUSTED_HEADERS=A,B"});
  EXPECT_THAT(loaded.options.proxy_trusted_headers, ElementsAre("A", "B", "C"));
  EXPECT_EQ(loaded.origins.proxy_trusted_headers.source, Source::kFlag);
}

TEST(Environment, EveryBadVariableIsTold) {
  const std::string refused =
      Refused({}, {"CODER_MAX_TOKEN_LIFETIME=a week", "CODER_UPDATE_CHECK=yes", "POSTERN_THREADS=x"});
  EXPECT_THAT(refused, HasSubstr("CODER_MAX_TOKEN_LIFETIME: \"a week\" is not a duration"));
  EXPECT_THAT(refused, HasSubstr("CODER_UPDATE_CHECK: \"yes\""));
  EXPECT_THAT(refused, HasSubstr("POSTERN_THREADS: \"x\""));
  EXPECT_EQ(std::count(refused.begin(), refused.end(), '\n'), 2);
}

TEST(Environment, ARefusedTextStaysOnOneLine) {
  EXPECT_THAT(Refused({}, {"POSTERN_THREADS=1\n2"}), HasSubstr("\"1\\x0a2\""));
}

}  // namespace
}  // namespace postern::config
