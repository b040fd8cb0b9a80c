// The socket on which requests arrive.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace postern::fcgi {

struct ListenOptions {
  // unix:/path (relative ones count from the working directory), tcp:host:port, or "" for fd 0.
  std::string address;
  // The group that a unix socket is given to; "" leaves it the process's own. The mode is 0660 always: whoever can
  // reach the socket can say who the client is.
  std::string group;
  // A tcp: address beyond loopback is refused unless this is set, for the same reason.
  bool beyond_loopback = false;
};

// A bound, listening, non-blocking socket, closed by the destructor.
class Listener {
 public:
  // Binds as `options` say. A unix path that a living process answers on is refused, a dead one's is taken over.
  // Errors say in one line what could not be done and why.
  static absl::StatusOr<Listener> Open(const ListenOptions& options);

  // True if fd 0 is a listening socket, as spawn-fcgi, systemd and mod_fcgid hand it over.
  static bool IsHandedOver();

  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&&) = delete;
  ~Listener();

  int fd() const { return fd_; }
  // False for fd 0: what waits in its queue belongs to whoever is started on it next.
  bool owned() const { return owned_; }
  // Removes the unix path, if it is still ours: nobody new can connect, who waits in the queue can be served.
  void StopBeingFound();

 private:
  Listener(int fd, bool owned) : fd_(fd), owned_(owned) {}
  int fd_;
  bool owned_;
  std::string path_;  // Of a unix socket of our own.
  unsigned long inode_ = 0;
};

}  // namespace postern::fcgi
