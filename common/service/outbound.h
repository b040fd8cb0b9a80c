// Asking other sites, as the options have it. Only in this header, so that programs that ask nobody need no libcurl.
#pragma once

#include <chrono>

#include "config/options.h"
#include "net/get.h"

namespace postern::service {

inline net::Limits LimitsFrom(const config::Options& options) {
  using std::chrono::ceil;
  using std::chrono::milliseconds;
  return {.connect = ceil<milliseconds>(options.outbound_connect_timeout),
          .total = ceil<milliseconds>(options.outbound_timeout)};
}

// How long a claim on a shared result holds while one question is asked: that, and the writing of the answer.
inline std::chrono::milliseconds LapseFrom(const config::Options& options) {
  return LimitsFrom(options).total + std::chrono::seconds(30);
}

}  // namespace postern::service
