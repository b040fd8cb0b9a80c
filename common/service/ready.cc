#include "service/ready.h"

#include <chrono>
#include <thread>

#include "fcgi/notice.h"
#include "schema/ready.h"

namespace postern::service {
namespace {

constexpr std::chrono::milliseconds kAskAgain{200};

}  // namespace

absl::StatusOr<int> CheckReady(pg::Pool& pool) {
  absl::StatusOr<pg::Pool::Lease> connection = pool.Acquire();
  if (!connection.ok()) return connection.status();
  return schema::CheckReady(**connection);
}

void TellOnceReady(pg::Pool& pool, const Stopped& stopped) {
  while (!CheckReady(pool).ok()) {
    if (stopped()) return;
    std::this_thread::sleep_for(kAskAgain);
  }
  fcgi::TellReady();
}

}  // namespace postern::service
