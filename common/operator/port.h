// The ports that nginx is to listen on, looked at from outside.
#pragma once

#include <chrono>
#include <string_view>

#include "absl/status/status.h"
#include "operator/listen_address.h"
#include "operator/nginx_values.h"

namespace postern::operators {

// True if the machine has IPv6.
bool HasIpv6();

// True if it has an IPv6 address by which others can be reached: neither loopback nor of one link alone.
bool HasIpv6Address();

// Whether the address, the value of `option` ("--http-address"), can be listened on just now. The error says in one
// line why not, who has it where that can be seen, and what to do.
absl::Status CheckFree(const ListenAddress& address, std::string_view option = "--http-address");

// The same of all addresses that nginx is to listen on; of the first that it cannot.
absl::Status CheckListeners(const NginxSettings& settings);

// Whether GET of that path is answered 200 by the site: in clear where it listens for that, else by TLS, whatever its
// certificate says. No wait for the other side is longer than `patience`.
bool Answers(const NginxSettings& settings, std::string_view path, std::chrono::seconds patience);

}  // namespace postern::operators
