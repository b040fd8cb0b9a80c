// Hears which of the processes that we start are ready: the other end of fcgi/notice.h.
#pragma once

#include <sys/types.h>

#include <string>

#include "absl/status/status.h"

namespace postern::operators {

class ReadyNotices {
 public:
  ReadyNotices() = default;
  ~ReadyNotices();
  ReadyNotices(const ReadyNotices&) = delete;
  ReadyNotices& operator=(const ReadyNotices&) = delete;

  // Listens on a socket in the working folder that its owner alone may write to; one that is there already is replaced.
  absl::Status Listen();

  // What a process needs in its environment, NAME=text. Its working folder has to be ours.
  static std::string Variable();

  // Readable when somebody has told; -1 before Listen.
  int descriptor() const { return socket_; }
  // The process that has told that it is ready, as the kernel says and not as it says; 0 where nobody else has. Never
  // waits.
  pid_t Take() const;

 private:
  int socket_ = -1;
};

}  // namespace postern::operators
