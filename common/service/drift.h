// Programs of one deployment that were started with different options, where those must be the same, answer differently
// and nobody sees why. So each records its public ones in the database, and compares.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "boost/json/object.hpp"
#include "config/options.h"
#include "pg/pool.h"
#include "store/program_configs.h"

namespace postern::service {

// One line for each set of programs whose options differ from those of the largest set (the first by name of equally
// large ones): the programs and the options, no values. None where all agree. `configs` has a program twice where two
// processes of it differ.
std::vector<std::string> Disagreements(const std::vector<store::ProgramConfig>& configs);

class Drift {
 public:
  // Of the program `program` that runs with `options`. `pool` outlives this.
  Drift(pg::Pool& pool, std::string program, const config::Options& options);

  // To be called at the start and now and then. At first it records the options, where they are not those that were
  // last recorded. Later it does so again where that was a day ago, or where the record has gone; not where another
  // process of this program has recorded others since. Then it compares, and warns of each disagreement once: not at
  // the first sight of it, when the other programs may be about to be started anew too, but where the next look still
  // finds it. One thread at a time.
  absl::Status Look();

  // Looks. What keeps it from looking is logged: as a warning the first time, unless the database is away or its schema
  // is still to come, which the next look may find mended. One thread at a time.
  void LookAndTell();

  // What disagrees now, as Disagreements has it: with what was recorded within a week, by this program too. May be
  // called by many threads at once, also beside Look.
  absl::StatusOr<std::vector<std::string>> Find() const;

 private:
  absl::Status Record(const std::vector<store::ProgramConfig>& recorded);
  std::vector<std::string> Compare(std::vector<store::ProgramConfig> recorded) const;
  void Warn(const std::vector<std::string>& lines);

  pg::Pool& pool_;
  const store::ProgramConfig own_;
  // Of Look alone.
  bool started_ = false;  // The options of this start have been recorded.
  bool failure_told_ = false;
  std::set<std::string> seen_;    // At the last look.
  std::set<std::string> warned_;  // Of those.
};

}  // namespace postern::service
