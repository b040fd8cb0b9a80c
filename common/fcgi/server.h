// A FastCGI program in any of the three ways its hosts know: with its listening socket as fd 0, with a socket of its
// own (--listen), or as plain CGI. FCGX is named in this folder alone.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>

#include "fcgi/exchange.h"
#include "fcgi/listener.h"

namespace postern::fcgi {

struct ServerOptions {
  ListenOptions listen;
  int threads = 32;  // A kept connection holds one: more than nginx's workers times its keepalive.
  std::chrono::milliseconds drain_timeout{10000};
  // An idle process, without a connection for that long, ends by itself; 0: never.
  std::chrono::milliseconds idle_exit{0};
  std::size_t max_body_bytes = 1 << 20;
  // Kept at the number of open connections, kept ones included, where it is given. It outlives Serve.
  std::atomic<int>* connections = nullptr;
  // Called once the socket can be found, by a server that is no plain CGI.
  std::function<void()> on_start = nullptr;
  // Called as plain CGI, once the answer is given and stdout closed, for work that nobody waits for.
  std::function<void()> on_answered = nullptr;
  // Called about every half minute on the main thread, for work that can wait.
  std::function<void()> on_tick = nullptr;
};

// True where Serve answers one request as plain CGI: no address is given, no socket handed over, and a request waits.
bool ServesOneAsCgi(const ListenOptions& options);

// Serves until SIGTERM, SIGINT or SIGHUP (or idle_exit), then takes no new connections, but serves those that are open
// until their peers close them: one that is idle for two seconds is closed by us, and so is any once half of
// drain_timeout has gone. What is in flight is finished within drain_timeout. Gives the exit status: 0, also where
// requests had to be left; 2 where there is nothing to
// listen on, with one line on stderr that says why. As plain CGI: one request. Blocks those signals in the calling
// thread; call it once, before other threads are made.
int Serve(const ServerOptions& options, const Handler& handler);

}  // namespace postern::fcgi
