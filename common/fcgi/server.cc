#include "fcgi/server.h"

#include <fcgiapp.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "fcgi/cgi.h"
#include "fcgi/worker.h"
#include "obs/log.h"

namespace postern::fcgi {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kTick{30000};

// The signals that end the server; waited for by the main thread alone, so that no worker's read is ever interrupted.
sigset_t EndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

// libfcgi installs handlers of its own for SIGTERM, SIGUSR1 and SIGPIPE; ours count, so they come after it.
void TakeSignals() {
  const sigset_t signals = EndSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // First: a signal that met libfcgi's handler would be lost.
  FCGX_Init();
  signal(SIGPIPE, SIG_IGN);
  signal(SIGUSR1, SIG_DFL);
  // The handlers stay behind the blocked signals; with the default ones back, nothing of libfcgi's is left.
  for (const int ending : {SIGTERM, SIGINT, SIGHUP}) signal(ending, SIG_DFL);
}

// Waits for a signal or for `limit`; true if one came.
bool AwaitSignal(milliseconds limit) {
  const sigset_t signals = EndSignals();
  timespec wait{};
  wait.tv_sec = limit.count() / 1000;
  wait.tv_nsec = limit.count() % 1000 * 1000000;
  return sigtimedwait(&signals, nullptr, &wait) > 0;
}

milliseconds IdleFor(const WorkerShared& shared) {
  if (shared.connections.load() > 0) return milliseconds(0);
  const Clock::time_point last{Clock::duration(shared.last_active.load())};
  return std::chrono::duration_cast<milliseconds>(Clock::now() - last);
}

// Returns when it is time to end.
void AwaitEnd(const ServerOptions& options, const WorkerShared& shared) {
  for (;;) {
    milliseconds wait = kTick;
    if (options.idle_exit.count() > 0)
      wait = std::min(wait, std::max(milliseconds(1), options.idle_exit - IdleFor(shared)));
    if (AwaitSignal(wait)) return;
    if (options.idle_exit.count() > 0 && IdleFor(shared) >= options.idle_exit) return;
    if (options.on_tick) options.on_tick();
  }
}

// Ends the workers; true if all ended in time.
bool Drain(WorkerShared& shared, milliseconds limit) {
  const Clock::time_point end = Clock::now() + limit;
  shared.close_kept_at = end - limit / 2;
  shared.stopping.store(true);
  const std::uint64_t one = 1;
  if (write(shared.stop_event, &one, sizeof one) < 0) return false;
  while (shared.running.load() > 0 && Clock::now() < end) AwaitSignal(milliseconds(5));
  return shared.running.load() == 0;
}

int ServeSocket(const ServerOptions& options, const Handler& handler) {
  absl::StatusOr<Listener> listener = Listener::Open(options.listen);
  if (!listener.ok()) {
    std::fprintf(stderr, "%s\n", std::string(listener.status().message()).c_str());
    return 2;
  }
  TakeSignals();
  std::atomic<int> uncounted{0};
  WorkerShared shared{.listen_fd = listener->fd(),
                      .stop_event = eventfd(0, EFD_CLOEXEC),
                      .max_body_bytes = options.max_body_bytes,
                      .handler = handler,
                      .connections = options.connections != nullptr ? *options.connections : uncounted,
                      .serve_queue_at_stop = listener->owned()};
  shared.last_active.store(Clock::now().time_since_epoch().count());
  shared.running.store(options.threads);
  std::vector<std::thread> workers;
  if (options.on_start) options.on_start();
  for (int i = 0; i < options.threads; ++i) workers.emplace_back(RunWorker, std::ref(shared));

  AwaitEnd(options, shared);
  listener->StopBeingFound();
  if (!Drain(shared, options.drain_timeout)) {
    obs::Log(obs::Level::kWarning, "drain timeout: requests were left unfinished");
    std::_Exit(0);
  }
  for (std::thread& worker : workers) worker.join();
  close(shared.stop_event);
  return 0;
}

}  // namespace

bool ServesOneAsCgi(const ListenOptions& options) {
  return options.address.empty() && !Listener::IsHandedOver() && IsCgi();
}

int Serve(const ServerOptions& options, const Handler& handler) {
  if (ServesOneAsCgi(options.listen)) {
    const int status = ServeCgi(options.max_body_bytes, handler);
    if (options.on_answered) options.on_answered();
    return status;
  }
  if (options.listen.address.empty() && !Listener::IsHandedOver()) {
    std::fputs(
        "nothing to serve: say --listen=unix:/path or --listen=tcp:host:port, hand over a listening socket as "
        "fd 0, or start as CGI\n",
        stderr);
    return 2;
  }
  return ServeSocket(options, handler);
}

}  // namespace postern::fcgi
