// The table postern.program_configs: with what public options each program was last started.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "boost/json/object.hpp"
#include "pg/pool.h"

namespace postern::store {

struct ProgramConfig {
  std::string program;
  std::string fingerprint;      // 32 bytes.
  boost::json::object options;  // Empty where the fingerprint is the one that was asked with.
  bool touch_due = false;       // Recorded more than a day ago.
};

// Of the programs that were recorded within the last week, by name: others are no part of the deployment any more.
// Options are given of those whose fingerprint is not `fingerprint`, so that programs that agree cost little.
absl::StatusOr<std::vector<ProgramConfig>> ListProgramConfigs(pg::Pool& pool, std::string_view fingerprint);

// Records that the program runs with these options now.
absl::Status RecordProgramConfig(pg::Pool& pool, std::string_view program, std::string_view fingerprint,
                                 const boost::json::object& options);

}  // namespace postern::store
