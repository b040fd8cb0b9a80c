// A whole deployment under test: the real programs behind a real nginx on a real PostgreSQL, started the way `make run`
// starts them, on a database of its own.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "boost/json/object.hpp"
#include "tests/support/http_client.h"
#include "tests/support/program.h"
#include "tests/support/test_database.h"

namespace postern::test {

inline constexpr char kPassword[] = "SomeSecurePassword!";
inline constexpr std::int64_t kHourNs = 3'600'000'000'000;
inline constexpr std::int64_t kDayNs = 24 * kHourNs;

// A user and a client signed in as them.
struct Person {
  std::string id;
  std::string username;
  std::string email;
  Client client;
};

class Site {
 public:
  using Environment = test::Environment;

  // Starts one with these options, by environment name and by flag, and waits until it answers. Rate limits are off
  // unless the environment says otherwise. Throws std::runtime_error with what it printed where it does not start.
  explicit Site(const Environment& environment = {}, const std::vector<std::string>& flags = {});
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  // The one with the shipped options that all tests of a program share; each test makes its own people in it.
  static Site& Shared();

  Client anonymous() const { return Client(url_); }
  TestDatabase& database() { return database_; }
  // Shorthand: the first column of the first row.
  std::string Value(const std::string& sql) { return database_.Value(sql); }
  void Sql(const std::string& sql) { database_.Query(sql); }

  // The first user, an owner; made at first use.
  const Person& owner();
  // A new user, active, signed in; `roles` beside member.
  Person NewUser(const std::vector<std::string>& roles = {});
  Person Login(const std::string& email, const std::string& password = kPassword);
  // A token of the caller; fails the test by throwing where it is refused. Gives the key.
  std::string CreateToken(const Client& client, const boost::json::object& body = {}, const std::string& user = "me");

  const std::string& folder() const { return folder_; }  // The data folder: run/, log/.
  std::string Log(const std::string& name) const;        // What <folder>/log/<name>.log holds.
  std::string Output() const;                            // What the start printed.
  pid_t pid() const { return pid_; }                     // Of `postern up`.

 private:
  void Launch(const Environment& environment, const std::vector<std::string>& flags);
  void AwaitAnswer();

  TestDatabase database_;
  std::string folder_;
  std::string url_;
  pid_t pid_ = -1;
  std::unique_ptr<Person> owner_;
};

// Runs `postern` with these words, options and variables until it ends; gives its exit status and what it printed. On
// stdin it finds `input` and then the end.
struct Run {
  int status = -1;
  std::string output;  // stdout and stderr.
};
Run RunProgram(const std::string& program, const std::vector<std::string>& arguments,
               const Site::Environment& environment = {}, const std::string& input = "");

// A port that nobody listens on at the moment.
int FreePort();

}  // namespace postern::test
