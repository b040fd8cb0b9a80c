#include "operator/complaint.h"

#include <cstdio>

namespace postern::operators {

int Complain(std::string_view text, int exit_status) {
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  std::fprintf(stderr, "postern: %.*s\n", static_cast<int>(text.size()), text.data());
  return exit_status;
}

int Complain(const absl::Status& error) {
  const std::string text(error.message());
  return Complain(text, absl::IsInvalidArgument(error) ? kExitUsage : kExitFailure);
}

}  // namespace postern::operators
