// What runs on this machine, as /proc shows it. What may not be looked at is not seen.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "operator/process.h"

namespace postern::operators {

struct RunningProcess {
  pid_t pid = 0;
  std::string program;  // The name of its executable, without folder.
};

// The processes whose working folder is `folder`, however it is named, ours not among them.
std::vector<RunningProcess> ProcessesIn(const std::string& folder);

// The process that listens on the TCP port, if that can be seen.
std::optional<RunningProcess> ListenerOf(std::uint16_t port);

// Sends the signal to each and waits until all are gone, at most so long. False if one is still there.
bool EndProcesses(const std::vector<RunningProcess>& processes, int signal, int milliseconds);

}  // namespace postern::operators
