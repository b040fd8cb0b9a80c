// A document of another site.
#pragma once

#include <functional>
#include <string_view>

#include "absl/status/statusor.h"
#include "boost/json/value.hpp"
#include "net/get.h"

namespace postern::net {

// As Get, for a site that answers 200 with JSON. kUnavailable for any other status, kInvalidArgument for what is no
// JSON, or is nested deeper than 32; the rest of the errors are those of Get.
absl::StatusOr<boost::json::value> GetJson(std::string_view url, const Headers& headers, const Limits& limits,
                                           const std::function<bool()>& stopped);

}  // namespace postern::net
