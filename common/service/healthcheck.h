// --healthcheck: whether the one that serves with the same settings answers, for whoever starts it again where it does
// not, such as the host of a container. It is the process that is asked (/healthz), not its database (/readyz): no
// restart mends a database, and all programs would be restarted at once.
#pragma once

#include <chrono>
#include <string>

namespace postern::service {

// All of a check takes no longer.
inline constexpr std::chrono::seconds kHealthcheckLimit{3};

// From now on the process has that time left. Then it ends by itself with 1 and a line on stderr, whatever it waits
// for, the resolver of host names included.
void LimitHealthcheck();

// Asks the program that listens on `address`, as --listen writes it. Gives the exit status: 0 where it answers 200,
// else 1, with one line on stderr. Starts no thread and opens no database session.
int CheckHealth(const std::string& address);

}  // namespace postern::service
