// What the system knows of this process.
#pragma once

#include <cstdint>

namespace postern::obs {

struct ProcessUsage {
  double cpu_seconds = 0;  // In user space and in the kernel.
  std::int64_t resident_bytes = 0;
  std::int64_t virtual_bytes = 0;
  std::int64_t open_descriptors = 0;
  std::int64_t most_descriptors = 0;  // The limit as it is in force.
};

// As it is now. What cannot be found out is 0.
ProcessUsage UsageNow();

}  // namespace postern::obs
