#include "operator/purge_command.h"

#include <signal.h>

#include <chrono>
#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "config/duration.h"
#include "operator/complaint.h"
#include "operator/database.h"
#include "operator/held_signals.h"
#include "operator/purge.h"
#include "service/app.h"

namespace postern::operators {
namespace {

absl::StatusOr<std::chrono::nanoseconds> ReadAge(const std::string& text) {
  const absl::StatusOr<std::chrono::nanoseconds> age = config::ParseDuration(text);
  if (!age.ok()) return absl::InvalidArgumentError(absl::StrCat("AGE ", std::string(age.status().message())));
  if (*age >= std::chrono::nanoseconds(0)) return age;
  return absl::InvalidArgumentError("AGE must not be negative: keys that have not expired stay");
}

void SayResult(std::int64_t gone, bool stopped) {
  std::printf("Deleted %lld expired key%s%s.\n", static_cast<long long>(gone), gone == 1 ? "" : "s",
              stopped ? " before being told to end" : "");
  std::fflush(stdout);
}

}  // namespace

int PurgeCommand(const config::Loaded& loaded) {
  const absl::StatusOr<std::chrono::nanoseconds> age = ReadAge(loaded.words[1]);
  if (!age.ok()) return Complain(age.status());
  if (const absl::Status named = CheckDatabaseIsNamed(loaded.options); !named.ok()) return Complain(named);

  const HeldSignals signals({SIGINT, SIGTERM, SIGHUP});
  pg::Pool pool(service::PoolOptionsFrom(loaded.options));
  PurgeProgress progress(std::chrono::steady_clock::now());
  std::int64_t gone = 0;
  int signal = 0;
  const absl::Status purged = Purge(pool, *age, [&](std::int64_t so_far) {
    gone = so_far;
    if (const auto line = progress.Line(gone, std::chrono::steady_clock::now())) {
      std::fprintf(stderr, "%s\n", line->c_str());
    }
    signal = signals.Take();
    return signal == 0;
  });
  if (purged.ok() || gone > 0) SayResult(gone, signal != 0);
  if (!purged.ok()) return Complain(purged);
  return signal == 0 ? kExitSuccess : 128 + signal;
}

}  // namespace postern::operators
