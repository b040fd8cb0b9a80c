#include "service/drift.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "config/fingerprint.h"
#include "obs/log.h"
#include "pg/error.h"

namespace postern::service {
namespace {

using store::ProgramConfig;

// How many options a line names.
constexpr std::size_t kMostNamed = 10;

// Programs with the same options.
struct Camp {
  std::vector<std::string> programs;
  const ProgramConfig* config = nullptr;
};

// The largest one first.
std::vector<Camp> Camps(const std::vector<ProgramConfig>& configs) {
  std::vector<Camp> camps;
  for (const ProgramConfig& config : configs) {
    const auto same = [&](const Camp& camp) { return camp.config->fingerprint == config.fingerprint; };
    const auto found = std::find_if(camps.begin(), camps.end(), same);
    Camp& camp = found != camps.end() ? *found : camps.emplace_back(Camp{.programs = {}, .config = &config});
    camp.programs.push_back(config.program);
  }
  std::stable_sort(camps.begin(), camps.end(),
                   [](const Camp& a, const Camp& b) { return a.programs.size() > b.programs.size(); });
  return camps;
}

std::string Named(std::vector<std::string> options) {
  const std::size_t more = options.size() - std::min(options.size(), kMostNamed);
  options.resize(options.size() - more);
  return absl::StrCat(absl::StrJoin(options, ", "), more > 0 ? absl::StrCat(" and ", more, " more") : "");
}

bool MayMend(const absl::Status& failure) {
  const std::string state = pg::SqlState(failure);
  return pg::IsUnavailable(failure) || pg::IsLostSession(failure) || state == pg::kUndefinedTable ||
         state == pg::kInvalidSchemaName;
}

ProgramConfig OwnConfig(std::string program, const config::Options& options) {
  boost::json::object shared = config::SharedOptions(options);
  std::string fingerprint = config::Fingerprint(shared);
  return {.program = std::move(program), .fingerprint = std::move(fingerprint), .options = std::move(shared)};
}

}  // namespace

std::vector<std::string> Disagreements(const std::vector<ProgramConfig>& configs) {
  const std::vector<Camp> camps = Camps(configs);
  std::vector<std::string> lines;
  for (std::size_t i = 1; i < camps.size(); ++i) {
    const std::vector<std::string> options = config::Differences(camps[0].config->options, camps[i].config->options);
    if (options.empty()) continue;
    lines.push_back(absl::StrCat("options differ between ", absl::StrJoin(camps[i].programs, ", "), " and ",
                                 absl::StrJoin(camps[0].programs, ", "), ": ", Named(options)));
  }
  return lines;
}

Drift::Drift(pg::Pool& pool, std::string program, const config::Options& options)
    : pool_(pool), own_(OwnConfig(std::move(program), options)) {}

absl::Status Drift::Look() {
  absl::StatusOr<std::vector<ProgramConfig>> recorded = store::ListProgramConfigs(pool_, own_.fingerprint);
  if (!recorded.ok()) return recorded.status();
  if (absl::Status done = Record(*recorded); !done.ok()) return done;
  // What was recorded of this program is now its own, or another process's.
  if (std::exchange(started_, true)) {
    Warn(Compare(*std::move(recorded)));
  } else if (const absl::StatusOr<std::vector<std::string>> lines = Find(); lines.ok()) {
    Warn(*lines);
  }
  return absl::OkStatus();
}

void Drift::LookAndTell() {
  const absl::Status looked = Look();
  if (looked.ok()) return;
  const bool tell = !MayMend(looked) && !std::exchange(failure_told_, true);
  obs::Log(tell ? obs::Level::kWarning : obs::Level::kDebug, "options could not be compared",
           {{"error", looked.ToString()}});
}

absl::Status Drift::Record(const std::vector<ProgramConfig>& recorded) {
  const auto found = std::find_if(recorded.begin(), recorded.end(),
                                  [&](const ProgramConfig& config) { return config.program == own_.program; });
  if (found != recorded.end()) {
    const bool same = found->fingerprint == own_.fingerprint;
    if (same ? !found->touch_due : started_) return absl::OkStatus();
  }
  return store::RecordProgramConfig(pool_, own_.program, own_.fingerprint, own_.options);
}

absl::StatusOr<std::vector<std::string>> Drift::Find() const {
  absl::StatusOr<std::vector<ProgramConfig>> recorded = store::ListProgramConfigs(pool_, own_.fingerprint);
  if (!recorded.ok()) return recorded.status();
  return Compare(*std::move(recorded));
}

std::vector<std::string> Drift::Compare(std::vector<ProgramConfig> recorded) const {
  std::vector<ProgramConfig> all = {own_};
  for (ProgramConfig& config : recorded) {
    const bool same = config.fingerprint == own_.fingerprint;
    if (config.program == own_.program) {
      if (same) continue;
      config.program += " (another process)";
    }
    if (same) config.options = own_.options;
    all.push_back(std::move(config));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const ProgramConfig& a, const ProgramConfig& b) { return a.program < b.program; });
  return Disagreements(all);
}

void Drift::Warn(const std::vector<std::string>& lines) {
  const std::set<std::string> now(lines.begin(), lines.end());
  std::erase_if(warned_, [&](const std::string& line) { return !now.contains(line); });
  for (const std::string& line : now) {
    if (seen_.contains(line) && warned_.insert(line).second) obs::Log(obs::Level::kWarning, line);
  }
  seen_ = now;
}

}  // namespace postern::service
