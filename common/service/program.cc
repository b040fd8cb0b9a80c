#include "service/program.h"

#include <malloc.h>
#include <sys/prctl.h>

#include <cstdio>
#include <string>

#include "config/help.h"
#include "config/load.h"
#include "fcgi/server.h"
#include "obs/log.h"
#include "service/dispatch.h"

extern char** environ;

namespace postern::service {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

fcgi::ServerOptions ServerOptionsFrom(const config::Options& options) {
  return {.listen = {.address = options.listen,
                     .group = options.listen_group,
                     .beyond_loopback = options.listen_beyond_loopback},
          .threads = static_cast<int>(options.threads),
          .drain_timeout = duration_cast<milliseconds>(options.drain_timeout),
          .idle_exit = duration_cast<milliseconds>(options.idle_exit),
          .max_body_bytes = static_cast<std::size_t>(options.max_body_bytes)};
}

// One arena for all threads: one for each, as malloc would have it, holds memory that nobody uses. Threads hardly meet in
// it, for each keeps small pieces at hand.
void KeepMemorySmall() {
  mallopt(M_ARENA_MAX, 1);
}

// A core dump would hold tokens and the database's password.
void KeepSecretsOffDisk() {
  prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace

int RunProgram(std::string_view name, int argc, char** argv, const std::function<Contract(App&)>& contract) {
  KeepMemorySmall();
  KeepSecretsOffDisk();
  const absl::StatusOr<config::Loaded> loaded = config::Load({argv, static_cast<std::size_t>(argc)}, environ);
  if (!loaded.ok()) {
    std::fprintf(stderr, "%s\n", std::string(loaded.status().message()).c_str());
    return 2;
  }
  if (loaded->help) {
    std::fputs(config::Help(name).c_str(), stdout);
    return 0;
  }
  const config::Options& options = loaded->options;
  obs::StartLog(name, options.verbose ? obs::Level::kDebug : obs::LevelFromText(options.log_level));
  for (const std::string& warning : loaded->warnings) obs::Log(obs::Level::kWarning, warning);
  if (options.pg_connection_url.empty()) {
    std::fputs("CODER_PG_CONNECTION_URL (--postgres-url) is not set: every program needs its database\n", stderr);
    return 2;
  }
  App app(options);
  const Dispatcher dispatcher(app, contract(app));
  fcgi::ServerOptions server = ServerOptionsFrom(options);
  server.on_tick = [&] {
    app.pool.CloseIdle();
    malloc_trim(0);  // A long list may have taken much, which would stay.
  };
  return fcgi::Serve(server, [&](const http::Request& request) { return dispatcher.Answer(request); });
}

}  // namespace postern::service
