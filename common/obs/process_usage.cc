#include "obs/process_usage.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace postern::obs {
namespace {

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::int64_t CountDescriptors() {
  std::error_code failed;
  std::int64_t count = 0;
  std::filesystem::directory_iterator entry("/proc/self/fd", failed);
  while (!failed && entry != std::filesystem::directory_iterator()) {
    ++count;
    entry.increment(failed);
  }
  return count > 0 ? count - 1 : 0;  // Without the one that reads the folder.
}

}  // namespace

ProcessUsage UsageNow() {
  ProcessUsage usage;
  rusage used{};
  if (getrusage(RUSAGE_SELF, &used) == 0) usage.cpu_seconds = Seconds(used.ru_utime) + Seconds(used.ru_stime);
  std::int64_t pages = 0;
  std::int64_t resident = 0;
  if (std::ifstream("/proc/self/statm") >> pages >> resident) {
    usage.virtual_bytes = pages * sysconf(_SC_PAGESIZE);
    usage.resident_bytes = resident * sysconf(_SC_PAGESIZE);
  }
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) usage.most_descriptors = static_cast<std::int64_t>(limit.rlim_cur);
  usage.open_descriptors = CountDescriptors();
  return usage;
}

}  // namespace postern::obs
