// The row of a key in the database, as a test sees and sets it.
#pragma once

#include <string>

#include "tests/support/site.h"

namespace postern::test {

class StoredKey {
 public:
  StoredKey(Site& site, const Client& client) : site_(site), id_(client.key_id()) {}

  // The value of an expression over the row's columns.
  std::string Get(const std::string& expression);
  // Assignments such as "expires_at = now()".
  void Set(const std::string& assignments);
  bool exists();

  double SecondsLeft();      // Until it expires, by the database's clock.
  double SecondsSinceUse();  // Since last_used.
  std::string All();         // Every column as text, to compare before with after.

 private:
  Site& site_;
  std::string id_;
};

// Seconds within which two times that should be the same may lie apart on a busy machine.
inline constexpr double kTolerance = 60;

}  // namespace postern::test
