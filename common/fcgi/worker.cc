#include "fcgi/worker.h"

#include <fcgiapp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <string>

#include "obs/log.h"

namespace postern::fcgi {
namespace {

using Clock = std::chrono::steady_clock;

// How long a worker steps back where accept fails for want of file descriptors or memory.
constexpr int kBackOffMs = 100;

class Worker {
 public:
  explicit Worker(WorkerShared& shared) : shared_(shared), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    FCGX_InitRequest(&request_, shared_.listen_fd, 0);
    // Exclusive: a new connection wakes one idle worker, not all of them.
    Watch(shared_.listen_fd, EPOLLIN | EPOLLEXCLUSIVE);
    Watch(shared_.stop_event, EPOLLIN);
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() {
    CloseKept();
    FCGX_Free(&request_, 1);
    close(epoll_);
  }

  void Run() {
    while (NextRequest()) Serve();
  }

 private:
  // libfcgi calls the connection's descriptor private, but offers no other way to wait for a kept connection and for
  // the end at once: a thread that blocks inside FCGX_Accept_r cannot be woken without cutting requests.
  bool kept() const { return request_.ipcFd >= 0; }

  void Watch(int fd, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  // True with a request in hand, false when it is time to end.
  bool NextRequest() {
    for (;;) {
      if (kept() ? !AwaitKept() : !AwaitConnection()) return false;
      const bool was_kept = kept();
      const int accepted = FCGX_Accept_r(&request_);
      if (accepted == 0) {
        if (!was_kept) shared_.connections.fetch_add(1, std::memory_order_relaxed);
        return true;
      }
      // A kept connection that its peer closed is replaced inside FCGX_Accept_r, by one or by none.
      if (was_kept) shared_.connections.fetch_sub(1, std::memory_order_relaxed);
      if (!StepBack(accepted)) return false;
    }
  }

  // Waits for a connection or the end; true if a connection woke us. It woke us alone, of all processes on the socket:
  // it has to be taken, whatever else has come, or it would lie there until the next one.
  bool WaitsOutside() {
    epoll_event events[2];
    const int count = epoll_wait(epoll_, events, 2, -1);
    return std::any_of(events, events + std::max(count, 0),
                       [this](const epoll_event& event) { return event.data.fd == shared_.listen_fd; });
  }

  // Waits for a connection; false at the end. At the end the queue of an own socket is emptied first: whoever got as
  // far as connecting is served.
  bool AwaitConnection() {
    if (!shared_.stopping.load() && WaitsOutside()) return true;
    if (!shared_.stopping.load()) return true;
    if (!shared_.serve_queue_at_stop || shared_.queue_left.load()) return false;
    pollfd queue{shared_.listen_fd, POLLIN, 0};
    if (poll(&queue, 1, 0) > 0) return true;
    // Others may go on with kept connections for a while: who wants to connect meanwhile is better told at once. A unix
    // socket looks readable from then on, without anything to accept.
    shared_.queue_left.store(true);
    shutdown(shared_.listen_fd, SHUT_RD);
    return false;
  }

  // Waits for the next request on the kept connection, or for another connection once it is closed; false at the end.
  bool AwaitKept() {
    pollfd fds[] = {{request_.ipcFd, POLLIN, 0}, {shared_.stop_event, POLLIN, 0}};
    if (!shared_.stopping.load()) poll(fds, 2, -1);
    if (!shared_.stopping.load()) return true;
    // The end is told of: from here on only the connection is waited for.
    if (poll(fds, 1, LeftForKept()) == 0) shutdown(request_.ipcFd, SHUT_RD);  // What has arrived is still served.
    char byte;
    if (recv(request_.ipcFd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0) return true;
    CloseKept();
    return AwaitConnection();
  }

  // How long the kept connection may stay idle while the server ends, in milliseconds.
  int LeftForKept() const {
    const Clock::time_point end = std::min(idle_since_ + kIdleAtStop, shared_.close_kept_at);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, kIdleAtStop.count()));
  }

  // Whether the connection of the request that was just answered may serve another one.
  bool MayKeep() const { return !shared_.stopping.load() || Clock::now() < shared_.close_kept_at; }

  void CloseKept() {
    if (!kept()) return;
    FCGX_Free(&request_, 1);
    FCGX_InitRequest(&request_, shared_.listen_fd, 0);
    shared_.connections.fetch_sub(1, std::memory_order_relaxed);
  }

  // False where accepting cannot go on: the socket is no longer one.
  bool StepBack(int accepted) {
    const int error = -accepted;
    if (error == EBADF || error == EINVAL || error == ENOTSOCK) return false;
    if (error != EAGAIN && error != EINTR && error != ECONNABORTED && error < 1000) {
      obs::Log(obs::Level::kError, "cannot accept", {{"error", std::strerror(error)}});
      pollfd stop{shared_.stop_event, POLLIN, 0};
      poll(&stop, 1, kBackOffMs);
    }
    return true;
  }

  void Serve() {
    Body body = ReadBody([&](char* buffer, int size) { return FCGX_GetStr(buffer, size, request_.in); },
                         shared_.max_body_bytes);
    const bool whole = FCGX_GetError(request_.in) == 0;
    if (whole) Write(Answer(CopyParameters(request_.envp), std::move(body), shared_.handler));
    if (!whole || !MayKeep()) request_.keepConnection = 0;
    FCGX_Finish_r(&request_);
    if (!kept()) shared_.connections.fetch_sub(1, std::memory_order_relaxed);
    idle_since_ = Clock::now();
    shared_.last_active.store(idle_since_.time_since_epoch().count(), std::memory_order_relaxed);
  }

  // A client that has gone is nobody's problem: what cannot be written is dropped.
  void Write(const std::string& answer) {
    std::size_t written = 0;
    while (written < answer.size()) {
      const auto chunk = static_cast<int>(std::min<std::size_t>(answer.size() - written, INT_MAX));
      const int sent = FCGX_PutStr(answer.data() + written, chunk, request_.out);
      if (sent <= 0) return;
      written += static_cast<std::size_t>(sent);
    }
  }

  WorkerShared& shared_;
  FCGX_Request request_;
  Clock::time_point idle_since_{};  // When the latest request of the connection was answered.
  int epoll_;
};

}  // namespace

void RunWorker(WorkerShared& shared) {
  Worker(shared).Run();
  shared.running.fetch_sub(1);
}

}  // namespace postern::fcgi
