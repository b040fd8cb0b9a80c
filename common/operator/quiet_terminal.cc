#include "operator/quiet_terminal.h"

#include <poll.h>

#include <cstdio>

namespace postern::operators {
namespace {

void Print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace

QuietTerminal::QuietTerminal(int terminal)
    : terminal_(terminal), signals_({SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGALRM, SIGPIPE}) {
  known_ = tcgetattr(terminal_, &before_) == 0;
  Hide();
}

QuietTerminal::~QuietTerminal() {
  Show();
}

bool QuietTerminal::Hide() {
  if (!known_) return false;
  termios quiet = before_;
  quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHOE | ECHOK | ECHONL);
  hidden_ = tcsetattr(terminal_, TCSAFLUSH, &quiet) == 0;
  return hidden_;
}

void QuietTerminal::Show() {
  if (hidden_) tcsetattr(terminal_, TCSAFLUSH, &before_);
  hidden_ = false;
}

absl::StatusOr<std::string> QuietTerminal::Ask(std::string_view prompt) {
  if (!hidden_) return absl::UnavailableError("this terminal shows what is typed and cannot be told not to");
  Print(prompt);
  absl::StatusOr<std::string> line = ReadLine(terminal_, [&] { return AwaitInput(prompt); });
  Print("\n");
  return line;
}

absl::Status QuietTerminal::AwaitInput(std::string_view prompt) {
  pollfd watched[] = {{terminal_, POLLIN, 0}, {signals_.descriptor(), POLLIN, 0}};
  while (true) {
    poll(watched, 2, -1);
    const int signal = signals_.Take();
    if (signal == 0 && watched[0].revents == 0) continue;
    if (signal == 0) return absl::OkStatus();
    Show();
    if (signal != SIGTSTP) {
      Print("\n");
      EndBy(signal);
    }
    raise(SIGSTOP);
    if (!Hide()) return absl::UnavailableError("this terminal cannot be told any more not to show what is typed");
    Print(prompt);
  }
}

}  // namespace postern::operators
