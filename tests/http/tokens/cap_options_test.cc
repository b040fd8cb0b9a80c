// The options of lifetimes: where they come from, and what is refused at the start.
#include <filesystem>
#include <fstream>

#include "tests/http/tokens/keys.h"
#include "tests/support/program.h"

namespace postern::test {
namespace {

constexpr char kMax[] = "CODER_MAX_TOKEN_LIFETIME";
constexpr char kMaxAdmin[] = "CODER_MAX_ADMIN_TOKEN_LIFETIME";
constexpr char kDefault[] = "CODER_DEFAULT_TOKEN_LIFETIME";

// Starts a program that is to refuse these settings; gives what it said.
std::string Refusal(const std::string& program, const Environment& environment,
                    const std::vector<std::string>& arguments = {}) {
  Program started(program, arguments, environment);
  EXPECT_EQ(started.AwaitEnd(), 2) << program;
  return started.Output();
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(CapOption, ALimitMustBeMoreThanZero) {
  for (const char* variable : {kMax, kMaxAdmin}) {
    for (const std::string text : {"0", "0s", "0h0m0s", "-1h", "-1ns"}) {
      const std::string output = Refusal("postern", {{variable, text}}, {"up"});
      EXPECT_TRUE(Contains(output, variable)) << output;
      EXPECT_TRUE(Contains(output, '"' + text + '"')) << output;
    }
  }
}

TEST(CapOption, ALimitMustBeADuration) {
  for (const std::string text : {"a week", "7", "168 h", "1e3h", "1h-5m", "7y", "9999999999h", "1h,5m"}) {
    const std::string output = Refusal("postern", {{kMaxAdmin, text}}, {"up"});
    EXPECT_TRUE(Contains(output, kMaxAdmin)) << output;
    EXPECT_TRUE(Contains(output, text)) << output;
  }
}

TEST(CapOption, ARefusalNamesTheFlagWhereItCameFromOne) {
  for (const std::string text : {"0s", "soon"}) {
    const std::string output = Refusal("postern", {}, {"up", "--max-token-lifetime=" + text});
    EXPECT_TRUE(Contains(output, "--max-token-lifetime")) << output;
    EXPECT_TRUE(Contains(output, '"' + text + '"')) << output;
  }
}

TEST(CapOption, EachProgramRefusesByItself) {
  for (const char* program : {"postern-tokens", "postern-users"}) {
    EXPECT_TRUE(Contains(Refusal(program, {{kMaxAdmin, "-1h"}}), kMaxAdmin)) << program;
    EXPECT_TRUE(Contains(Refusal(program, {{kMax, "x"}}), kMax)) << program;
  }
}

TEST(CapOption, AChosenDefaultAboveBothLimitsIsRefused) {
  const std::string output = Refusal("postern", {{kDefault, "300h"}, {kMax, "200h"}, {kMaxAdmin, "100h"}}, {"up"});
  EXPECT_TRUE(Contains(output, kDefault)) << output;
  EXPECT_TRUE(Contains(output, "300h")) << output;
  EXPECT_TRUE(Contains(output, "--max-token-lifetime")) << output;
  EXPECT_TRUE(Contains(output, "--max-admin-token-lifetime")) << output;
}

TEST(CapOption, ADefaultChosenEqualToTheShippedOneIsChosenAllTheSame) {
  Refusal("postern", {{kDefault, "168h"}, {kMax, "20h"}, {kMaxAdmin, "10h"}}, {"up"});
}

// A default above the limit of owners alone, and a session longer than both limits.
class CutDefault : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    site_ = std::make_unique<Site>(
        Site::Environment{{kDefault, "150h"}, {kMax, "200h"}, {kMaxAdmin, "100h"}, {"CODER_SESSION_DURATION", "300h"}});
  }
  static void TearDownTestSuite() { site_.reset(); }
  static std::unique_ptr<Site> site_;
};
std::unique_ptr<Site> CutDefault::site_;

TEST_F(CutDefault, AboveOneLimitIsCutThere) {
  EXPECT_EQ(StoredMicros(*site_, MakeToken(site_->owner().client)), 100 * kHourNs / 1000);
  EXPECT_EQ(StoredMicros(*site_, MakeSessionKey(site_->owner().client)), 100 * kHourNs / 1000);
}

TEST_F(CutDefault, BelowTheOtherIsGivenThere) {
  const Person member = site_->NewUser();
  EXPECT_EQ(StoredMicros(*site_, MakeToken(member.client)), 150 * kHourNs / 1000);
  EXPECT_EQ(StoredMicros(*site_, MakeSessionKey(member.client)), 150 * kHourNs / 1000);
}

TEST_F(CutDefault, ASessionLongerThanBothIsCutToEither) {
  EXPECT_EQ(StoredMicros(*site_, site_->NewUser().client), 200 * kHourNs / 1000);
  EXPECT_EQ(StoredMicros(*site_, site_->owner().client), 100 * kHourNs / 1000);
}

TEST_F(CutDefault, AnExplicitLifetimeMayBeLongerThanTheDefault) {
  const Client token = MakeToken(site_->NewUser().client, {{"lifetime", 199 * kHourNs}});
  EXPECT_EQ(StoredMicros(*site_, token), 199 * kHourNs / 1000);
}

// Every option in the file, two of them in the environment as well, one of these as a flag too.
class CapSources : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = MakeFolder();
    std::ofstream(folder_ + "/options.yaml") << "networking:\n"
                                                "  http:\n"
                                                "    maxTokenLifetime: 50h\n"
                                                "    maxAdminTokenLifetime: 24h\n"
                                                "defaultTokenLifetime: 12h\n";
    site_ = std::make_unique<Site>(
        Site::Environment{{"CODER_CONFIG_PATH", folder_ + "/options.yaml"}, {kMax, "72h"}, {kMaxAdmin, "48h"}},
        std::vector<std::string>{"--max_admin_token_lifetime=96h"});
  }
  static void TearDownTestSuite() {
    site_.reset();
    std::filesystem::remove_all(folder_);
  }

  static std::int64_t CapOf(const Person& person) {
    return person.client.Get(kTokenConfig).Json().at("max_token_lifetime").as_int64() / kHourNs;
  }

  static std::string folder_;
  static std::unique_ptr<Site> site_;
};
std::string CapSources::folder_;
std::unique_ptr<Site> CapSources::site_;

TEST_F(CapSources, AFlagBeatsTheEnvironmentAndMayHaveUnderscores) {
  EXPECT_EQ(CapOf(site_->owner()), 96);
}

TEST_F(CapSources, TheEnvironmentBeatsTheFile) {
  EXPECT_EQ(CapOf(site_->NewUser()), 72);
}

TEST_F(CapSources, TheFileBeatsTheDefault) {
  EXPECT_EQ(StoredMicros(*site_, MakeToken(site_->owner().client)), 12 * kHourNs / 1000);
}

TEST(CapOption, ABadValueInTheFileIsRefusedNamingItsKey) {
  const std::string folder = MakeFolder();
  std::ofstream(folder + "/options.yaml") << "networking: {http: {maxAdminTokenLifetime: -3h}}\n";
  const std::string output = Refusal("postern", {{"CODER_CONFIG_PATH", folder + "/options.yaml"}}, {"up"});
  EXPECT_TRUE(Contains(output, "maxAdminTokenLifetime")) << output;
  EXPECT_TRUE(Contains(output, "-3h")) << output;
  std::filesystem::remove_all(folder);
}

// The warning itself is tested with the shapes of the caps, where both limits were chosen.
TEST(CapWarning, IsSaidWhereTheLimitOfOwnersAloneWasChosen) {
  const Site site(Site::Environment{{kMaxAdmin, "24h"}});
  const std::string output = site.Output();
  const std::size_t at = output.find("--max-admin-token-lifetime");
  EXPECT_NE(at, std::string::npos) << output;
  EXPECT_EQ(output.find("--max-admin-token-lifetime", at + 1), std::string::npos) << output;
  EXPECT_TRUE(Contains(output, "--max-token-lifetime")) << output;
}

}  // namespace
}  // namespace postern::test
