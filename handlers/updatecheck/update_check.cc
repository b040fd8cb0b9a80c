#include "handlers/updatecheck/update_check.h"

#include <cstdint>
#include <optional>

#include "handlers/updatecheck/latest_release.h"
#include "handlers/updatecheck/semver.h"
#include "service/external_url.h"
#include "store/update_check.h"

namespace postern::updatecheck {
namespace {

constexpr std::chrono::microseconds kDay = std::chrono::hours(24);

// A build between two releases counts as the one that it leads to.
std::string_view OwnRelease(const service::App& app) {
  return std::string_view(app.version).substr(0, app.version.find('-'));
}

http::Response Tell(bool current, std::string_view version, std::string_view url) {
  return http::Json(http::kOk, {{"current", current}, {"version", version}, {"url", url}});
}

http::Response TellOwn(const service::App& app) {
  return Tell(true, app.version, service::kExternalUrl);
}

http::Response TellStored(const service::App& app, const absl::StatusOr<Check>& check) {
  if (!check.ok()) return http::InternalError(std::string(check.status().message()));
  const Release& release = check->release;
  const bool current = CompareVersions(OwnRelease(app), release.version) >= 0;
  return Tell(current, release.version, ShownUrl(release.url));
}

// A check of the day after tomorrow was made by a clock that was ahead, and would hold up the next one until then.
bool IsOld(const Check& check, json::Time now) {
  const std::int64_t age = now.micros - check.checked.micros;
  return age >= kDay.count() || age < -kDay.count();
}

// Nothing is lost where the database fails here: the next request asks again.
void AskSoon(service::App& app) {
  service::Ask(app, AskedRelease(app)).status().IgnoreError();
}

}  // namespace

http::Response GetUpdateCheck(const service::Context& context) {
  service::App& app = context.app();
  if (!app.options.update_check) return TellOwn(app);
  const absl::StatusOr<store::UpdateCheck> stored = store::FindUpdateCheck(app.pool);
  if (!stored.ok()) return http::FromStatus(stored.status());
  if (!stored->text) {
    AskSoon(app);
    return TellOwn(app);
  }
  const absl::StatusOr<Check> check = ReadCheck(*stored->text);
  if (!check.ok() || IsOld(*check, stored->now)) AskSoon(app);
  return TellStored(app, check);
}

}  // namespace postern::updatecheck
