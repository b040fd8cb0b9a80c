// The statements that a site's programs run, read from the log of the database's server.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/support/site.h"

namespace postern::test {

class StatementLog {
 public:
  // From now on the site's statements are logged; those that the test runs through its database are not.
  explicit StatementLog(Site& site);

  // The texts of what was run while `work` ran, in order.
  std::vector<std::string> During(const std::function<void()>& work) const;
};

}  // namespace postern::test
