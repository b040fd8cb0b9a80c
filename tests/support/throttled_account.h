// The count of wrong guesses at an account, as a test sees and sets it.
#pragma once

#include <string>

#include "tests/support/site.h"

namespace postern::test {

class ThrottledAccount {
 public:
  // `guess` is "password", "passcode" or "passcode request". `device`: what a browser was given at a login, for guesses
  // that come from it; "" for all others.
  ThrottledAccount(Site& site, const std::string& guess, const std::string& email, const std::string& device = "");

  // The value of an expression over the row's columns, "" where there is no row.
  std::string Get(const std::string& expression);
  // As if the row had been written so much earlier; `interval` is PostgreSQL's text of one.
  void Age(const std::string& interval);
  std::string condition() const { return condition_; }

 private:
  Site& site_;
  std::string condition_;
};

}  // namespace postern::test
