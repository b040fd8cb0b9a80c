// Programs of one deployment that were started with different options: seen by /readyz and in the log.
#include "absl/strings/match.h"
#include "tests/http/processes/served_program.h"
#include "tests/support/answers.h"

namespace postern::test {
namespace {

constexpr char kDiffers[] = "options differ between postern-users and postern-tokens: session-duration\n";

bool TellsOf(const ServedProgram& program, const std::string& line) {
  return Eventually([&] {
    const Reply reply = program.Get("/readyz");
    return reply.status == 200 && absl::StrContains(reply.body, line);
  });
}

TEST(OptionsThatDiffer, AreToldByReadyzOfBothProgramsWithoutTheirValues) {
  const TestDatabase database;
  const ServedProgram tokens("postern-tokens", database.url());
  const ServedProgram users("postern-users", database.url(), {"--session-duration=97m"});
  EXPECT_TRUE(TellsOf(users, kDiffers));
  EXPECT_TRUE(TellsOf(tokens, kDiffers));
  EXPECT_EQ(users.Get("/readyz").body, std::string("OK\n") + kDiffers);
}

TEST(OptionsThatDiffer, AreLoggedAsAWarningWhereTheyStillDoAtTheNextTick) {
  const TestDatabase database;
  const ServedProgram tokens("postern-tokens", database.url());
  ASSERT_TRUE(Eventually([&] { return tokens.Get("/readyz").body == "OK\n"; }));
  // With an open connection the time of idleness is the time between ticks.
  ServedProgram users("postern-users", database.url(), {"--session-duration=97m", "--idle-exit=300ms"});
  const FastcgiClient open = users.Connect();
  EXPECT_EQ(open.Get("/healthz").status, 200);
  EXPECT_TRUE(Eventually([&] { return absl::StrContains(users.program().Output(), "options differ between"); }));
  EXPECT_TRUE(absl::StrContains(users.program().Output(), R"("level":"warning")"));
}

TEST(OptionsThatDiffer, AboutOneProcessAloneAreNone) {
  TestDatabase database;
  const ServedProgram tokens("postern-tokens", database.url());
  const ServedProgram users("postern-users", database.url(), {"--threads=30", "--log-level=debug"});
  ASSERT_TRUE(Eventually([&] { return database.Value("SELECT count(*) FROM postern.program_configs") == "2"; }));
  EXPECT_EQ(users.Get("/readyz").body, "OK\n");
}

TEST(OptionsThatDiffer, AreToldByTheSiteWhicheverProgramsHaveThemAndNamedInTheLogAlone) {
  Site site;
  EXPECT_TRUE(Eventually([&] { return site.Value("SELECT count(*) FROM postern.program_configs") == "7"; }));
  EXPECT_EQ(site.anonymous().Get("/readyz").body, "OK\n");
  const ServedProgram csp("postern-csp", site.database().url(), {"--response-shapes=codersdk"});
  EXPECT_TRUE(Eventually([&] {
    const Reply reply = site.anonymous().Get("/readyz");
    return reply.status == 200 && reply.body == "OK\noptions differ: see the log of the programs\n";
  })) << site.anonymous().Get("/readyz").body;
}

TEST(OptionsOfAProgram, AreNotRecordedAsPlainCgi) {
  TestDatabase database;
  const test::Run run = RunProgram("postern-tokens", {"--postgres-url=" + database.url()},
                                   {{"REQUEST_METHOD", "GET"}, {"REQUEST_URI", "/readyz"}});
  EXPECT_EQ(run.status, 0);
  EXPECT_TRUE(absl::StrContains(run.output, "OK")) << run.output;
  EXPECT_EQ(database.Value("SELECT count(*) FROM postern.program_configs"), "0");
}

}  // namespace
}  // namespace postern::test
