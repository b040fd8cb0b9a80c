// The cipher suites that can be named, by the names that IANA gave them.
#pragma once

#include <string_view>

namespace postern::config {

struct CipherSuite {
  std::string_view name;
  int oldest;  // The TLS versions that have it: 10, 11, 12 or 13.
  int newest;
  bool weak;
};

// Null for a name that stands for none; case counts.
const CipherSuite* FindCipherSuite(std::string_view name);

}  // namespace postern::config
