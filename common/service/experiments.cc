#include "service/experiments.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"

namespace postern::service {
namespace {

constexpr std::array<std::string_view, 1> kSafe = {"workspace-prebuilds"};
constexpr std::string_view kAllSafe = "*";

}  // namespace

std::span<const std::string_view> AvailableExperiments() {
  return kSafe;
}

std::vector<std::string> ActiveExperiments(const config::Options& options) {
  std::vector<std::string> active;
  for (const std::string& item : options.experiments) {
    if (item == kAllSafe) {
      active.insert(active.end(), kSafe.begin(), kSafe.end());
    } else {
      active.push_back(absl::AsciiStrToLower(item));
    }
  }
  return active;
}

bool IsActive(const config::Options& options, std::string_view name) {
  const std::vector<std::string> active = ActiveExperiments(options);
  return std::find(active.begin(), active.end(), name) != active.end();
}

std::vector<std::string> UnsafeExperiments(const config::Options& options) {
  std::vector<std::string> unsafe = ActiveExperiments(options);
  std::erase_if(unsafe, [](const std::string& name) { return std::ranges::find(kSafe, name) != kSafe.end(); });
  std::sort(unsafe.begin(), unsafe.end());
  unsafe.erase(std::unique(unsafe.begin(), unsafe.end()), unsafe.end());
  return unsafe;
}

}  // namespace postern::service
