// Passwords as stored: `$pbkdf2-sha256$<iterations>$<salt>$<hash>`, PBKDF2 with HMAC-SHA-256; salt and hash in standard
// base64 without padding. One-time passcodes are stored in the same form. Both functions take some 20-50 ms of a core:
// endpoints call them through PasswordHasher.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace postern::auth {

inline constexpr int kHashIterations = 65'535;

// A stored value that asks for more is taken as malformed: it would hold a core for seconds at every login.
inline constexpr int kMaxHashIterations = 10'000'000;

// What to store for a password: a random salt of 16 bytes, 65535 iterations, 64 bytes of hash. kInternal where the
// system gives no randomness.
absl::StatusOr<std::string> Hash(std::string_view password);

// Whether the password is the one that was stored. kInvalidArgument where `stored` cannot be read; its text is free of
// both arguments. An empty `stored` (no such user, or a user without a password) is false for every password and takes
// as long as a real one, so that the time does not tell who exists.
absl::StatusOr<bool> Verify(std::string_view stored, std::string_view password);

}  // namespace postern::auth
