// The port that nginx is to listen on, looked at from outside.
#pragma once

#include "absl/status/status.h"
#include "operator/listen_address.h"

namespace postern::operators {

// True if the machine has IPv6.
bool HasIpv6();

// Whether the address can be listened on just now. The error says in one line why not, who has it where that can be
// seen, and what to do.
absl::Status CheckFree(const ListenAddress& address);

// Whether GET /readyz is answered 200 there within a second.
bool AnswersReady(const ListenAddress& address);

}  // namespace postern::operators
