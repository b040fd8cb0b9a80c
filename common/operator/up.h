// `postern up`: everything on one machine, until it is told to end.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "config/load.h"
#include "operator/up_plan.h"

namespace postern::operators {

// Database (the given one, or a private cluster), migrations, programs, nginx, or of these what --parts says. Says
// where it is; stays; gives 0 when it was told to end by SIGTERM, SIGINT or SIGHUP.
int UpCommand(const config::Loaded& loaded);

// The same without a word of its own: `on_ready` gets lines that say where it is, once all is ready. An error where the
// start failed; kFailedPrecondition where the data folder is in use. Changes umask and working folder.
absl::Status RunUp(const UpPlan& plan, const std::function<void(const std::string& where)>& on_ready);

// Whether that could begin: the options say all that is needed, and nginx and the programs are there. Touches nothing.
absl::Status CheckUp(const config::Loaded& loaded);

}  // namespace postern::operators
