#include "operator/held_signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

namespace postern::operators {

HeldSignals::HeldSignals(std::initializer_list<int> signals) {
  sigemptyset(&held_);
  for (const int signal : signals) {
    struct sigaction action {};
    sigaction(signal, nullptr, &action);
    // A signal that is held counts as one that arrives, even where it is ignored, as SIGHUP is under nohup.
    if (action.sa_handler != SIG_IGN) sigaddset(&held_, signal);
  }
  sigprocmask(SIG_BLOCK, &held_, &before_);
  descriptor_ = signalfd(-1, &held_, SFD_NONBLOCK | SFD_CLOEXEC);
}

HeldSignals::~HeldSignals() {
  close(descriptor_);
  sigprocmask(SIG_SETMASK, &before_, nullptr);
}

int HeldSignals::Take() const {
  signalfd_siginfo info;
  return read(descriptor_, &info, sizeof(info)) == sizeof(info) ? static_cast<int>(info.ssi_signo) : 0;
}

void EndBy(int signal) {
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, signal);
  ::signal(signal, SIG_DFL);
  raise(signal);
  sigprocmask(SIG_UNBLOCK, &only, nullptr);
}

}  // namespace postern::operators
