// Sockets in the working folder for this program and what it starts.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace postern::operators {

// A non-blocking socket of that type (SOCK_STREAM, SOCK_DGRAM), bound to a name in the working folder: mode 0600, and
// closed on exec. A file of that name is removed first: call it where nobody else can be using it.
absl::StatusOr<int> BindOwn(int type, const std::string& name);

// A stream connected to the socket `name` in `folder`, however deep that is; its owner closes it. kNotFound where
// nobody listens there.
absl::StatusOr<int> ConnectTo(const std::string& folder, const std::string& name);

}  // namespace postern::operators
