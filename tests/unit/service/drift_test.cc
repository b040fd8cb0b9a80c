#include "service/drift.h"

#include <gtest/gtest.h>

#include "config/fingerprint.h"

namespace postern::service {
namespace {

using store::ProgramConfig;

ProgramConfig Config(std::string program, boost::json::object options) {
  std::string fingerprint = config::Fingerprint(options);
  return {.program = std::move(program), .fingerprint = std::move(fingerprint), .options = std::move(options)};
}

using Lines = std::vector<std::string>;

TEST(DisagreementsTest, AreNoneWhereAllAgree) {
  EXPECT_EQ(Disagreements({}), Lines{});
  EXPECT_EQ(Disagreements({Config("a", {{"x", 1}}), Config("b", {{"x", 1}})}), Lines{});
}

TEST(DisagreementsTest, NameTheProgramsAndTheOptionsAndNoValue) {
  EXPECT_EQ(
      Disagreements({Config("a", {{"x", "seven"}, {"y", 1}, {"z", 1}}), Config("b", {{"x", "one"}, {"y", 1}, {"z", 1}}),
                     Config("c", {{"x", "one"}, {"y", 1}, {"z", 1}}), Config("d", {{"x", "one"}, {"y", 2}, {"z", 2}})}),
      (Lines{"options differ between a and b, c: x", "options differ between d and b, c: y, z"}));
}

TEST(DisagreementsTest, AnOptionThatOnlyOneVersionKnowsIsNone) {
  EXPECT_EQ(Disagreements({Config("a", {{"x", 1}}), Config("b", {{"x", 1}, {"new", 1}})}), Lines{});
}

TEST(DisagreementsTest, NameTenOptionsAndHowManyMore) {
  boost::json::object one;
  boost::json::object other;
  for (char name = 'a'; name <= 'l'; ++name) {
    one[std::string(1, name)] = 1;
    other[std::string(1, name)] = 2;
  }
  EXPECT_EQ(Disagreements({Config("p", one), Config("q", other)}),
            (Lines{"options differ between q and p: a, b, c, d, e, f, g, h, i, j and 2 more"}));
}

TEST(SharedOptionsTest, HoldWhatIsPublicAndNotAboutOneProcess) {
  const boost::json::object shared = config::SharedOptions(config::Defaults());
  EXPECT_TRUE(shared.contains("session-duration"));
  EXPECT_TRUE(shared.contains("response-shapes"));
  for (const char* flag :
       {"postgres-url", "oidc-client-secret", "listen", "threads", "config", "write-config", "cache-dir"}) {
    EXPECT_FALSE(shared.contains(flag)) << flag;
  }
}

TEST(SharedOptionsTest, TellNoPasswordOfAUrlAndAreTheSameWhateverItIs) {
  config::Options one = config::Defaults();
  one.access_url = "https://ada:hunter2@coder.example.com";
  config::Options other = one;
  other.access_url = "https://grace:other@coder.example.com";
  const boost::json::object shared = config::SharedOptions(one);
  EXPECT_EQ(shared.at("access-url"), "https://coder.example.com");
  EXPECT_EQ(config::Fingerprint(shared), config::Fingerprint(config::SharedOptions(other)));
}

TEST(FingerprintTest, ChangesWithAnyOption) {
  config::Options other = config::Defaults();
  other.session_duration += std::chrono::nanoseconds(1);
  EXPECT_EQ(config::Fingerprint(config::SharedOptions(other)).size(), 32U);
  EXPECT_NE(config::Fingerprint(config::SharedOptions(other)),
            config::Fingerprint(config::SharedOptions(config::Defaults())));
}

}  // namespace
}  // namespace postern::service
