#include "auth/limits.h"

#include <algorithm>

namespace postern::auth {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr seconds kDay{86'400};
constexpr seconds kHour{3'600};

// A stored lifetime can be any bigint; in microseconds the largest would overflow. Three hundred thousand years are
// as good as all of them.
seconds StoredLifetime(std::int64_t lifetime_seconds) {
  constexpr std::int64_t kMost = std::chrono::duration_cast<seconds>(microseconds::max()).count();
  return seconds(std::clamp<std::int64_t>(lifetime_seconds, 0, kMost));
}

}  // namespace

nanoseconds Cap(const Lifetimes& lifetimes, std::span<const std::string> site_roles) {
  const bool owner = std::find(site_roles.begin(), site_roles.end(), "owner") != site_roles.end();
  return owner ? lifetimes.max_admin_token : lifetimes.max_token;
}

LifetimeGrant GrantLifetime(const Lifetimes& lifetimes, std::span<const std::string> site_roles,
                            nanoseconds requested) {
  using Verdict = LifetimeGrant::Verdict;
  const nanoseconds cap = Cap(lifetimes, site_roles);
  if (requested < nanoseconds::zero()) return {Verdict::kNegative, nanoseconds::zero(), cap};
  if (requested > cap) return {Verdict::kAboveCap, nanoseconds::zero(), cap};
  if (requested == nanoseconds::zero()) requested = std::min(lifetimes.default_token, cap);
  return {Verdict::kGranted, requested, cap};
}

nanoseconds SessionLifetime(const Lifetimes& lifetimes, std::span<const std::string> site_roles) {
  return std::min(lifetimes.session, Cap(lifetimes, site_roles));
}

nanoseconds SessionKeyLifetime(const Lifetimes& lifetimes, std::span<const std::string> site_roles) {
  return std::min(lifetimes.default_token, Cap(lifetimes, site_roles));
}

std::int64_t StoredSeconds(nanoseconds lifetime) {
  const seconds whole = std::chrono::duration_cast<seconds>(lifetime);
  return whole > seconds::zero() ? whole.count() : kDay.count();
}

std::optional<microseconds> Slide(const Lifetimes& lifetimes, std::span<const std::string> site_roles,
                                  const KeyInUse& key) {
  if (!lifetimes.slide || key.login_type == "token") return std::nullopt;
  const seconds lifetime = StoredLifetime(key.lifetime_seconds);
  if (lifetime <= kHour || key.remaining < microseconds::zero()) return std::nullopt;
  if (key.remaining > lifetime - kHour) return std::nullopt;

  // Hosts of other programs write created_at: one in the future must not buy time beyond the cap.
  const microseconds age = std::max(key.age, microseconds::zero());
  const microseconds cap = std::chrono::duration_cast<microseconds>(Cap(lifetimes, site_roles));
  const microseconds slid = std::min<microseconds>(lifetime, cap - age);
  if (slid <= key.remaining) return std::nullopt;
  return slid;
}

bool OlderThanCap(microseconds age, nanoseconds cap) {
  // Down to microseconds rather than up to nanoseconds, where an old age would overflow.
  return age > std::chrono::duration_cast<microseconds>(cap);
}

}  // namespace postern::auth
