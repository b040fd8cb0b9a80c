// What a program says while its database cannot be reached.
#include <gtest/gtest.h>

#include "tests/http/processes/served_program.h"
#include "tests/support/site.h"

namespace postern::test {
namespace {

// Nobody listens on port 1.
constexpr char kNowhere[] = "host=127.0.0.1 port=1 user=secretuser password=secretword dbname=secretname";

struct Served {
  const char* program;
  const char* path;
};

void PrintTo(const Served& one, std::ostream* out) {
  *out << one.program;
}

class DatabaseDown : public testing::TestWithParam<Served> {};

TEST_P(DatabaseDown, Is503InJsonWithRetryAfterAndNoInternals) {
  const ServedProgram served(GetParam().program, kNowhere);
  const FastcgiParameters session = {{"HTTP_CODER_SESSION_TOKEN", "abcdefghij-abcdefghijklmnopqrstuv"}};
  for (const std::string& path : {std::string(GetParam().path), std::string("/readyz")}) {
    const Reply reply = served.Get(path, session);
    EXPECT_EQ(reply.status, 503) << path << ' ' << reply.body;
    EXPECT_EQ(reply.Header("Content-Type"), "application/json; charset=utf-8") << path;
    EXPECT_EQ(reply.Header("Retry-After"), "5") << path;
    EXPECT_NE(reply.Text("message"), "") << path;
    for (const char* internal : {"secret", "127.0.0.1", "refused", "port"}) {
      EXPECT_EQ(reply.body.find(internal), std::string::npos) << reply.body;
    }
  }
}

TEST_P(DatabaseDown, HealthzIsStill200) {
  const ServedProgram served(GetParam().program, kNowhere);
  EXPECT_EQ(served.Get("/healthz").status, 200);
}

TEST_P(DatabaseDown, TheLogDoesNotHoldThePassword) {
  ServedProgram served(GetParam().program, kNowhere);
  EXPECT_EQ(served.Get("/readyz").status, 503);
  EXPECT_TRUE(Eventually([&] { return served.program().Output().find("/readyz") != std::string::npos; }));
  EXPECT_EQ(served.program().Output().find("secretword"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Programs, DatabaseDown,
                         testing::Values(Served{"postern-buildinfo", "/api/v2/buildinfo"},
                                         Served{"postern-users", "/api/v2/users/first"},
                                         Served{"postern-tokens", "/api/v2/users/me/keys/tokens"}));

TEST(DatabaseWithoutSchema, IsNotReadyAndTellsNoInternals) {
  const TestDatabase empty(Contents::kEmpty);
  const ServedProgram served("postern-users", empty.url());
  const Reply reply = served.Get("/readyz");
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.body.find("schema"), std::string::npos) << reply.body;
  EXPECT_EQ(served.Get("/healthz").status, 200);
}

TEST(DatabaseAgain, ALostSessionIsNoticedAndTheNextReadIsServed) {
  TestDatabase database;
  const ServedProgram served("postern-users", database.url());
  EXPECT_EQ(served.Get("/api/v2/users/first").status, 404);
  database.Query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND "
      "pid <> pg_backend_pid()");
  EXPECT_EQ(served.Get("/api/v2/users/first").status, 404);
}

}  // namespace
}  // namespace postern::test
