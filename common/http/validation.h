// Collects the fields of a request that break their rules, in the order in which they are checked.
#pragma once

#include <string_view>
#include <vector>

#include "http/response.h"

namespace postern::http {

class Validation {
 public:
  // Notes that `field` with `value` breaks the rule `tag` unless `holds`. Of one field only the first broken rule is
  // told. The text of the detail is fixed: clients match it.
  Validation& Check(std::string_view field, std::string_view value, std::string_view tag, bool holds);

  bool ok() const { return violations_.empty(); }
  Response Failure() const { return ValidationFailed(violations_); }

 private:
  std::vector<Violation> violations_;
};

}  // namespace postern::http
