// How many statements a request costs, read from the log of the database's server.
#include <regex>

#include "tests/http/tokens/keys.h"
#include "tests/support/private_cluster.h"
#include "tests/support/program.h"

namespace postern::test {
namespace {

// On a database that logs what others than the test run on it.
class RoundTrips : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    site_ = std::make_unique<Site>();
    site_->owner();
    site_->Sql("ALTER DATABASE " + site_->database().name() + " SET log_statement = 'all'");
    // The sessions that come after these have the setting; the test's own keeps on without.
    site_->Sql(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  }
  static void TearDownTestSuite() { site_.reset(); }

  static std::string ServerLog() { return ReadFile(PrivateCluster::Shared().folder() + "/log"); }

  // The statements of one request, once all that comes with a new session, or with a first use, is over.
  static std::vector<std::string> Statements(const std::function<Reply()>& request) {
    EXPECT_LT(request().status, 300);
    EXPECT_LT(request().status, 300);
    const std::size_t before = ServerLog().size();
    EXPECT_LT(request().status, 300);
    return StatementsSince(before);
  }

  static std::vector<std::string> StatementsSince(std::size_t before) {
    const std::string log = ServerLog().substr(before);
    static const std::regex kLine(R"(LOG:  (?:execute [^:]*|statement): ([^\n]*))");
    std::vector<std::string> statements;
    for (std::sregex_iterator line(log.begin(), log.end(), kLine), end; line != end; ++line) {
      statements.push_back((*line)[1].str());
    }
    return statements;
  }

  static std::unique_ptr<Site> site_;
  const Person person_ = site_->NewUser();
};
std::unique_ptr<Site> RoundTrips::site_;

TEST_F(RoundTrips, AnAuthenticatedRequestCostsOneStatement) {
  const std::vector<std::string> statements = Statements([&] { return person_.client.Get(kTokenConfig); });
  EXPECT_EQ(statements.size(), 1U) << testing::PrintToString(statements);
}

TEST_F(RoundTrips, ATokenCostsNoMoreThanASession) {
  const Client token = MakeToken(person_.client);
  EXPECT_EQ(Statements([&] { return token.Get(kTokenConfig); }).size(), 1U);
}

TEST_F(RoundTrips, AListCostsOneStatementMore) {
  const std::vector<std::string> statements = Statements([&] { return person_.client.Get(kTokens); });
  EXPECT_EQ(statements.size(), 2U) << testing::PrintToString(statements);
}

TEST_F(RoundTrips, UseSoonAfterAnotherWritesNothing) {
  const Client token = MakeToken(person_.client);
  for (const Client& key : {token, person_.client}) {
    for (const std::string& statement : Statements([&] { return key.Get(kTokenConfig); })) {
      EXPECT_TRUE(statement.starts_with("SELECT")) << statement;
    }
    StoredKey row(*site_, key);
    const std::string version = row.Get("concat(xmin, ' ', ctid)");
    EXPECT_EQ(key.Get(kTokenConfig).status, 200);
    EXPECT_EQ(row.Get("concat(xmin, ' ', ctid)"), version);
  }
}

TEST_F(RoundTrips, ARequestWithoutASessionCostsNone) {
  const std::size_t before = ServerLog().size();
  EXPECT_EQ(site_->anonymous().Get(kTokenConfig).status, 401);
  EXPECT_EQ(site_->anonymous().WithToken("no-token").Get(kTokenConfig).status, 401);
  const std::vector<std::string> statements = StatementsSince(before);
  EXPECT_TRUE(statements.empty()) << testing::PrintToString(statements);
}

}  // namespace
}  // namespace postern::test
