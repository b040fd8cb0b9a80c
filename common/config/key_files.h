// Certificates and private keys in files, looked at before anybody relies on them.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace postern::config {

// Whether both files can be read, are PEM, and belong together: the key is that of the first certificate. A key behind
// a password counts as unreadable. A key that this user may not read is taken for good: whoever serves with it has to.
// Errors name the file and hold nothing of its contents.
absl::Status CheckKeyPair(const std::string& certificate_file, const std::string& key_file);

// Whether the file can be read and has a certificate in PEM.
absl::Status CheckCertificateFile(const std::string& file);

}  // namespace postern::config
