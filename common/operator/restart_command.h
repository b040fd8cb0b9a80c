// `postern restart`: the programs that run replaced by what is on disk now, without a lost request.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "config/load.h"
#include "operator/data_folder.h"
#include "operator/supervisor.h"

namespace postern::operators {

// postern restart [<program>]
int RestartCommand(const config::Loaded& loaded);

// The supervisor's side: does what a line that came by the control socket asks for, and gives what there is to say of
// it. An error says what was not done, and what of it was.
absl::StatusOr<std::string> ActOn(const std::string& line, Supervisor& supervisor, const DataFolder& folder);

}  // namespace postern::operators
