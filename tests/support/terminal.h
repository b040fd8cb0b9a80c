// A terminal for a program under test: the test types, and sees what the terminal shows of that by itself.
#pragma once

#include <string>

namespace postern::test {

class Terminal {
 public:
  Terminal();  // Throws std::runtime_error where the system has none left.
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  // The program's end, to be its stdin. The program's own output does not go here.
  int program_end() const { return program_end_; }

  void Type(const std::string& text) const;
  // Whether it shows what is typed.
  bool Echoes() const;
  // All that it has shown so far.
  std::string Shown();

 private:
  int our_end_ = -1;
  int program_end_ = -1;
  std::string shown_;
};

}  // namespace postern::test
