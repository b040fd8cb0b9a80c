#include "operator/complaint.h"

#include <cstdio>

#include "pg/error.h"

namespace postern::operators {

int Complain(std::string_view text, int exit_status) {
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  std::fprintf(stderr, "postern: %.*s\n", static_cast<int>(text.size()), text.data());
  return exit_status;
}

int Complain(const absl::Status& error) {
  const std::string text(error.message());
  // What the database calls invalid was not on the command line.
  const bool usage = absl::IsInvalidArgument(error) && pg::SqlState(error).empty();
  return Complain(text, usage ? kExitUsage : kExitFailure);
}

}  // namespace postern::operators
