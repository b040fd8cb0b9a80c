// The key pair that every user gets for git, made when the user is.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace postern::auth {

struct SshKeyPair {
  std::string private_key;  // OpenSSH's PEM form, not encrypted, ends in a newline. A secret.
  std::string public_key;   // One authorized_keys line without a comment, ends in a newline.
};

// A new ed25519 pair from the system's randomness; kInternal where the library fails.
absl::StatusOr<SshKeyPair> MakeSshKeyPair();

}  // namespace postern::auth
