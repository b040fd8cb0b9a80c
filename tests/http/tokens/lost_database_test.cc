// A database whose sessions end, that is out of reach for a while, or that keeps a request waiting.
#include "absl/strings/ascii.h"
#include "tests/http/tokens/keys.h"
#include "tests/support/held_rows.h"

namespace postern::test {
namespace {

void EndAllSessions(Site& site) {
  site.Sql(
      "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
      "WHERE datname = current_database() AND pid <> pg_backend_pid()");
}

// 503 in our envelope, with a time to come back and without a word of what lies behind.
testing::AssertionResult IsUnavailable(const Reply& reply) {
  const testing::AssertionResult envelope = IsEnvelope(reply, 503);
  if (!envelope) return envelope;
  if (std::atoi(reply.Header("Retry-After").c_str()) < 1) return testing::AssertionFailure() << "no Retry-After";
  const std::string text = absl::AsciiStrToLower(reply.body);
  for (const char* internal : {"postgres", "libpq", "socket", "/tmp", "select", "sql", "test_", "fatal", "timeout"}) {
    if (text.find(internal) != std::string::npos) return testing::AssertionFailure() << internal << ": " << reply.body;
  }
  return testing::AssertionSuccess();
}

class LostSessions : public testing::Test {
 protected:
  static void SetUpTestSuite() { site_ = std::make_unique<Site>(); }
  static void TearDownTestSuite() { site_.reset(); }
  static std::unique_ptr<Site> site_;
  const Person person_ = site_->NewUser();
};
std::unique_ptr<Site> LostSessions::site_;

TEST_F(LostSessions, AReadRightAfterIsAnswered) {
  for (const char* path : {kMe, kTokens, kTokenConfig}) {
    EXPECT_EQ(person_.client.Get(path).status, 200) << path;
    EndAllSessions(*site_);
    EXPECT_EQ(person_.client.Get(path).status, 200) << path;
  }
}

TEST_F(LostSessions, ManyReadsAtOnceRightAfterAreAnswered) {
  const auto read = [&] { return person_.client.Get(kTokens); };
  EXPECT_EQ(CountStatus(AtOnce(8, 40, read), 200), 40);
  EndAllSessions(*site_);
  EXPECT_EQ(CountStatus(AtOnce(8, 40, read), 200), 40);
}

TEST_F(LostSessions, ATokenMadeRightAfterIsMadeOnce) {
  MakeToken(person_.client);
  EndAllSessions(*site_);
  EXPECT_EQ(person_.client.Post(kTokens, {{"token_name", "after"}}).status, 201);
  EXPECT_EQ(CountKeys(*site_, person_), 3);
}

// Nobody gets in until it ends.
class Outage {
 public:
  explicit Outage(Site& site) : name_(site.database().name()) {
    Allow(false);
    EndAllSessions(site);
  }
  ~Outage() { Allow(true); }
  Outage(const Outage&) = delete;
  Outage& operator=(const Outage&) = delete;

 private:
  void Allow(bool allowed) {
    elsewhere_.Query("ALTER DATABASE " + name_ + " ALLOW_CONNECTIONS " + (allowed ? "true" : "false"));
  }
  TestDatabase elsewhere_{Contents::kEmpty};  // No session can shut its own database.
  std::string name_;
};

TEST_F(LostSessions, OutOfReachIs503OnEveryRouteThatNeedsIt) {
  const Outage outage(*site_);
  for (const auto& [method, path] :
       {std::pair{"GET", kMe}, {"GET", kTokens}, {"POST", kTokens}, {"POST", kKeys}, {"GET", kTokenConfig}}) {
    EXPECT_TRUE(IsUnavailable(person_.client.Send(method, path))) << method << path;
  }
  EXPECT_TRUE(IsUnavailable(person_.client.Delete(std::string(kKeys) + "/" + kMissingKey)));
  EXPECT_TRUE(IsUnavailable(TryLogin(*site_, person_.email)));
}

TEST_F(LostSessions, OutOfReachDoesNotConcernWhatNeedsNoneOrIsKnownAlready) {
  EXPECT_EQ(site_->anonymous().Get("/api/v2/buildinfo").status, 200);
  const Outage outage(*site_);
  EXPECT_EQ(site_->anonymous().Get("/api/v2/buildinfo").status, 200);
  EXPECT_TRUE(IsEnvelope(site_->anonymous().Get(kTokens), 401, kSignedOut));
}

TEST_F(LostSessions, BackInReachIsServedAtOnceAndNothingWasHalfDone) {
  {
    const Outage outage(*site_);
    EXPECT_TRUE(IsUnavailable(person_.client.Post(kTokens, {{"token_name", "during"}})));
  }
  EXPECT_EQ(person_.client.Get(kTokens).body, "[]\n");
  EXPECT_EQ(person_.client.Post(kTokens, {{"token_name", "during"}}).status, 201);
}

TEST(HeldDatabase, ALockThatIsNotLetGoIs503AndNothingIsMade) {
  Site site(Site::Environment{{"POSTERN_PG_LOCK_TIMEOUT", "200ms"}});
  const Person person = site.NewUser();
  {
    HeldRows held(site, LockUser(person));
    EXPECT_TRUE(IsUnavailable(person.client.Post(kTokens, boost::json::object())));
    EXPECT_EQ(person.client.Get(kTokens).status, 200);
  }
  EXPECT_EQ(CountKeys(site, person), 1);
  EXPECT_EQ(person.client.Post(kTokens, boost::json::object()).status, 201);
}

}  // namespace
}  // namespace postern::test
