#include "tests/support/terminal.h"

#include <fcntl.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace postern::test {

Terminal::Terminal() {
  if (openpty(&our_end_, &program_end_, nullptr, nullptr, nullptr) != 0) throw std::runtime_error("openpty failed");
  for (const int fd : {our_end_, program_end_}) fcntl(fd, F_SETFD, FD_CLOEXEC);
  fcntl(our_end_, F_SETFL, O_NONBLOCK);
}

Terminal::~Terminal() {
  close(our_end_);
  close(program_end_);
}

void Terminal::Type(const std::string& text) const {
  if (write(our_end_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    throw std::runtime_error("cannot type");
  }
}

bool Terminal::Echoes() const {
  termios settings{};
  if (tcgetattr(program_end_, &settings) != 0) throw std::runtime_error("tcgetattr failed");
  return (settings.c_lflag & ECHO) != 0;
}

std::string Terminal::Shown() {
  std::array<char, 4096> piece;
  for (ssize_t length = 0; (length = read(our_end_, piece.data(), piece.size())) > 0;) {
    shown_.append(piece.data(), static_cast<std::size_t>(length));
  }
  return shown_;
}

}  // namespace postern::test
