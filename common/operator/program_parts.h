// The programs of the service as parts of a supervisor: each on a socket that the supervisor's process holds, so that
// whatever connects while a program is replaced, or dead, waits for its successor.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "fcgi/listener.h"
#include "operator/data_folder.h"
#include "operator/supervisor.h"
#include "operator/up_plan.h"

namespace postern::operators {

class ProgramParts {
 public:
  // Opens <program>.sock for each program in the working folder, which is run/, and starts them all. Call it once.
  absl::Status Start(const UpPlan& plan, const DataFolder& folder, Supervisor& supervisor);

  // Nobody new can connect from here on.
  void StopBeingFound();

 private:
  std::vector<fcgi::Listener> sockets_;
};

// The name of a program as a part: postern-users of users.
std::string PartName(std::string_view program);

}  // namespace postern::operators
