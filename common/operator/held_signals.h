// Signals that would end the process, held back while it does what must not be left half done.
#pragma once

#include <signal.h>

#include <initializer_list>

namespace postern::operators {

class HeldSignals {
 public:
  // Those of `signals` that the process does not ignore. Children inherit the hold; start none meanwhile.
  explicit HeldSignals(std::initializer_list<int> signals);
  // From here on they do what they always did, those that are still waiting at once.
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  // The next that has arrived, or 0. Never waits.
  int Take() const;
  // Readable once there is one to take.
  int descriptor() const { return descriptor_; }

 private:
  sigset_t held_;
  sigset_t before_;
  int descriptor_ = -1;
};

// Ends the process as the signal would have.
void EndBy(int signal);

}  // namespace postern::operators
