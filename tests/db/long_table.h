// A database whose one table is long, filled once for all tests of a fixture, and the plans of statements on it.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include "absl/strings/str_cat.h"
#include "pg/pool.h"
#include "tests/support/test_database.h"

namespace postern::store {

class LongTable {
 public:
  // `filling` inserts the rows; triggers and foreign keys are off meanwhile.
  LongTable(const std::string& table, const std::string& filling) {
    database_.Query("SET session_replication_role = replica; " + filling +
                    "; RESET session_replication_role; ANALYZE " + table);
    pool_ = std::make_unique<pg::Pool>(pg::PoolOptions{.connect = database_.options(), .max_connections = 1});
  }

  test::TestDatabase& database() { return database_; }
  // Of one session, so that what a statement was prepared in is what its plan is asked in.
  pg::Pool& pool() { return *pool_; }

  // The plan of a statement that this session has prepared, for these arguments: `mode` is generic or custom, `options`
  // are those of EXPLAIN.
  std::string Plan(const std::string& mode, const std::string& execution, const std::string& options = "COSTS OFF") {
    const absl::StatusOr<pg::Pool::Lease> session = pool_->Acquire();
    if (!session.ok()) throw std::runtime_error(session.status().ToString());
    const std::string text = "EXPLAIN (" + options + ") EXECUTE " + execution;
    const std::string name = absl::StrCat("explain_", ++explained_);
    const std::string set = "SET plan_cache_mode = force_" + mode + "_plan";
    if (const absl::Status done = (*session)->Execute(set.c_str()); !done.ok())
      throw std::runtime_error(done.ToString());
    const absl::StatusOr<pg::Result> lines = (*session)->Run({name.c_str(), text.c_str()}, {});
    if (!lines.ok()) throw std::runtime_error(lines.status().ToString());
    std::string plan;
    for (int i = 0; i < lines->size(); ++i) absl::StrAppend(&plan, std::string((*lines)[i].Text(0)), "\n");
    return plan;
  }

 private:
  test::TestDatabase database_;
  std::unique_ptr<pg::Pool> pool_;
  int explained_ = 0;
};

// How often `part` stands in `text`.
inline int Times(const std::string& text, const std::string& part) {
  int times = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

// By how many kilobytes the memory of this process rises above what it holds now, at its highest, while `work` runs.
template <typename Work>
long PeakGrowth(Work work) {
  const auto field = [](const std::string& name) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
      long kilobytes = 0;
      if (word == name && status >> kilobytes) return kilobytes;
    }
    throw std::runtime_error("no " + name);
  };
  std::ofstream("/proc/self/clear_refs") << "5";  // Makes the peak what is held now.
  const long before = field("VmRSS:");
  work();
  return field("VmHWM:") - before;
}

}  // namespace postern::store
