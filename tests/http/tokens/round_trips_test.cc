// How many statements a request costs, read from the log of the database's server.
#include "tests/http/tokens/keys.h"
#include "tests/support/statement_log.h"

namespace postern::test {
namespace {

class RoundTrips : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    site_ = std::make_unique<Site>();
    site_->owner();
    log_ = std::make_unique<StatementLog>(*site_);
  }
  static void TearDownTestSuite() { site_.reset(); }

  // The statements of one request, once all that comes with a new session, or with a first use, is over.
  static std::vector<std::string> Statements(const std::function<Reply()>& request) {
    EXPECT_LT(request().status, 300);
    EXPECT_LT(request().status, 300);
    return log_->During([&] { EXPECT_LT(request().status, 300); });
  }

  static std::unique_ptr<Site> site_;
  static std::unique_ptr<StatementLog> log_;
  const Person person_ = site_->NewUser();
};
std::unique_ptr<Site> RoundTrips::site_;
std::unique_ptr<StatementLog> RoundTrips::log_;

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
  const std::vector<std::string> statements = log_->During([&] {
    EXPECT_EQ(site_->anonymous().Get(kTokenConfig).status, 401);
    EXPECT_EQ(site_->anonymous().WithToken("no-token").Get(kTokenConfig).status, 401);
  });
  EXPECT_TRUE(statements.empty()) << testing::PrintToString(statements);
}

}  // namespace
}  // namespace postern::test
