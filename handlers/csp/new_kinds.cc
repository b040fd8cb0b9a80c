#include "handlers/csp/new_kinds.h"

#include <string>
#include <utility>

#include "obs/log.h"

namespace postern::csp {

NewKinds::Lines NewKinds::Admit(std::size_t fresh, Time now) {
  const std::lock_guard lock(mutex_);
  Lines lines;
  // No more often than the bucket is emptied, since nothing is passed over before.
  if (passed_over_ > 0 && bucket_.Has(now)) lines.passed_over = std::exchange(passed_over_, 0);
  while (lines.kinds < fresh && bucket_.Take(now)) ++lines.kinds;
  passed_over_ += fresh - lines.kinds;
  return lines;
}

void NewKinds::Log(const std::vector<store::CspKind>& fresh, Time now) {
  const Lines lines = Admit(fresh.size(), now);
  if (lines.passed_over > 0) {
    obs::Log(obs::Level::kWarning, "more new kinds of violations of the content security policy were not logged",
             {{"number", std::to_string(lines.passed_over)}});
  }
  for (std::size_t i = 0; i < lines.kinds; ++i) {
    obs::Log(obs::Level::kWarning, "a new kind of violation of the content security policy",
             {{"directive", fresh[i].directive},
              {"blocked", fresh[i].blocked_origin},
              {"document", fresh[i].document_path}});
  }
}

}  // namespace postern::csp
