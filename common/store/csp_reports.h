// The table postern.csp_reports: violations of the content security policy, one row for each kind, counted. It stays
// small by itself: the kinds that were not seen for longest make room for new ones.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "json/time.h"
#include "pg/pool.h"

namespace postern::store {

// In bytes; the table takes no longer ones.
inline constexpr std::size_t kMaxCspDirective = 64;
inline constexpr std::size_t kMaxCspOrigin = 255;
inline constexpr std::size_t kMaxCspPath = 255;
inline constexpr int kMaxCspKinds = 1000;
inline constexpr int kMaxNewCspKinds = 4;      // For each time that is counted.
inline constexpr int kRepeatedCspKinds = 900;  // So many that were seen more than once outlive those seen once.
inline constexpr std::chrono::hours kCspKindForgottenAfter{90 * 24};

// What makes two violations one kind. Storable texts (json/text.h) within the lengths above.
struct CspKind {
  std::string directive;       // "script-src-elem".
  std::string blocked_origin;  // "https://cdn.example", or a word such as "inline".
  std::string document_path;   // "/workspaces": without host, query and fragment.

  auto operator<=>(const CspKind&) const = default;
};

using CspCounts = std::map<CspKind, std::int64_t>;

struct CspReport {
  CspKind kind;
  std::int64_t count = 0;
  json::Time first_seen;
  json::Time last_seen;
};

// Counts violations, each 1 or more, as seen now by the database's clock, in one statement; gives the kinds that were
// new. Of those it takes kMaxNewCspKinds, the most frequent first, and leaves out the others. Where some were new, a
// second statement makes room: beyond kMaxCspKinds and kCspKindForgottenAfter kinds go, those that were seen once
// before the last kRepeatedCspKinds that were seen more often. Any number of processes may do so at once.
absl::StatusOr<std::vector<CspKind>> CountCspReports(pg::Pool& pool, const CspCounts& counts);

// At most kMaxCspKinds, the last seen first; none that is forgotten.
absl::StatusOr<std::vector<CspReport>> ListCspReports(pg::Pool& pool);

}  // namespace postern::store
