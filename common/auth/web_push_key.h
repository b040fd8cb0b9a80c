// The key pair by which a deployment names itself to the push services of browsers (RFC 8292).
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace postern::auth {

// Both in base64url without padding.
struct WebPushKeyPair {
  std::string public_key;   // A point of P-256, uncompressed: 65 bytes, 87 characters.
  std::string private_key;  // Its scalar, big-endian: 32 bytes, 43 characters. A secret.
};

// A new pair from the system's randomness; kInternal where the library fails.
absl::StatusOr<WebPushKeyPair> MakeWebPushKeyPair();

}  // namespace postern::auth
