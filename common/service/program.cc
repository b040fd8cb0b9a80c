#include "service/program.h"

#include <malloc.h>
#include <sys/prctl.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "config/check_config.h"
#include "config/defaults.h"
#include "config/help.h"
#include "config/load.h"
#include "config/write_config.h"
#include "fcgi/notice.h"
#include "fcgi/server.h"
#include "obs/log.h"
#include "service/dispatch.h"
#include "service/healthcheck.h"
#include "service/ready.h"

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

// One arena for all threads: one for each, as malloc would have it, holds memory that nobody uses. Threads hardly meet
// in it, for each keeps small pieces at hand.
void KeepMemorySmall() {
  mallopt(M_ARENA_MAX, 1);
}

// Time that work of the background has once the program is to end.
constexpr milliseconds kLastMoment{1000};

// Looks at the start, half a minute later, so that a difference that stays is told of soon, and then about every ten
// minutes: oftener would keep a database session open in a program that has nothing to do.
constexpr int kTicksBetweenLooks = 20;

bool IsTimeToLook(int tick) {
  return tick <= 1 || tick % kTicksBetweenLooks == 0;
}

void LookForDrift(App& app) {
  app.background.Schedule("drift", [&app](const Stopped&) { app.drift->LookAndTell(); });
}

int Serve(App& app, const Dispatcher& dispatcher) {
  fcgi::ServerOptions server = ServerOptionsFrom(app.options);
  server.connections = &app.connections;
  Background notices;  // Apart from other work, which must not wait until we are ready.
  server.on_start = [&] {
    if (fcgi::ReadyIsWanted()) {
      notices.Schedule("ready", [&app](const Stopped& stopped) { TellOnceReady(app.pool, stopped); });
    }
    LookForDrift(app);
  };
  server.on_answered = [&] { app.background.Finish(server.drain_timeout); };
  server.on_tick = [&, tick = 0]() mutable {
    if (IsTimeToLook(++tick)) LookForDrift(app);
    app.pool.CloseIdle();
    malloc_trim(0);  // A long list may have taken much, which would stay.
  };
  const int status = fcgi::Serve(server, [&](const http::Request& request) { return dispatcher.Answer(request); });
  if (!notices.Stop(kLastMoment) || !app.background.Stop(kLastMoment)) std::_Exit(status);
  return status;
}

// A process that answers one request has nothing to count.
std::unique_ptr<obs::Metrics> MetricsFor(std::string_view name, const config::Options& options) {
  if (!options.prometheus_enable || fcgi::ServesOneAsCgi(ServerOptionsFrom(options).listen)) return nullptr;
  return std::make_unique<obs::Metrics>(name, config::BuildVersion());
}

// A core dump would hold tokens and the database's password.
void KeepSecretsOffDisk() {
  prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace

int RunProgram(std::string_view name, int argc, char** argv, const std::function<Contract(App&)>& contract) {
  KeepMemorySmall();
  KeepSecretsOffDisk();
  absl::StatusOr<config::Loaded> loaded = config::Load({argv, static_cast<std::size_t>(argc)}, environ);
  if (!loaded.ok()) {
    std::fprintf(stderr, "%s\n", std::string(loaded.status().message()).c_str());
    return 2;
  }
  if (loaded->help) {
    std::fputs(config::Help(name).c_str(), stdout);
    return 0;
  }
  loaded->sources = {};  // Nobody is started with the same, and they hold every secret.
  const config::Options& options = loaded->options;
  if (options.write_config) {
    std::fputs(config::WrittenConfig(options, loaded->origins).c_str(), stdout);
    return 0;
  }
  if (options.healthcheck) return CheckHealth(options.listen);
  obs::StartLog(name, options.verbose ? obs::Level::kDebug : obs::LevelFromText(options.log_level));
  for (const std::string& warning : loaded->warnings) obs::Log(obs::Level::kWarning, warning);
  if (options.pg_connection_url.empty()) {
    std::fputs("CODER_PG_CONNECTION_URL (--postgres-url) is not set: every program needs its database\n", stderr);
    return 2;
  }
  if (options.check_config) {
    std::fputs(config::CheckedConfig(options, loaded->origins).c_str(), stdout);
    return 0;
  }
  App app(*loaded, MetricsFor(name, options));
  app.drift = std::make_unique<Drift>(app.pool, std::string(name), app.options);
  const Dispatcher dispatcher(app, contract(app));
  return Serve(app, dispatcher);
}

}  // namespace postern::service
