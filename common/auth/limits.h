// How long a key may live. The role of the user whom a key is for decides, never the caller's; each way of making a key
// asks exactly one function here. Pure: times come in as spans that the database measured.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace postern::auth {

// The settings. Every duration is positive; the start of a program has seen to that.
struct Lifetimes {
  std::chrono::nanoseconds session = std::chrono::hours(24);
  std::chrono::nanoseconds default_token = std::chrono::hours(168);
  std::chrono::nanoseconds max_token = std::chrono::hours(876'600);
  std::chrono::nanoseconds max_admin_token = std::chrono::hours(168);
  bool slide = true;            // False: using a session never moves its expiry.
  bool enforce_on_use = false;  // True: keys older than their user's cap of today are refused.
};

// THE decision: who holds the site role `owner` has the administrators' cap, even where it is the shorter one; everyone
// else, administrators of an organization included, the ordinary one.
std::chrono::nanoseconds Cap(const Lifetimes& lifetimes, std::span<const std::string> site_roles);

// What came of asking for a token's lifetime.
struct LifetimeGrant {
  enum class Verdict { kGranted, kNegative, kAboveCap };
  Verdict verdict;
  std::chrono::nanoseconds lifetime;  // What the token gets; zero unless granted.
  std::chrono::nanoseconds cap;       // The cap of the target, for whoever has to say it.

  bool granted() const { return verdict == Verdict::kGranted; }
};

// Token creation. `requested` may be any value: zero (or absent) asks for the default, which is cut to the cap; up to
// the cap, that included, is granted as asked; above and below zero are refused.
LifetimeGrant GrantLifetime(const Lifetimes& lifetimes, std::span<const std::string> site_roles,
                            std::chrono::nanoseconds requested);

// Login: the session duration, cut to the cap.
std::chrono::nanoseconds SessionLifetime(const Lifetimes& lifetimes, std::span<const std::string> site_roles);

// A session key made on request: the default token lifetime, cut to the cap.
std::chrono::nanoseconds SessionKeyLifetime(const Lifetimes& lifetimes, std::span<const std::string> site_roles);

// `lifetime_seconds` as stored: whole seconds, truncated; what comes to nothing is stored as one day.
std::int64_t StoredSeconds(std::chrono::nanoseconds lifetime);

// A key at the moment of its use, by the database's clock. Microseconds are its resolution.
struct KeyInUse {
  std::string_view login_type;          // As stored.
  std::int64_t lifetime_seconds;        // As stored; any value.
  std::chrono::microseconds remaining;  // expires_at - now(); negative where expired.
  std::chrono::microseconds age;        // now() - created_at.
};

// Sliding: how much longer the key lives from now on, or nothing where its expiry stays as it is. Tokens never slide,
// nor do lifetimes up to an hour, nor expired keys; others do once an hour of their lifetime is used up, never beyond
// creation + today's cap, and never to an earlier end.
std::optional<std::chrono::microseconds> Slide(const Lifetimes& lifetimes, std::span<const std::string> site_roles,
                                               const KeyInUse& key);

// For enforcement on use: whether a key of this age has outlived the cap. Exactly as old as the cap is not older.
bool OlderThanCap(std::chrono::microseconds age, std::chrono::nanoseconds cap);

}  // namespace postern::auth
