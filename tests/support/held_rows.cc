#include "tests/support/held_rows.h"

#include <poll.h>

#include <chrono>
#include <stdexcept>

namespace postern::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kAwait = std::chrono::seconds(30);

void Check(const absl::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

}  // namespace

HeldRows::HeldRows(Site& site, const std::string& locking) : site_(site) {
  auto session = pg::Connection::Open(site.database().options());
  Check(session.status());
  session_ = *std::move(session);
  Check(session_->Execute("BEGIN"));
  Check(session_->Execute(locking.c_str()));
}

void HeldRows::AwaitWaiting(int sessions) {
  const auto deadline = Clock::now() + kAwait;
  const std::string wanted = std::to_string(sessions);
  while (site_.Value("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                     "AND wait_event_type = 'Lock'") != wanted) {
    if (Clock::now() > deadline) throw std::runtime_error("nobody waits for the lock");
    poll(nullptr, 0, 2);
  }
}

void HeldRows::Release() {
  Check(session_->Execute("COMMIT"));
}

}  // namespace postern::test
