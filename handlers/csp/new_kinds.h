// What keeps a flood of new kinds of reports from filling the log.
#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

#include "handlers/csp/bucket.h"
#include "store/csp_reports.h"

namespace postern::csp {

class NewKinds {
 public:
  using Time = Bucket::Time;

  // So many kinds in a row are logged, and one more for each pause that has gone by.
  static constexpr int kBurst = 20;
  static constexpr std::chrono::seconds kPause{10};

  struct Lines {
    std::size_t passed_over = 0;  // So many earlier kinds were not logged; to be said first, where there are any.
    std::size_t kinds = 0;        // So many of the present ones, from the first, are logged.
  };

  explicit NewKinds(Time start) : bucket_(kBurst, kPause, start) {}

  // What is to be logged now that so many kinds were new; zero still lets the log catch up.
  Lines Admit(std::size_t fresh, Time now);

  // Logs it.
  void Log(const std::vector<store::CspKind>& fresh, Time now);

 private:
  std::mutex mutex_;
  Bucket bucket_;
  std::size_t passed_over_ = 0;
};

}  // namespace postern::csp
