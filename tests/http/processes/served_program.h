// One program of the service by itself: no nginx before it, on a socket of its own.
#pragma once

#include <string>
#include <vector>

#include "tests/support/fastcgi_client.h"
#include "tests/support/program.h"
#include "tests/support/test_database.h"

namespace postern::test {

// A migrated database that nobody in this test program changes.
TestDatabase& UntouchedDatabase();

// Runs on a unix socket until the destructor kills it.
class ServedProgram {
 public:
  // `name` is such as "postern-users". Throws std::runtime_error with what it printed where it does not answer.
  ServedProgram(const std::string& name, const std::string& database_url, std::vector<std::string> flags = {},
                const Environment& environment = {});
  ~ServedProgram();
  ServedProgram(const ServedProgram&) = delete;
  ServedProgram& operator=(const ServedProgram&) = delete;

  FastcgiClient Connect() const { return FastcgiClient(address_); }
  Reply Get(const std::string& path, const FastcgiParameters& more = {}) const;
  const std::string& socket() const { return socket_; }
  Program& program() { return program_; }

 private:
  std::string socket_;
  std::string address_;
  Program program_;
};

// True where somebody takes connections there.
bool IsServed(const std::string& address);

// True for one line that says something, with its end.
bool IsOneLine(const std::string& text);

}  // namespace postern::test
