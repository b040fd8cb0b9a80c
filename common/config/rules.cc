#include "config/rules.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "config/duration.h"
#include "config/findings.h"
#include "config/kinds.h"

namespace postern::config {
namespace {

struct RuledDuration {
  std::chrono::nanoseconds Options::*value;
  Origin Origins::*origin;
};

#define POSTERN_RULED(member) &Options::member, &Origins::member
constexpr std::array kPositive = {
    RuledDuration{POSTERN_RULED(max_token_lifetime)},
    RuledDuration{POSTERN_RULED(max_admin_token_lifetime)},
    RuledDuration{POSTERN_RULED(default_token_lifetime)},
    RuledDuration{POSTERN_RULED(session_duration)},
    RuledDuration{POSTERN_RULED(autobuild_poll_interval)},
    RuledDuration{POSTERN_RULED(job_hang_detector_interval)},
    RuledDuration{POSTERN_RULED(drain_timeout)},
    RuledDuration{POSTERN_RULED(request_timeout)},
    RuledDuration{POSTERN_RULED(outbound_connect_timeout)},
    RuledDuration{POSTERN_RULED(outbound_timeout)},
    RuledDuration{POSTERN_RULED(pg_acquire_timeout)},
    RuledDuration{POSTERN_RULED(pg_connect_timeout)},
    RuledDuration{POSTERN_RULED(pg_statement_timeout)},
    RuledDuration{POSTERN_RULED(pg_lock_timeout)},
    RuledDuration{POSTERN_RULED(pg_idle_in_transaction_timeout)},
    RuledDuration{POSTERN_RULED(pg_idle_close)},
    RuledDuration{POSTERN_RULED(password_wait)},
};
// Zero has a meaning of its own there.
constexpr std::array kNotNegative = {
    RuledDuration{POSTERN_RULED(agent_stats_refresh_interval)},
    RuledDuration{POSTERN_RULED(idle_exit)},
};

struct BoundedCount {
  std::int64_t Options::*value;
  Origin Origins::*origin;
  std::int64_t most;
};

constexpr std::int64_t kUnbounded = std::numeric_limits<std::int64_t>::max();
constexpr std::array kCounts = {
    BoundedCount{POSTERN_RULED(threads), 1024},
    BoundedCount{POSTERN_RULED(nginx_workers), 64},
    BoundedCount{POSTERN_RULED(pg_max_connections), 1024},
    BoundedCount{POSTERN_RULED(max_body_bytes), kUnbounded},
};
#undef POSTERN_RULED

// "--max-token-lifetime (200h0m0s)".
std::string Named(std::chrono::nanoseconds value, Origin Origins::*origin) {
  return absl::StrCat("--", RowOf(origin).flag, " (", FormatDuration(value), ")");
}

// Any more that a process itself waits for, added to the time of day, is more than its clock can count. What the
// database adds to its own has no such end.
constexpr std::chrono::hours kLongest{876600};

void CheckDurations(Findings& findings) {
  const auto limit = [&](const RuledDuration& duration) {
    if (RowOf(duration.origin).extras.local && findings.options().*duration.value > kLongest) {
      findings.Refuse(duration.origin, "must be at most 876600h, which is 100 years");
    }
  };
  std::for_each(kPositive.begin(), kPositive.end(), limit);
  std::for_each(kNotNegative.begin(), kNotNegative.end(), limit);
  for (const auto& [value, origin] : kPositive) {
    if ((findings.options().*value).count() <= 0) findings.Refuse(origin, "must be more than zero");
  }
  for (const auto& [value, origin] : kNotNegative) {
    if ((findings.options().*value).count() < 0) findings.Refuse(origin, "must not be negative");
  }
}

void CheckCounts(Findings& findings) {
  for (const auto& [value, origin, most] : kCounts) {
    if (findings.options().*value < 1) findings.Refuse(origin, "must be 1 or more");
    if (findings.options().*value > most) findings.Refuse(origin, absl::StrCat("must be at most ", most));
  }
}

void CheckLifetimes(Findings& findings) {
  const Options& options = findings.options();
  const Origins& origins = findings.origins();
  const std::string member_limit = Named(options.max_token_lifetime, &Origins::max_token_lifetime);
  const std::string owner_limit = Named(options.max_admin_token_lifetime, &Origins::max_admin_token_lifetime);
  const bool above_both = options.default_token_lifetime > options.max_token_lifetime &&
                          options.default_token_lifetime > options.max_admin_token_lifetime;
  if (origins.default_token_lifetime.IsExplicit() && above_both) {
    findings.Refuse(&Origins::default_token_lifetime,
                    absl::StrCat("is above both ", member_limit, " and ", owner_limit));
  }
  const bool limit_is_chosen = origins.max_token_lifetime.IsExplicit() || origins.max_admin_token_lifetime.IsExplicit();
  if (limit_is_chosen && options.max_admin_token_lifetime < options.max_token_lifetime) {
    findings.Warn(absl::StrCat(owner_limit, " is below ", member_limit, ": owners get the shorter tokens"));
  }
}

void CheckLogs(Findings& findings) {
  const Options& options = findings.options();
  if (options.log_human.empty() && options.log_json.empty() && options.log_stackdriver.empty() && !options.trace) {
    findings.RefuseOption(&Origins::log_human,
                          "logs would go nowhere: name a place here, or with --log-json or --log-stackdriver");
  }
  for (const std::string& pattern : options.log_filter) {
    if (!Regexp::Parse(pattern).ok()) {
      findings.RefuseItem(&Origins::log_filter, pattern, "is no regular expression");
    }
  }
}

void CheckNotifications(Findings& findings) {
  if (findings.options().notifications_dispatch_timeout >= findings.options().notifications_lease_period) {
    findings.Refuse(&Origins::notifications_dispatch_timeout,
                    absl::StrCat("must be less than ", Named(findings.options().notifications_lease_period,
                                                             &Origins::notifications_lease_period)));
  }
}

void CheckStorage(Findings& findings) {
  constexpr const char* kWhy = "is not possible here: PostgreSQL keeps all data, and any number of programs share it";
  if (findings.options().in_memory) findings.RefuseOption(&Origins::in_memory, kWhy);
  if (findings.options().ephemeral) findings.RefuseOption(&Origins::ephemeral, kWhy);
  const std::string& auth = findings.options().postgres_auth;
  if (absl::EqualsIgnoreCase(auth, "awsiamrds")) {
    findings.Refuse(&Origins::postgres_auth, "is not possible here: put a password into --postgres-url");
  }
}

}  // namespace

Verdict Check(const Options& options, const Origins& origins) {
  Findings findings(options, origins);
  CheckDurations(findings);
  CheckCounts(findings);
  CheckLifetimes(findings);
  CheckLogs(findings);
  CheckStorage(findings);
  CheckNetwork(findings);
  CheckTls(findings);
  CheckSignIn(findings);
  CheckNotifications(findings);
  return findings.Finish();
}

}  // namespace postern::config
