// A terminal that does not show what is typed.
#pragma once

#include <termios.h>

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "operator/held_signals.h"
#include "operator/input_line.h"

namespace postern::operators {

class QuietTerminal {
 public:
  // `terminal` is an open descriptor of one. What was typed before is dropped. kUnavailable from Ask where the terminal
  // cannot be made quiet.
  explicit QuietTerminal(int terminal);
  // Shows again what is typed. A signal that ends the process does so, too, before it does; Ctrl-Z shows it while the
  // process is stopped.
  ~QuietTerminal();
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;

  // Asks on stderr and gives the line that is typed, without its end. Errors as those of ReadLine.
  absl::StatusOr<std::string> Ask(std::string_view prompt);

 private:
  bool Hide();
  void Show();
  absl::Status AwaitInput(std::string_view prompt);

  int terminal_;
  termios before_{};
  bool known_ = false;   // `before_` is what to go back to.
  bool hidden_ = false;  // It is not in force.
  HeldSignals signals_;
};

}  // namespace postern::operators
