// What a start makes of options: values that follow from others.
#pragma once

#include <string>
#include <vector>

#include "config/options.h"

namespace postern::config {

// Changes values in place; where they came from stays as it is. The older --address becomes the address of HTTP, or,
// with TLS on, that of HTTPS, and the other one is empty; without rate limits --api-rate-limit is -1; the names of
// trusted headers are written as they usually are (X-Forwarded-For); an OIDC client that asks for the scope `groups`
// reads the claim of that name; a legacy switch for redirects sets --redirect-to-access-url where TLS is on.
// `environment` is NAME=text.
void ChangeAtStart(Options& options, const Origins& origins, const std::vector<std::string>& environment);

}  // namespace postern::config
