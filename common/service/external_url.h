// Where the project is found whose API is served: what clients show as the home of this server.
#pragma once

#include <string_view>

namespace postern::service {

inline constexpr std::string_view kExternalUrl = "https://github.com/coder/coder";

}  // namespace postern::service
