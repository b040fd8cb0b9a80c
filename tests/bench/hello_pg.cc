// bench_hello_pg SOCKET CONNINFO: one prepared statement, the one that finds a session, then a constant answer, in size
// and headers that of .../tokens/tokenconfig. As many database sessions as one of our programs has, shared by all
// threads.
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>

#include "libpq-fe.h"
#include "store/sessions.h"
#include "tests/bench/accept_loop.h"

namespace {

using postern::bench::Send;

constexpr int kSessions = 4;

constexpr std::string_view kAnswer =
    "Status: 200 OK\r\n"
    "Content-Type: application/json; charset=utf-8\r\n"
    "Set-Cookie: csrf_token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=; Path=/; HttpOnly; "
    "SameSite=Lax\r\n"
    "X-Coder-Build-Version: v2.23.0+postern.0.1.0\r\n"
    "X-Coder-Request-Id: 00000000-0000-4000-8000-000000000000\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Vary: Origin\r\n"
    "Vary: Cookie\r\n"
    "Postern-Token-Expires-At: 2000-01-01T00:00:00.000000Z\r\n"
    "Content-Length: 39\r\n\r\n"
    "{\"max_token_lifetime\":604800000000000}\n";

constexpr std::string_view kNobody = "Status: 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";

class Sessions {
 public:
  // False where PostgreSQL or the statement refuses, with its words on stderr.
  bool Open(const char* conninfo) {
    const postern::pg::Statement& statement = postern::store::SessionStatement();
    for (int i = 0; i < kSessions; ++i) {
      PGconn* session = PQconnectdb(conninfo);
      const Result prepared(PQprepare(session, statement.name, statement.text, 0, nullptr), &PQclear);
      free_.push_back(session);
      if (PQresultStatus(prepared.get()) == PGRES_COMMAND_OK) continue;
      std::fputs(PQerrorMessage(session), stderr);
      return false;
    }
    return true;
  }

  bool Finds(const std::string& key_id) {
    PGconn* session = Take();
    const char* values[] = {key_id.c_str()};
    const Result rows(PQexecPrepared(session, postern::store::SessionStatement().name, 1, values, nullptr, nullptr, 0),
                      &PQclear);
    Give(session);
    return PQntuples(rows.get()) == 1;
  }

 private:
  using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

  PGconn* Take() {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [&] { return !free_.empty(); });
    PGconn* session = free_.back();
    free_.pop_back();
    return session;
  }
  void Give(PGconn* session) {
    {
      const std::lock_guard lock(mutex_);
      free_.push_back(session);
    }
    freed_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<PGconn*> free_;
};

// What stands before the hyphen of a token.
std::string KeyId(const FCGX_Request& request) {
  const char* token = FCGX_GetParam("HTTP_CODER_SESSION_TOKEN", request.envp);
  return token == nullptr ? "" : std::string(token, std::strcspn(token, "-"));
}

}  // namespace

int main(int argc, char** argv) {
  Sessions sessions;
  if (argc != 3 || !sessions.Open(argv[2])) return 2;
  postern::bench::Serve(
      argv[1], [&](FCGX_Request& request) { Send(request, sessions.Finds(KeyId(request)) ? kAnswer : kNobody); });
}
