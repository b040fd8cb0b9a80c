// Expiry, caps and sliding go by the database's clock: hosts' clocks differ. So no source asks the host what time it
// is, but for the log, which stamps its lines, and the metrics, which tell when the process started.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace postern::service {
namespace {

namespace fs = std::filesystem;

const fs::path kSources = POSTERN_SOURCES;

bool ReadsTheHostsClock(const std::string& text) {
  for (const char* clock :
       {"system_clock", "utc_clock", "CLOCK_REALTIME", "gettimeofday", "absl::Now", "time(nullptr)"}) {
    if (text.find(clock) != std::string::npos) return true;
  }
  return false;
}

std::vector<std::string> SourcesThatReadTheHostsClock() {
  std::vector<std::string> found;
  for (const char* folder : {"common", "handlers"}) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(kSources / folder)) {
      const fs::path extension = entry.path().extension();
      if (extension != ".cc" && extension != ".h") continue;
      std::ifstream file(entry.path());
      const std::string text{std::istreambuf_iterator<char>(file), {}};
      if (ReadsTheHostsClock(text)) found.push_back(fs::relative(entry.path(), kSources).string());
    }
  }
  return found;
}

TEST(HostClockTest, IsReadByTheLogAndTheMetricsAlone) {
  EXPECT_THAT(SourcesThatReadTheHostsClock(), testing::UnorderedElementsAre("common/obs/log.cc", "common/obs/metrics.cc"));
}

}  // namespace
}  // namespace postern::service
